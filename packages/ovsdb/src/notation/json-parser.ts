/**
 * A parser of JSON by hand, for what JSON.parse does not do: numbers that JavaScript has not as they are written, and saying
 * where a text is wrong, in the same words on every Node.
 */
import type { Json, JsonArray, JsonObject } from './json.js';

export const INT64_MAX = 9223372036854775807n;
export const INT64_MIN = -9223372036854775808n;
/** Doubles nearer to zero have fewer digits; JSON parsers of C peers do not take them. */
export const SMALLEST_NORMAL = 2.2250738585072014e-308;

/** `offset`: where in the text. */
export class JsonFault extends SyntaxError {
  readonly offset: number;

  constructor(what: string, offset: number) {
    super(what);
    this.name = 'JsonFault';
    this.offset = offset;
  }
}

/** Digits of the greatest integer of 64 bits. */
const MOST_DIGITS = 19;

/** The integer that a number is, however it is written: a number where safe, a bigint within 64 bits; undefined for others. */
function exactInteger(token: string): number | bigint | undefined {
  const [, sign = '', whole = '', fraction = '', exponent = '0'] =
    /^(-?)(\d+)(?:\.(\d+))?(?:[eE]([-+]?\d+))?$/.exec(token) ?? [];
  const all = `${whole}${fraction}`.replace(/^0+/, '');
  const digits = all.replace(/0+$/, '');
  if (digits === '') return 0;
  const zeros = Number(exponent) - fraction.length + all.length - digits.length;
  if (zeros < 0 || digits.length + zeros > MOST_DIGITS) return undefined;
  const exact = BigInt(`${sign}${digits}${'0'.repeat(zeros)}`);
  if (exact < INT64_MIN || exact > INT64_MAX) return undefined;
  return Number.isSafeInteger(Number(exact)) ? Number(exact) : exact;
}

const STRING = /"(?:[^"\\]|\\.)*"/y;
const NUMBER = /-?\d+(\.\d+)?([eE][+-]?\d+)?/y;
const LEADING_ZERO = /^-?0\d/;
const SPACE = /[ \t\r\n]*/y;

/** Recursive descent; the text's nesting was limited before. Throws JsonFault. */
export class SlowParser {
  readonly #text: string;
  #at = 0;

  constructor(text: string) {
    this.#text = text;
  }

  parse(): Json {
    const value = this.#value();
    this.#space();
    if (this.#at !== this.#text.length) this.#fail();
    return value;
  }

  #value(): Json {
    this.#space();
    const char = this.#text[this.#at];
    if (char === '{') return this.#object();
    if (char === '[') return this.#array();
    if (char === '"') return this.#string();
    if (char === 't') return this.#word('true', true);
    if (char === 'f') return this.#word('false', false);
    if (char === 'n') return this.#word('null', null);
    const start = this.#at;
    const token = this.#match(NUMBER);
    if (LEADING_ZERO.test(token)) this.#fail(start);
    const plain = Number(token);
    const isDenormal = plain !== 0 && Math.abs(plain) < SMALLEST_NORMAL;
    if (!Number.isFinite(plain) || isDenormal) throw new JsonFault('number outside valid range', start);
    return exactInteger(token) ?? plain;
  }

  #object(): JsonObject {
    const members: [string, Json][] = [];
    this.#at++;
    this.#space();
    if (this.#take('}')) return {};
    do {
      this.#space();
      const name = this.#string();
      this.#space();
      if (!this.#take(':')) this.#fail();
      members.push([name, this.#value()]);
      this.#space();
    } while (this.#take(','));
    if (!this.#take('}')) this.#fail();
    return Object.fromEntries(members);
  }

  #array(): JsonArray {
    const elements: Json[] = [];
    this.#at++;
    this.#space();
    if (this.#take(']')) return elements;
    do {
      elements.push(this.#value());
      this.#space();
    } while (this.#take(','));
    if (!this.#take(']')) this.#fail();
    return elements;
  }

  #string(): string {
    const start = this.#at;
    const token = this.#match(STRING);
    try {
      return JSON.parse(token);
    } catch {
      return this.#fail(start);
    }
  }

  #word<T extends Json>(word: string, value: T): T {
    if (!this.#text.startsWith(word, this.#at)) this.#fail();
    this.#at += word.length;
    return value;
  }

  #take(char: string): boolean {
    if (this.#text[this.#at] !== char) return false;
    this.#at++;
    return true;
  }

  #space(): void {
    SPACE.lastIndex = this.#at;
    SPACE.test(this.#text);
    this.#at = SPACE.lastIndex;
  }

  #match(pattern: RegExp): string {
    pattern.lastIndex = this.#at;
    const found = pattern.exec(this.#text);
    if (found === null) return this.#fail();
    this.#at = pattern.lastIndex;
    return found[0];
  }

  #fail(at = this.#at): never {
    throw new JsonFault(at >= this.#text.length ? 'unexpected end of input' : 'invalid JSON', at);
  }
}
