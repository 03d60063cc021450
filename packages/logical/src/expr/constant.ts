/** Constants as a match or action writes them. Before: the lexer. After: comparisons and action arguments. */
import { ipv4FromNumber, ipv4MaskToPrefix, ipv6FromBigInt, ipv6MaskToPrefix, macFromNumber } from '#base';
import type { FieldValue } from '#openflow';

/** How an integer was written, which is how it is printed again. */
export type IntegerFormat = 'decimal' | 'hexadecimal' | 'ipv4' | 'ipv6' | 'ethernet';

export interface IntegerConstant {
  readonly value: FieldValue;
  /** Absent: all bits of whatever it is compared with or assigned to. */
  readonly mask?: FieldValue;
  readonly format: IntegerFormat;
}

/** The constant as text; `value` has no bits outside `mask`. */
export function formatInteger({ value, mask, format }: IntegerConstant): string {
  const text = formatPlain(value, format);
  if (mask === undefined) return text;
  if (format === 'ipv4') {
    const prefix = ipv4MaskToPrefix(Number(mask));
    return `${text}/${prefix ?? formatPlain(mask, format)}`;
  }
  if (format === 'ipv6') {
    const prefix = ipv6MaskToPrefix(BigInt(mask));
    return `${text}/${prefix ?? formatPlain(mask, format)}`;
  }
  return `${text}/${formatPlain(mask, format)}`;
}

function formatPlain(value: FieldValue, format: IntegerFormat): string {
  switch (format) {
    case 'decimal':
      return String(value);
    case 'hexadecimal':
      return `0x${value.toString(16)}`;
    case 'ipv4':
      return ipv4FromNumber(Number(value));
    case 'ipv6':
      return ipv6FromBigInt(BigInt(value));
    case 'ethernet':
      return macFromNumber(Number(value));
  }
}

/** A string as a quoted literal with JSON's escapes. */
export function formatString(text: string): string {
  return JSON.stringify(text);
}
