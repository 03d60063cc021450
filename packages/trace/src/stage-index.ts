/**
 * The flows of one stage, so that a packet looks at few of them: those that pin some field are found by its value. Before:
 * parsed flows in order of priority. After: FlowCache.find.
 */
import type { CompileContext, Expr } from '#logical';
import { type Field, fullMask } from '#openflow';
import type { Packet } from './packet.js';

/** A flow with what must be true of the packet. */
export interface Candidate<T> {
  readonly condition: Expr;
  readonly flow: T;
}

interface Pin {
  readonly field: Field;
  readonly mask: bigint;
  readonly value: bigint;
}

/** Fewer flows are looked at one by one. */
const INDEXED_MIN = 12;

export class StageIndex<T> {
  private readonly all: readonly Candidate<T>[];
  /** What the index goes by; undefined where it does not pay. */
  private readonly by: Pick<Pin, 'field' | 'mask'> | undefined;
  /** Positions in `all` by the pinned value, ascending; those of flows that do not pin it. */
  private readonly pinned = new Map<bigint, number[]>();
  private readonly others: number[] = [];

  constructor(all: readonly Candidate<T>[], context: CompileContext) {
    this.all = all;
    const pins = all.map(({ condition }) => pinsOf(condition, context));
    this.by = all.length < INDEXED_MIN ? undefined : mostTelling(pins);
    const { by } = this;
    if (by === undefined) return;
    pins.forEach((list, position) => {
      const pin = list.find(({ field, mask }) => field === by.field && mask === by.mask);
      if (pin === undefined) this.others.push(position);
      else {
        const positions = this.pinned.get(pin.value);
        if (positions === undefined) this.pinned.set(pin.value, [position]);
        else positions.push(position);
      }
    });
  }

  /** The first flow, in order, that `accepts`. */
  find(packet: Packet, accepts: (condition: Expr) => boolean): T | undefined {
    if (this.by === undefined) return this.all.find(({ condition }) => accepts(condition))?.flow;
    const { field, mask } = this.by;
    const pinned = this.pinned.get(BigInt(packet.get(field)) & mask) ?? [];
    const { others } = this;
    let i = 0;
    let j = 0;
    while (i < pinned.length || j < others.length) {
      const takesPinned = j >= others.length || (i < pinned.length && pinned[i]! < others[j]!);
      const candidate = this.all[takesPinned ? pinned[i++]! : others[j++]!]!;
      if (accepts(candidate.condition)) return candidate.flow;
    }
    return undefined;
  }
}

/** Bits that every packet of the condition has. */
function pinsOf(condition: Expr, context: CompileContext): readonly Pin[] {
  switch (condition.kind) {
    case 'and':
      return condition.terms.flatMap((term) =>
        term.kind === 'and' || term.kind === 'or' ? [] : pinsOf(term, context),
      );
    case 'comparison': {
      const { symbol, relation, value, mask } = condition;
      if (symbol.kind !== 'field' || relation !== '==') return [];
      return [{ field: symbol.field, mask: BigInt(mask), value: BigInt(value) }];
    }
    case 'string comparison': {
      const { symbol, relation, text } = condition;
      const key = relation === '==' ? context.portKey(text) : undefined;
      if (symbol.kind !== 'field' || key === undefined) return [];
      return [{ field: symbol.field, mask: BigInt(fullMask(symbol.field)), value: BigInt(key) }];
    }
    default:
      return [];
  }
}

/** The bits that flows pin to the most different values. */
function mostTelling(pins: readonly (readonly Pin[])[]): Pick<Pin, 'field' | 'mask'> | undefined {
  const values = new Map<string, { readonly pin: Pin; readonly seen: Set<bigint> }>();
  for (const pin of pins.flat()) {
    const key = `${pin.field.index}/${pin.mask}`;
    const entry = values.get(key);
    if (entry === undefined) values.set(key, { pin, seen: new Set([pin.value]) });
    else entry.seen.add(pin.value);
  }
  let best: { readonly pin: Pin; readonly seen: Set<bigint> } | undefined;
  for (const entry of values.values()) if (best === undefined || entry.seen.size > best.seen.size) best = entry;
  return best?.pin;
}
