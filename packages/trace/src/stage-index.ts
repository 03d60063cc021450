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

/** Some bits of a field; one and the same object for the same bits in all of a stage. */
interface Bits {
  readonly field: Field;
  readonly mask: FieldValue;
}

/** That every packet of a condition has one of these values in the bits. */
interface Pin {
  readonly bits: Bits;
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
    const pinned = new Pinned(context);
    const pins = all.map(({ condition }) => pinned.by(condition));
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
    const pin = pins[position]!.find((candidate) => candidate.bits === by);
    if (pin === undefined) others.push(position);
    for (const value of pin === undefined ? [] : unique(pin.values)) {
      const known = byValue.get(value);
      if (known === undefined) byValue.set(value, [position]);
      else known.push(position);
    }
  }
  // What has led here tells nothing further down.
  const left = [...pins];
  for (const position of positions) left[position] = pins[position]!.filter((pin) => pin.bits !== by);
  const branches = new Map<FieldValue, Branch>();
  for (const [value, list] of byValue) branches.set(value, branch(list, left, holds));
  return new Fork(bitsOf(by.field, by.mask), branches, branch(others, left, holds));
}

function unique(values: readonly FieldValue[]): Iterable<FieldValue> {
  return values.length === 1 ? values : new Set(values);
}

/** What conditions pin. */
class Pinned {
  private readonly context: CompileContext;
  private readonly known = new Map<Field, Map<FieldValue, Bits>>();

  constructor(context: CompileContext) {
    this.context = context;
  }

  /** What every packet of the condition has. */
  by(condition: Expr): readonly Pin[] {
    switch (condition.kind) {
      case 'and':
        return condition.terms.flatMap((term) => (term.kind === 'and' ? [] : this.by(term)));
      case 'or': {
        const [first, ...rest] = condition.terms.map((term) => (term.kind === 'or' ? [] : this.by(term)));
        return (first ?? []).flatMap((pin) => {
          const same = rest.map((pins) => pins.find(({ bits }) => bits === pin.bits));
          const values = same.flatMap((found) => found?.values ?? []);
          return same.includes(undefined) ? [] : [{ bits: pin.bits, values: [...pin.values, ...values] }];
        });
      }
      case 'comparison': {
        const { symbol, relation, value, mask } = condition;
        if (symbol.kind !== 'field' || relation !== '==') return [];
        return [{ bits: this.bits(symbol.field, mask), values: [value] }];
      }
      case 'string comparison': {
        const { symbol, relation, text } = condition;
        const key = relation === '==' ? this.context.portKey(text) : undefined;
        if (symbol.kind !== 'field' || key === undefined) return [];
        return [{ bits: this.bits(symbol.field, fullMask(symbol.field)), values: [key] }];
      }
      default:
        return [];
    }
  }

  private bits(field: Field, mask: FieldValue): Bits {
    let byMask = this.known.get(field);
    if (byMask === undefined) {
      byMask = new Map();
      this.known.set(field, byMask);
    }
    let bits = byMask.get(mask);
    if (bits === undefined) {
      bits = { field, mask };
      byMask.set(mask, bits);
    }
    return bits;
  }
}

/** More values than these tell no more. */
const VALUES_MAX = 16;

/** The bits that the most flows pin to the most different values: flows times values. Undefined when none tell anything. */
function mostTelling(pins: readonly (readonly Pin[])[]): Bits | undefined {
  const found = new Map<Bits, { readonly values: Set<FieldValue>; flows: number }>();
  for (const ofFlow of pins) {
    for (const { bits, values } of ofFlow) {
      let entry = found.get(bits);
      if (entry === undefined) {
        entry = { values: new Set(), flows: 0 };
        found.set(bits, entry);
      }
      entry.flows++;
      for (let i = 0; i < values.length && entry.values.size < VALUES_MAX; i++) entry.values.add(values[i]!);
    }
  }
  let best: Bits | undefined;
  let most = 0;
  for (const [bits, { values, flows }] of found) {
    const score = values.size > 1 ? flows * values.size : 0;
    if (score > most) [best, most] = [bits, score];
  }
  return best;
}
