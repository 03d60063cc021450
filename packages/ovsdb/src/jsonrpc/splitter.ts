/**
 * Splits a byte stream into JSON texts that follow each other back to back, with or without white space between. Only
 * brackets, quotes and escapes are looked at; what is between them is the parser's business. Comes after the transport
 * and before parseJson.
 */
import { TypedError } from '#base';

export interface SplitterLimits {
  /** Longest message in bytes. */
  readonly maxBytes: number;
  /** Deepest nesting of arrays and objects. */
  readonly maxDepth: number;
}

/** ovsdb-server's depth; a whole southbound database of 200k flows fits into one message. */
export const DEFAULT_LIMITS: SplitterLimits = { maxBytes: 400 * 1024 * 1024, maxDepth: 1000 };

/** The peer sent something that is not JSON-RPC; it is to be dropped. */
export class ProtocolError extends TypedError<'protocol'> {
  constructor(message: string) {
    super('protocol', message, {});
    this.name = 'ProtocolError';
  }
}

const QUOTE = 0x22;
const BACKSLASH = 0x5c;
const OPEN_BRACKET = 0x5b;
const CLOSE_BRACKET = 0x5d;
const OPEN_BRACE = 0x7b;
const CLOSE_BRACE = 0x7d;

export class Splitter {
  readonly #limits: SplitterLimits;
  #parts: Buffer[] = [];
  #partBytes = 0;
  #depth = 0;
  #inString = false;
  #escaped = false;

  constructor(limits: Partial<SplitterLimits> = {}) {
    this.#limits = { ...DEFAULT_LIMITS, ...limits };
  }

  /** Bytes of a message that has not ended yet. */
  get pendingBytes(): number {
    return this.#partBytes;
  }

  /** Takes the next bytes and calls back for each message that is complete. Throws ProtocolError. */
  push(chunk: Buffer, onMessage: (text: string) => void): void {
    let at = 0;
    while (at < chunk.length) {
      if (this.#depth === 0) {
        at = skipSpace(chunk, at);
        if (at === chunk.length) return;
      }
      const end = this.#scan(chunk, at);
      if (this.#partBytes + (end < 0 ? chunk.length : end) - at > this.#limits.maxBytes) {
        throw new ProtocolError(`message longer than ${this.#limits.maxBytes} bytes`);
      }
      if (end < 0) {
        // The chunk's memory belongs to the socket's pool until the next read: Node hands out fresh slices, so keep it.
        this.#parts.push(at === 0 ? chunk : chunk.subarray(at));
        this.#partBytes += chunk.length - at;
        return;
      }
      const text = this.#take(chunk, at, end);
      at = end;
      onMessage(text);
    }
  }

  #take(chunk: Buffer, start: number, end: number): string {
    if (this.#parts.length === 0) return chunk.toString('utf8', start, end);
    const whole = Buffer.concat([...this.#parts, chunk.subarray(start, end)]);
    this.#parts = [];
    this.#partBytes = 0;
    return whole.toString('utf8');
  }

  /** Where the current message ends (behind its last byte), or -1 when it goes on behind the chunk. */
  #scan(chunk: Buffer, start: number): number {
    let depth = this.#depth;
    let inString = this.#inString;
    let at = start;
    const length = chunk.length;
    if (this.#escaped) {
      this.#escaped = false;
      at++;
    }
    while (at < length) {
      const byte = chunk[at++]!;
      if (inString) {
        if (byte === QUOTE) inString = false;
        else if (byte === BACKSLASH && at++ === length) {
          this.#escaped = true;
          break;
        }
        continue;
      }
      if (byte === QUOTE) {
        if (depth === 0) throw new ProtocolError('message is not an object');
        inString = true;
      } else if (byte === OPEN_BRACE || byte === OPEN_BRACKET) {
        if (++depth > this.#limits.maxDepth) throw new ProtocolError('input exceeds maximum nesting depth');
      } else if (byte === CLOSE_BRACE || byte === CLOSE_BRACKET) {
        if (--depth <= 0) {
          if (depth < 0) throw new ProtocolError('unbalanced brackets');
          this.#depth = 0;
          this.#inString = false;
          return at;
        }
      } else if (depth === 0) {
        throw new ProtocolError('message is not an object');
      }
    }
    this.#depth = depth;
    this.#inString = inString;
    return -1;
  }
}

function skipSpace(chunk: Buffer, start: number): number {
  let at = start;
  while (at < chunk.length) {
    const byte = chunk[at];
    if (byte !== 0x20 && byte !== 0x0a && byte !== 0x0d && byte !== 0x09) break;
    at++;
  }
  return at;
}
