/**
 * Cuts a byte stream into OpenFlow messages at the lengths in their headers. Before: a socket's chunks. After: the codec.
 */
import { TypedError } from '#base';

/** A header that cannot be one: the stream is lost. */
export class FramingError extends TypedError<'framing', { readonly length: number }> {
  constructor(length: number) {
    super('framing', `message header says ${length} bytes, less than a header`, { length });
  }
}

export class Framer {
  #rest: Uint8Array = new Uint8Array(0);

  /** The whole messages that `chunk` completes. A message that lies in the chunk shares its memory. Throws FramingError. */
  *push(chunk: Uint8Array): Generator<Uint8Array> {
    let bytes = chunk;
    if (this.#rest.length > 0) {
      bytes = new Uint8Array(this.#rest.length + chunk.length);
      bytes.set(this.#rest);
      bytes.set(chunk, this.#rest.length);
      this.#rest = new Uint8Array(0);
    }
    let at = 0;
    while (bytes.length - at >= 4) {
      const length = (bytes[at + 2]! << 8) | bytes[at + 3]!;
      if (length < 8) throw new FramingError(length);
      if (bytes.length - at < length) break;
      const message = bytes.subarray(at, at + length);
      at += length;
      yield message;
    }
    this.#rest = bytes.slice(at);
  }
}
