/** Field values as big-endian bytes of any width. Used by the match and action codecs. */
import type { ByteReader, ByteWriter } from '#base';
import type { Field, FieldValue } from '../field.js';

const TWO32 = 2 ** 32;

/** Writes `value` as `bytes` bytes. */
export function writeValue(writer: ByteWriter, bytes: number, value: FieldValue): void {
  switch (bytes) {
    case 1:
      writer.u8(Number(value));
      return;
    case 2:
      writer.u16(Number(value));
      return;
    case 4:
      writer.u32(Number(value));
      return;
    case 6: {
      const number = Number(value);
      writer.u16(Math.floor(number / TWO32)).u32(number % TWO32);
      return;
    }
    case 8:
      writer.u64(BigInt(value));
      return;
    case 16: {
      const wide = BigInt(value);
      writer.u64(wide >> 64n).u64(wide & 0xffffffffffffffffn);
      return;
    }
    default: {
      const wide = BigInt(value);
      for (let shift = (bytes - 1) * 8; shift >= 0; shift -= 8) writer.u8(Number((wide >> BigInt(shift)) & 0xffn));
    }
  }
}

/** Reads `bytes` bytes: a number up to four bytes, else a bigint. */
export function readValue(reader: ByteReader, bytes: number): FieldValue {
  switch (bytes) {
    case 1:
      return reader.u8();
    case 2:
      return reader.u16();
    case 4:
      return reader.u32();
    case 6:
      return BigInt(reader.u16() * TWO32 + reader.u32());
    case 8:
      return reader.u64();
    case 16:
      return (reader.u64() << 64n) | reader.u64();
    default: {
      let wide = 0n;
      for (let i = 0; i < bytes; i++) wide = (wide << 8n) | BigInt(reader.u8());
      return wide;
    }
  }
}

/** The value in the type that the field's width asks for. */
export function toFieldValue(field: Field, value: FieldValue): FieldValue {
  return field.bits > 32 ? BigInt(value) : Number(value);
}

/** Bytes that hold the value of a tunnel option whose mapping is not known here: options have a multiple of four. */
export function bytesOf(value: FieldValue): number {
  const bits = value === 0 || value === 0n ? 1 : value.toString(2).length;
  return Math.ceil(bits / 32) * 4;
}
