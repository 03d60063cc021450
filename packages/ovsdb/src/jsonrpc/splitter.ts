/**
 * Splits a byte stream into JSON values that follow each other back to back, with or without white space between. Only
 * brackets, quotes, escapes and some commas are looked at; what is between them is the parser's business. Large values
 * are parsed in pieces as they arrive: see graft.ts. Comes after the transport and before the session.
 */
import { isUtf8 } from 'node:buffer';
import type { Json } from '#ovsdb/notation';
import { type ContainerKind, Graft } from './graft.js';
import { DEFAULT_LIMITS, type MessageLimits } from './message-limits.js';
import { ProtocolError } from './protocol-error.js';
import { type Numbers, parseText } from './text.js';

const QUOTE = 0x22;
const BACKSLASH = 0x5c;
const COMMA = 0x2c;
const OPEN_BRACKET = 0x5b;
const CLOSE_BRACKET = 0x5d;
const OPEN_BRACE = 0x7b;
const CLOSE_BRACE = 0x7d;
const DOT = 0x2e;
const ZERO = 0x30;
const NINE = 0x39;
const UPPER_E = 0x45;
const LOWER_E = 0x65;
const FIRST_NOT_ASCII = 0x80;

/** A piece ends at the first comma behind so many bytes, */
const PIECE_BYTES = 64 * 1024;
/** at which no more containers are open than these: in the reply to a monitor, those that hold rows are the fourth. */
const PIECE_DEPTH = 4;
/** Memory that a parsed value takes, beside its text: a row has one for each 20 bytes, and takes two to four times its text. */
const BYTES_OF_VALUE = 64;
/** Where the count of an array's elements starts: they may be any number, those of an object may not. */
const UNCOUNTED = -(2 ** 30);
/** Integers of more digits may be none that JavaScript has. */
const SHORT_DIGITS = 15;

export class Splitter {
  readonly #limits: MessageLimits;
  /** As `pendingCost`, of the last whole message. */
  lastCost = 0;
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
  /** Members but the first of the open containers, the outermost at 1. */
  readonly #members: number[] = [0];
  #inString = false;
  #escaped = false;
  /** All bytes of the current piece, one over the other: tells whether one may be no ASCII. */
  #bits = 0;
  /** False when the current piece has a number that is no short integer, or one that the end of a chunk cuts. */
  #hasShortNumbers = true;

  constructor(limits: Partial<MessageLimits> = {}) {
    const { maxBytes, maxValueBytes, maxDepth, maxValues, maxMembers } = { ...DEFAULT_LIMITS, ...limits };
    // Not the copy: copies are of as many kinds as there are kinds of `limits`.
    this.#limits = { maxBytes, maxValueBytes, maxDepth, maxValues, maxMembers };
  }

  /** What the message under way takes in memory, roughly: its text, or what it is parsed into. */
  get pendingCost(): number {
    return this.pendingBytes + this.#values * BYTES_OF_VALUE;
  }

  /** Bytes of a message that has not ended yet. */
  get pendingBytes(): number {
    return this.#pieceBytes + this.#partBytes;
  }

  /** Takes the next bytes and calls back for each message that is complete. Throws ProtocolError. */
  push(chunk: Buffer, onMessage: (message: Json) => void): void {
    let at = 0;
    while (at < chunk.length) at = this.step(chunk, at, onMessage);
  }

  /**
   * Reads on in `chunk` at `from` to where a message or a piece of one ends, at most a millisecond's work; calls back when it was a
   * message. Returns where to go on. A chunk is to be read to its end before the next one. Throws ProtocolError.
   */
  step(chunk: Buffer, from: number, onMessage: (message: Json) => void): number {
    const at = this.#depth === 0 ? skipSpace(chunk, from) : from;
    if (at === chunk.length) return at;
    const end = this.#scan(chunk, at);
    if (this.#values > this.#limits.maxValues) {
      throw new ProtocolError(`message of more than ${this.#limits.maxValues} values`);
    }
    const stop = end < 0 ? chunk.length : end;
    if (this.pendingBytes + stop - at > this.#limits.maxBytes) {
      throw new ProtocolError(`message longer than ${this.#limits.maxBytes} bytes`);
    }
    if (this.#partBytes + stop - at > this.#limits.maxValueBytes) {
      throw new ProtocolError(`value longer than ${this.#limits.maxValueBytes} bytes`);
    }
    if (end < 0) {
      this.#parts.push(at === 0 ? chunk : chunk.subarray(at));
      this.#partBytes += chunk.length - at;
      return chunk.length;
    }
    if (this.#depth === 0) onMessage(this.#finish(chunk, at, end));
    else {
      this.#graft ??= new Graft();
      this.#graft.add(this.#take(chunk, at, end - 1), this.#kinds.slice(0, this.#depth), this.#numbers());
    }
    return end;
  }

  #finish(chunk: Buffer, start: number, end: number): Json {
    this.lastCost = this.pendingCost + end - start;
    const text = this.#take(chunk, start, end);
    const graft = this.#graft;
    this.#graft = undefined;
    this.#pieceBytes = 0;
    this.#values = 0;
    const numbers = this.#numbers();
    return graft === undefined ? parseText(text, '', '', numbers) : graft.finish(text, numbers);
  }

