/**
 * Splits a byte stream into JSON values that follow each other back to back, with or without white space between. Only
 * brackets, quotes, escapes and some commas are looked at; what is between them is the parser's business. Large values
 * are parsed in pieces as they arrive: see graft.ts. Comes after the transport and before the session.
 */
import type { Json } from '#ovsdb/notation';
import { type ContainerKind, Graft } from './graft.js';
import { ProtocolError } from './protocol-error.js';
import { parseText } from './text.js';

export interface SplitterLimits {
  /** Longest message in bytes. */
  readonly maxBytes: number;
  /** Deepest nesting of arrays and objects. */
  readonly maxDepth: number;
  /** Most values of a message: arrays, objects and strings, member names included. */
  readonly maxValues: number;
  /** Most members of an object in the outer levels of a long message. */
  readonly maxMembers: number;
}

/** The most members of an object in what clients send: none of their requests has such objects, and they cost more than their bytes. */
export const MOST_MEMBERS = 100_000;

/**
 * Bytes of text that each value of the longest message may count on. Parsed, an empty array takes 30 times what its text
 * takes; a row of a real database has 20 bytes and more for each of its values.
 */
const BYTES_A_VALUE = 16;

/** The most values of a message that may have so many bytes: what bounds the memory that it takes. */
export function mostValues(maxBytes: number): number {
  return Math.ceil(maxBytes / BYTES_A_VALUE);
}

/** ovsdb-server's depth; a whole southbound database of 200k flows fits into one message. */
export const DEFAULT_LIMITS: SplitterLimits = {
  maxBytes: 400 * 1024 * 1024,
  maxDepth: 1000,
  maxValues: Number.POSITIVE_INFINITY,
  maxMembers: Number.POSITIVE_INFINITY,
};

const QUOTE = 0x22;
const BACKSLASH = 0x5c;
const COMMA = 0x2c;
const OPEN_BRACKET = 0x5b;
const CLOSE_BRACKET = 0x5d;
const OPEN_BRACE = 0x7b;
const CLOSE_BRACE = 0x7d;

/** A piece ends at the first comma behind so many bytes, */
const PIECE_BYTES = 64 * 1024;
/** at which no more containers are open than these: in the reply to a monitor, those that hold rows are the fourth. */
const PIECE_DEPTH = 4;

export class Splitter {
  readonly #limits: SplitterLimits;
  /** Bytes of the current piece from chunks before. */
  #parts: Buffer[] = [];
  #partBytes = 0;
  /** Bytes of earlier pieces of the current message. */
  #pieceBytes = 0;
  #graft: Graft | undefined;
  #depth = 0;
  #values = 0;
  /** Kinds of the outermost open containers. */
  readonly #kinds: ContainerKind[] = [];
  #inString = false;
  #escaped = false;

  constructor(limits: Partial<SplitterLimits> = {}) {
    this.#limits = { ...DEFAULT_LIMITS, ...limits };
  }

  /** Bytes of a message that has not ended yet. */
  get pendingBytes(): number {
    return this.#pieceBytes + this.#partBytes;
  }

  /** Takes the next bytes and calls back for each message that is complete. Throws ProtocolError. */
  push(chunk: Buffer, onMessage: (message: Json) => void): void {
    let at = 0;
    while (at < chunk.length) {
      if (this.#depth === 0) {
        at = skipSpace(chunk, at);
        if (at === chunk.length) return;
      }
      const end = this.#scan(chunk, at);
      if (this.#values > this.#limits.maxValues) {
        throw new ProtocolError(`message of more than ${this.#limits.maxValues} values`);
      }
      const stop = end < 0 ? chunk.length : end;
      if (this.pendingBytes + stop - at > this.#limits.maxBytes) {
        throw new ProtocolError(`message longer than ${this.#limits.maxBytes} bytes`);
      }
      if (end < 0) {
        this.#parts.push(at === 0 ? chunk : chunk.subarray(at));
        this.#partBytes += chunk.length - at;
        return;
      }
      if (this.#depth === 0) onMessage(this.#finish(chunk, at, end));
      else {
        this.#graft ??= new Graft(this.#limits.maxMembers);
        this.#graft.add(this.#take(chunk, at, end - 1), this.#kinds.slice(0, this.#depth));
      }
      at = end;
    }
  }

  #finish(chunk: Buffer, start: number, end: number): Json {
    const text = this.#take(chunk, start, end);
    const graft = this.#graft;
    this.#graft = undefined;
    this.#pieceBytes = 0;
    this.#values = 0;
    return graft === undefined ? parseText(text) : graft.finish(text);
  }

  #take(chunk: Buffer, start: number, end: number): string {
    this.#pieceBytes += this.#partBytes + end - start;
    if (this.#parts.length === 0) return chunk.toString('utf8', start, end);
    const whole = Buffer.concat([...this.#parts, chunk.subarray(start, end)]);
    this.#parts = [];
    this.#partBytes = 0;
    return whole.toString('utf8');
  }

  /**
   * Where the current message or piece ends, -1 when it goes on behind the chunk. Behind a message's last byte the depth
   * is 0; a piece ends behind its comma.
   */
  #scan(chunk: Buffer, start: number): number {
    let depth = this.#depth;
    let inString = this.#inString;
    let values = this.#values;
    let at = start;
    const length = chunk.length;
    const pieceEnd = start + PIECE_BYTES - this.#partBytes;
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
        values++;
      } else if (byte === OPEN_BRACE || byte === OPEN_BRACKET) {
        if (depth < PIECE_DEPTH) this.#kinds[depth] = byte === OPEN_BRACE ? '{' : '[';
        values++;
        if (++depth > this.#limits.maxDepth) throw new ProtocolError('input exceeds maximum nesting depth');
      } else if (byte === CLOSE_BRACE || byte === CLOSE_BRACKET) {
        if (--depth <= 0) {
          if (depth < 0) throw new ProtocolError('unbalanced brackets');
          this.#depth = 0;
          this.#values = values;
          this.#inString = false;
          return at;
        }
      } else if (byte === COMMA) {
        if (depth <= PIECE_DEPTH && at > pieceEnd && depth > 0) {
          this.#depth = depth;
          this.#values = values;
          this.#inString = false;
          return at;
        }
      }
      if (depth === 0) throw new ProtocolError('message is not an object');
    }
    this.#depth = depth;
    this.#values = values;
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
