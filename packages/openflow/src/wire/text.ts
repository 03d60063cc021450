/** Texts of fixed length, padded with zeros. Used by the message codec. */
import type { ByteReader, ByteWriter } from '#base';

/** A text padded with zeros to `length` bytes. */
export function readText(body: ByteReader, length: number): string {
  const bytes = body.take(length);
  const end = bytes.indexOf(0);
  return new TextDecoder().decode(end < 0 ? bytes : bytes.subarray(0, end));
}

export function writeText(writer: ByteWriter, text: string, length: number): void {
  const bytes = new TextEncoder().encode(text).subarray(0, length - 1);
  writer.bytes(bytes).zeros(length - bytes.length);
}
