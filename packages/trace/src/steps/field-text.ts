/** Values of fields as a trace writes them. */
import { ipv4FromNumber, ipv6FromBigInt, macFromNumber } from '#base';
import { type SymbolBits, toSubfield } from '#logical';
import { type Field, fields } from '#openflow';

/** Fields of OVN's own that are no part of the packet: registers, flags, ports. What is done to them is not shown. */
const INTERNAL: ReadonlySet<Field> = new Set([
  fields.xxreg0,
  fields.xxreg1,
  fields.xreg4,
  fields.reg10,
  fields.reg14,
  fields.reg15,
]);

export function isInternal(field: Field): boolean {
  return INTERNAL.has(field);
}

/** `0x1f`; 0 is `0`. */
export function hex(value: bigint): string {
  return value === 0n ? '0' : `0x${value.toString(16)}`;
}

/** A value as its field is usually written; of a part of a field, in hexadecimal. */
export function formatValue(source: SymbolBits, value: bigint): string {
  const { field, bits } = toSubfield(source);
  if (bits !== field.bits) return hex(value);
  switch (field.format) {
    case 'decimal':
      return String(value);
    case 'ipv4':
      return ipv4FromNumber(Number(value));
    case 'ipv6':
      return ipv6FromBigInt(value);
    case 'ethernet':
      return macFromNumber(Number(value));
    default:
      return hex(value);
  }
}
