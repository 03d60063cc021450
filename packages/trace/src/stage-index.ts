/**
 * The flows of one stage, so that a packet looks at few of them: those that pin some field are found by its value. Before:
 * parsed flows in order of priority. After: FlowCache.find.
 */
import type { CompileContext, Expr } from '#logical';
import { type Field, type FieldValue, fullMask } from '#openflow';
import type { Packet } from './packet.js';
import { bitsOf, type Predicate, predicateOf } from './predicate.js';

/** A flow with what must be true of the packet. */
export interface Candidate<T> {
  readonly condition: Expr;
  readonly flow: T;
}

/** Bits of a field that every packet of a condition has one of these values in. */
interface Pin {
  readonly field: Field;
  readonly mask: FieldValue;
  readonly values: readonly FieldValue[];
}

/** Fewer flows are looked at one by one. */
const INDEXED_MIN = 6;

export class StageIndex<T> {
  private readonly flows: readonly T[];
  private readonly root: Branch;

  constructor(all: readonly Candidate<T>[], context: CompileContext) {
    this.flows = all.map(({ flow }) => flow);
    const holds = all.map(({ condition }) => predicateOf(condition, context));
    const pins = all.map(({ condition }) => pinsOf(condition, context));
    this.root = branch(Array.from(all.keys()), pins, holds);
  }

  /** The first flow, in order, whose condition the packet meets. */
  find(packet: Packet): T | undefined {
    return this.flows[this.root.first(packet, this.flows.length)];
  }
}

/** Finds the first position before `bound` whose condition the packet meets; `bound` when there is none. */
interface Branch {
  first(packet: Packet, bound: number): number;
}

/** Positions, ascending, that are tried one after the other. */
class Sequence implements Branch {
  private readonly positions: readonly number[];
  private readonly holds: readonly Predicate[];

  constructor(positions: readonly number[], holds: readonly Predicate[]) {
    this.positions = positions;
    this.holds = holds;
  }

  first(packet: Packet, bound: number): number {
    for (const position of this.positions) {
      if (position >= bound) return bound;
      if (this.holds[position]!(packet)) return position;
    }
    return bound;
  }
}

/** Positions by the value of some bits of the packet, and those that do not depend on them. */
class Fork implements Branch {
  private readonly bits: (packet: Packet) => FieldValue;
  private readonly byValue: ReadonlyMap<FieldValue, Branch>;
  private readonly others: Branch;

  constructor(bits: (packet: Packet) => FieldValue, byValue: ReadonlyMap<FieldValue, Branch>, others: Branch) {
    this.bits = bits;
    this.byValue = byValue;
    this.others = others;
  }

  first(packet: Packet, bound: number): number {
    const found = this.byValue.get(this.bits(packet))?.first(packet, bound) ?? bound;
    return this.others.first(packet, found);
  }
}

function branch(positions: readonly number[], pins: readonly (readonly Pin[])[], holds: readonly Predicate[]): Branch {
  const by = positions.length < INDEXED_MIN ? undefined : mostTelling(positions.map((position) => pins[position]!));
  if (by === undefined) return new Sequence(positions, holds);
  const byValue = new Map<FieldValue, number[]>();
  const others: number[] = [];
  for (const position of positions) {
    const pin = pins[position]!.find((candidate) => isSame(candidate, by));
    if (pin === undefined) others.push(position);
    for (const value of new Set(pin?.values)) {
      const known = byValue.get(value);
      if (known === undefined) byValue.set(value, [position]);
      else known.push(position);
    }
  }
  // What has led here tells nothing further down.
  const left = [...pins];
  for (const position of positions) left[position] = pins[position]!.filter((pin) => !isSame(pin, by));
  const branches = Array.from(byValue, ([value, list]) => [value, branch(list, left, holds)] as const);
  return new Fork(bitsOf(by.field, by.mask), new Map(branches), branch(others, left, holds));
}

function isSame(one: Pick<Pin, 'field' | 'mask'>, two: Pick<Pin, 'field' | 'mask'>): boolean {
  return one.field === two.field && one.mask === two.mask;
}

/** What every packet of the condition has. */
function pinsOf(condition: Expr, context: CompileContext): readonly Pin[] {
  switch (condition.kind) {
    case 'and':
      return condition.terms.flatMap((term) => (term.kind === 'and' ? [] : pinsOf(term, context)));
    case 'or': {
      const [first, ...rest] = condition.terms.map((term) => (term.kind === 'or' ? [] : pinsOf(term, context)));
      return (first ?? []).flatMap((pin) => {
        const same = rest.map((pins) => pins.find((candidate) => isSame(candidate, pin)));
        const values = same.flatMap((found) => found?.values ?? []);
        return same.includes(undefined) ? [] : [{ ...pin, values: [...pin.values, ...values] }];
      });
    }
    case 'comparison': {
      const { symbol, relation, value, mask } = condition;
      return symbol.kind === 'field' && relation === '==' ? [{ field: symbol.field, mask, values: [value] }] : [];
    }
    case 'string comparison': {
      const { symbol, relation, text } = condition;
      const key = relation === '==' ? context.portKey(text) : undefined;
      if (symbol.kind !== 'field' || key === undefined) return [];
      return [{ field: symbol.field, mask: fullMask(symbol.field), values: [key] }];
    }
    default:
      return [];
  }
}

/** The bits that the most flows pin to the most different values: flows times values. Undefined when none tell anything. */
function mostTelling(pins: readonly (readonly Pin[])[]): Pick<Pin, 'field' | 'mask'> | undefined {
  const found = new Map<string, { readonly pin: Pin; readonly values: Set<FieldValue>; flows: number }>();
  for (const pin of pins.flat()) {
    const key = `${pin.field.index}/${pin.mask}`;
    const entry = found.get(key) ?? { pin, values: new Set(), flows: 0 };
    entry.flows++;
    for (const value of pin.values) entry.values.add(value);
    found.set(key, entry);
  }
  let best: Pin | undefined;
  let most = 0;
  for (const { pin, values, flows } of found.values()) {
    const score = values.size > 1 ? flows * Math.min(values.size, 16) : 0;
    if (score > most) [best, most] = [pin, score];
  }
  return best;
}
