/**
 * Arithmetic on field values of either form: a number for fields up to 32 bits, a bigint for wider ones.
 * Both operands of a function have the form of the same field.
 */
import type { FieldValue } from '#openflow';

/** So many ones, as bigints; fields end at 128 bits. */
const ONES: readonly bigint[] = Array.from({ length: 129 }, (_, count) => (1n << BigInt(count)) - 1n);

/** The value in the form of a field of `bits` bits; bits beyond are cut off. */
export function toWidth(value: FieldValue, bits: number): FieldValue {
  if (bits <= 32) {
    const mask = bits === 32 ? 0xffffffff : 2 ** bits - 1;
    return typeof value === 'number' ? (value & mask) >>> 0 : Number(value & BigInt(mask));
  }
  return typeof value === 'number' ? BigInt(value) : lowest(value, bits);
}

/** The lowest bits; the value itself where it has no others, as that makes no object. */
function lowest(value: bigint, bits: number): bigint {
  const all = ONES[bits]!;
  return value <= all ? value : value & all;
}

/** `count` ones from bit `offset` up, in the form of a field of `bits` bits. */
export function ones(count: number, offset: number, bits: number): FieldValue {
  if (bits <= 32) return (((count === 32 ? 0xffffffff : 2 ** count - 1) << offset) & 0xffffffff) >>> 0;
  return offset === 0 ? ONES[count]! : ONES[count]! << BigInt(offset);
}

export function and(a: FieldValue, b: FieldValue): FieldValue {
  if (typeof a === 'number' && typeof b === 'number') return (a & b) >>> 0;
  return BigInt(a) & BigInt(b);
}

export function or(a: FieldValue, b: FieldValue): FieldValue {
  if (typeof a === 'number' && typeof b === 'number') return (a | b) >>> 0;
  return BigInt(a) | BigInt(b);
}

export function xor(a: FieldValue, b: FieldValue): FieldValue {
  if (typeof a === 'number' && typeof b === 'number') return (a ^ b) >>> 0;
  return BigInt(a) ^ BigInt(b);
}

export function isZero(a: FieldValue): boolean {
  return a === 0 || a === 0n;
}

/** Bits of `a` outside `b`. */
export function without(a: FieldValue, b: FieldValue): FieldValue {
  if (typeof a === 'number' && typeof b === 'number') return (a & ~b) >>> 0;
  return BigInt(a) & ~BigInt(b);
}

/** How many bits it takes to write the value; 0 for zero. */
export function bitLength(value: FieldValue): number {
  if (typeof value === 'number') return value === 0 ? 0 : Math.floor(Math.log2(value)) + 1;
  if (value === 0n) return 0;
  const digits = value.toString(16);
  return digits.length * 4 - Math.clz32(Number.parseInt(digits[0]!, 16)) + 28;
}

/** How many zeros below the lowest one; 0 for zero. */
export function trailingZeros(value: FieldValue): number {
  if (isZero(value)) return 0;
  return typeof value === 'number' ? 31 - Math.clz32(value & -value) : bitLength(value & -value) - 1;
}

/** True for a run of ones, wherever it begins. */
export function isContiguous(mask: FieldValue, bits: number): boolean {
  const low = trailingZeros(mask);
  return !isZero(mask) && ones(bitLength(mask) - low, low, bits) === mask;
}

/** Moves the value `offset` bits up, in the form of a field of `bits` bits. */
export function shiftLeft(value: FieldValue, offset: number, bits: number): FieldValue {
  if (bits <= 32 && typeof value === 'number') return (value << offset) >>> 0;
  if (offset === 0 && typeof value === 'bigint') return lowest(value, bits);
  return toWidth(BigInt(value) << BigInt(offset), bits);
}

/** The `count` bits from bit `offset` up, in the form of a field of `count` bits. */
export function slice(value: FieldValue, offset: number, count: number): FieldValue {
  if (typeof value === 'number') return ((value >>> offset) & (count === 32 ? 0xffffffff : 2 ** count - 1)) >>> 0;
  return toWidth((value >> BigInt(offset)) & ONES[count]!, count);
}

/** One bit, in the form of a field of `bits` bits. */
export function bit(offset: number, bits: number): FieldValue {
  return bits <= 32 ? (1 << offset) >>> 0 : 1n << BigInt(offset);
}

export function hasBit(value: FieldValue, offset: number): boolean {
  return typeof value === 'number' ? ((value >>> offset) & 1) === 1 : ((value >> BigInt(offset)) & 1n) === 1n;
}
