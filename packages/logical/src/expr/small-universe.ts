/**
 * All packets of a small universe, and what a switch with the compiled matches does with each: for tests that compare
 * with evaluate().
 */
import { type Field, type FieldValue, fields, type Match } from '#openflow';
import type { CompiledMatches } from './compile.js';
import { and } from './value.js';

/** A packet of the small universe. */
export type Packet = ReadonlyMap<Field, FieldValue>;

export function product(axes: readonly (readonly [Field, readonly FieldValue[]])[]): readonly Packet[] {
  let packets: readonly Packet[] = [new Map()];
  for (const [field, values] of axes) {
    packets = packets.flatMap((packet) => values.map((value) => new Map([...packet, [field, value]])));
  }
  return packets;
}

export const range = (count: number) => Array.from({ length: count }, (_, i) => i);
const REG0 = 96n;

/** reg0[0..2], reg1[0..1], the ingress port, and whether the packet is IP. */
export const UNIVERSE = product([
  [fields.xxreg0, range(8).flatMap((low) => range(4).map((high) => (BigInt(low) << REG0) | (BigInt(high) << 64n)))],
  [fields.reg14, [0, 1, 2]],
  [fields.eth_type, [0x800, 0x806]],
]);

export const zero = (field: Field): FieldValue => (field.bits <= 32 ? 0 : 0n);

/** The packet as OpenFlow sees it: registers of 32 bits. */
function openflowValue(packet: Packet, field: Field): FieldValue {
  if (field === fields.reg0) return Number(BigInt(packet.get(fields.xxreg0) ?? 0n) >> 96n);
  if (field === fields.reg1) return Number((BigInt(packet.get(fields.xxreg0) ?? 0n) >> 64n) & 0xffffffffn);
  return packet.get(field) ?? zero(field);
}

function meets(packet: Packet, match: Match, ignored?: Field): boolean {
  for (const { field, value, mask } of match) {
    if (field === ignored) continue;
    const actual = openflowValue(packet, field);
    if ((mask === undefined ? actual : and(actual, mask)) !== value) return false;
  }
  return true;
}

/** As a switch would: a conjunction holds when each of its clauses has a flow that the packet meets. */
export function matches(packet: Packet, { matches: list }: CompiledMatches): boolean {
  const met = new Map<number, Set<number>>();
  const wanted = new Map<number, number>();
  for (const { match, conjunctions } of list) {
    for (const { id, clause, clauses } of conjunctions ?? []) {
      wanted.set(id, clauses);
      if (meets(packet, match)) met.set(id, (met.get(id) ?? new Set()).add(clause));
    }
  }
  return list.some(({ match, conjunctions, conjunctionId }) => {
    if (conjunctions !== undefined) return false;
    if (conjunctionId === undefined) return meets(packet, match);
    return met.get(conjunctionId)?.size === wanted.get(conjunctionId) && meets(packet, match, fields.conj_id);
  });
}
