/** Head and end of one of Nicira's actions: type 0xffff, length, experimenter, subtype. Used by the action encoders. */
import type { ByteWriter } from '#base';

const EXPERIMENTER = 0x2320;

/** Writes the header; gives the place of its length for `end`. */
export function begin(writer: ByteWriter, subtype: number): number {
  const start = writer.length;
  writer.u16(0xffff).u16(0).u32(EXPERIMENTER).u16(subtype);
  return start;
}

/** Pads to 8 bytes and fills in the length. */
export function end(writer: ByteWriter, start: number): void {
  writer.align(8, start).patchU16(start + 2, writer.length - start);
}