  /** Of the piece that ends. */
  #numbers(): Numbers {
    const numbers = this.#hasShortNumbers ? 'short' : 'any';
    this.#hasShortNumbers = true;
    return numbers;
  }

  #take(chunk: Buffer, start: number, end: number): string {
    this.#pieceBytes += this.#partBytes + end - start;
    const isAscii = this.#bits < FIRST_NOT_ASCII;
    this.#bits = 0;
    if (isAscii && this.#parts.length === 0) return chunk.toString('latin1', start, end);
    const last = chunk.subarray(start, end);
    const whole = this.#parts.length === 0 ? last : Buffer.concat([...this.#parts, last]);
    this.#parts = [];
    this.#partBytes = 0;
    if (!isUtf8(whole)) throw new ProtocolError('invalid UTF-8');
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
    let bits = this.#bits;
    const members = this.#members;
    const { maxDepth, maxMembers } = this.#limits;
    let at = start;
    const length = chunk.length;
    const pieceEnd = start + PIECE_BYTES - this.#partBytes;
    if (this.#escaped) {
      this.#escaped = false;
      at++;
    }
    while (at < length) {
      const byte = chunk[at++]!;
      bits |= byte;
      if (inString) {
        if (byte === QUOTE) inString = false;
        else if (byte === BACKSLASH) {
          // What it escapes is not looked at.
          bits |= FIRST_NOT_ASCII;
          if (at++ === length) {
            this.#escaped = true;
            break;
          }
        }
        continue;
      }
      if (byte === QUOTE) {
        if (depth === 0) throw new ProtocolError('message is not an object');
        inString = true;
      } else if (byte === OPEN_BRACE || byte === OPEN_BRACKET) {
        if (depth < PIECE_DEPTH) this.#kinds[depth] = byte === OPEN_BRACE ? '{' : '[';
        values++;
        if (++depth > maxDepth) throw new ProtocolError('input exceeds maximum nesting depth');
        members[depth] = byte === OPEN_BRACE ? 0 : UNCOUNTED;
      } else if (byte === CLOSE_BRACE || byte === CLOSE_BRACKET) {
        if (--depth <= 0) {
          if (depth < 0) throw new ProtocolError('unbalanced brackets');
          this.#depth = 0;
          this.#values = values;
          this.#bits = bits;
          this.#inString = false;
          return at;
        }
      } else if (byte === COMMA) {
        values++;
        if (++members[depth]! >= maxMembers) throw new ProtocolError(`object of more than ${maxMembers} members`);
        if (depth <= PIECE_DEPTH && at > pieceEnd && depth > 0) {
          this.#depth = depth;
          this.#values = values;
          this.#bits = bits;
          this.#inString = false;
          return at;
        }
      } else if (byte >= ZERO && byte <= NINE) {
        const first = at - 1;
        while (at < length && chunk[at]! >= ZERO && chunk[at]! <= NINE) at++;
        if (at === length || at - first > SHORT_DIGITS || goesOnAfterDigits(chunk[at]!)) this.#hasShortNumbers = false;
      }
      if (depth === 0) throw new ProtocolError('message is not an object');
    }
    this.#depth = depth;
    this.#values = values;
    this.#bits = bits;
    this.#inString = inString;
    return -1;
  }
}

/** A fraction or an exponent follows. */
function goesOnAfterDigits(byte: number): boolean {
  return byte === DOT || byte === LOWER_E || byte === UPPER_E;
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
