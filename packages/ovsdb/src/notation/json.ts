/**
 * JSON as OVSDB peers exchange it: 64-bit integers are exact, doubles print as C's `%.15g` prints them.
 *
 * JSON.parse and JSON.stringify do the work; a text that holds a number they would get wrong is detected by one regular
 * expression and takes the slow way, which only such texts pay for.
 */
export type Json = null | boolean | number | bigint | string | JsonArray | JsonObject;
export interface JsonArray extends ReadonlyArray<Json> {}
export interface JsonObject {
  readonly [member: string]: Json;
}

export const INT64_MAX = 9223372036854775807n;
export const INT64_MIN = -9223372036854775808n;

/**
 * A number of 16 digits or more, or with an exponent, may not be a safe integer; one with a negative exponent of three digits, or
 * 290 zeros, no double.
 */
const DELICATE_NUMBER = /(?:^|[[,:\s])-?(?:\d{16}|\d[\d.]*[eE](?:\+?0*[1-9]|-0*[1-9]\d\d)|0\.0{290})/;
/** Doubles nearer to zero have fewer digits; JSON parsers of C peers do not take them. */
export const SMALLEST_NORMAL = 2.2250738585072014e-308;
/** Numbers that JavaScript prints otherwise than `%.15g`. */
const ODD_NUMBER = /(?:^|[[,:])-?(?:\d{16}|\d+\.\d{13}|0\.0000|\d(?:\.\d+)?e-)/;

export function isJsonObject(json: Json | undefined): json is JsonObject {
  return typeof json === 'object' && json !== null && !Array.isArray(json);
}

export function isJsonArray(json: Json | undefined): json is JsonArray {
  return Array.isArray(json);
}

/**
 * Parses one JSON value. Integers within 64 bits are exact (bigint beyond 2^53); beyond 64 bits they are reals.
 * Throws SyntaxError, of numbers beyond the range of a double too.
 */
export function parseJson(text: string): Json {
  if (!DELICATE_NUMBER.test(text)) return JSON.parse(text);
  return new SlowParser(text).parse();
}

/** Prints `json` without white space. `sorted` orders the members of objects by name. */
export function stringifyJson(json: Json, order?: 'sorted'): string {
  if (order === 'sorted') return print(json, true);
  if (typeof json === 'number' && Number.isSafeInteger(json)) return String(json);
  try {
    const text = JSON.stringify(json);
    return ODD_NUMBER.test(text) ? print(json, false) : text;
  } catch (error) {
    if (error instanceof TypeError) return print(json, false); // a bigint
    throw error;
  }
}

function print(json: Json, sorted: boolean): string {
  if (typeof json === 'number') return printNumber(json);
  if (typeof json === 'bigint') return json.toString();
  if (isJsonArray(json)) return `[${json.map((element) => print(element, sorted)).join(',')}]`;
  if (isJsonObject(json)) {
    const members = Object.keys(json);
    if (sorted) members.sort();
    return `{${members.map((member) => `${JSON.stringify(member)}:${print(json[member] ?? null, sorted)}`).join(',')}}`;
  }
  return JSON.stringify(json);
}

/** A number as C prints it: integers in full, others with 15 significant digits (`%.15g`). */
export function printNumber(value: number): string {
  if (Number.isSafeInteger(value)) return Object.is(value, -0) ? '0' : String(value);
  if (!Number.isFinite(value)) return String(value);
  const [mantissa = '', exponentText = '0'] = value.toExponential(14).split('e');
  const exponent = Number(exponentText);
  if (exponent >= -4 && exponent < 15) return trimZeros(value.toFixed(14 - exponent));
  const digits = String(Math.abs(exponent)).padStart(2, '0');
  return `${trimZeros(mantissa)}e${exponent < 0 ? '-' : '+'}${digits}`;
}

function trimZeros(text: string): string {
  return text.includes('.') ? text.replace(/\.?0+$/, '') : text;
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
const SPACE = /[ \t\r\n]*/y;

/** Recursive descent; the text's nesting was limited by the splitter before. */
class SlowParser {
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
    const token = this.#match(NUMBER);
    const plain: number = JSON.parse(token); // rejects leading zeros
    const isDenormal = plain !== 0 && Math.abs(plain) < SMALLEST_NORMAL;
    if (!Number.isFinite(plain) || isDenormal) throw new SyntaxError('number outside valid range');
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
    return JSON.parse(this.#match(STRING));
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

  #fail(): never {
    throw new SyntaxError(`invalid JSON at offset ${this.#at}`);
  }
}
