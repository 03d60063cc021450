import { TypedError } from './errors.js';

/** A read past the end of a message: the message is shorter than its own lengths say. */
export class TruncatedError extends TypedError<'truncated', { readonly wanted: number; readonly left: number }> {
  constructor(wanted: number, left: number) {
    super('truncated', `message ends early: ${wanted} bytes wanted, ${left} left`, { wanted, left });
  }
}

/** Reads big-endian values from a byte array, front to back. Every read checks the end and throws `TruncatedError`. */
export class ByteReader {
  readonly bytes: Uint8Array;
  readonly #view: DataView;
  #at = 0;

  constructor(bytes: Uint8Array) {
    this.bytes = bytes;
    this.#view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  }

  /** Offset of the next byte. */
  get offset(): number {
    return this.#at;
  }

  /** Bytes not yet read. */
  get left(): number {
    return this.bytes.length - this.#at;
  }

  u8(): number {
    return this.#view.getUint8(this.#take(1));
  }

  u16(): number {
    return this.#view.getUint16(this.#take(2));
  }

  u32(): number {
    return this.#view.getUint32(this.#take(4));
  }

  u64(): bigint {
    return this.#view.getBigUint64(this.#take(8));
  }

  /** A view of the next `length` bytes; it shares memory with the message. */
  take(length: number): Uint8Array {
    const at = this.#take(length);
    return this.bytes.subarray(at, at + length);
  }

  /** A reader of the next `length` bytes. */
  sub(length: number): ByteReader {
    return new ByteReader(this.take(length));
  }

  /** All bytes not yet read. */
  rest(): Uint8Array {
    return this.take(this.left);
  }

  skip(length: number): void {
    this.#take(length);
  }

  /** Skips to the next multiple of `size`, counted from the start of the message. */
  align(size: number): void {
    this.#take((size - (this.#at % size)) % size);
  }

  #take(length: number): number {
    const at = this.#at;
    // A length that a message says minus what is known of it may be negative.
    if (length < 0 || length > this.bytes.length - at) throw new TruncatedError(length, this.bytes.length - at);
    this.#at = at + length;
    return at;
  }
}
