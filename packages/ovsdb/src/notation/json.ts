/**
 * JSON as OVSDB peers exchange it: 64-bit integers are exact, doubles print as C's `%.15g` prints them.
 *
 * JSON.parse and JSON.stringify do the work; a text that holds a number they would get wrong is detected by one regular
 * expression and takes the slow way, which only such texts pay for.
 */
import { SlowParser } from './json-parser.js';

export { INT64_MAX, INT64_MIN, SMALLEST_NORMAL } from './json-parser.js';

export type Json = null | boolean | number | bigint | string | JsonArray | JsonObject;
export interface JsonArray extends ReadonlyArray<Json> {}
export interface JsonObject {
  readonly [member: string]: Json;
}

/**
 * A number of 16 digits or more, or with an exponent, may not be a safe integer; one with a negative exponent of three digits, or
 * 290 zeros, no double.
 */
const DELICATE_NUMBER = /(?:^|[[,:\s])-?(?:\d{16}|\d[\d.]*[eE](?:\+?0*[1-9]|-0*[1-9]\d\d)|0\.0{290})/;
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

/** The greatest and the least double of 15 digits that can be read back: what lies beyond them would be rounded out of the range. */
const GREATEST_PRINTED = 1.79769313486231e308;
const LEAST_PRINTED = 2.22507385850721e-308;

/** A number as C prints it in JSON: integers in full. */
export function printNumber(value: number): string {
  return Number.isSafeInteger(value) ? printInteger(value) : printReal(value);
}

function printInteger(value: number): string {
  return Object.is(value, -0) ? '0' : String(value);
}

/** A real as C prints it for people: with 15 significant digits (`%.15g`), at the ends of the range the last ones. */
export function printReal(value: number): string {
  if (Number.isSafeInteger(value) && Math.abs(value) < 1e15) return printInteger(value);
  if (!Number.isFinite(value)) return String(value);
  const printed = Math.sign(value) * Math.min(Math.max(Math.abs(value), LEAST_PRINTED), GREATEST_PRINTED);
  const [mantissa = '', exponentText = '0'] = printed.toExponential(14).split('e');
  const exponent = Number(exponentText);
  if (exponent >= -4 && exponent < 15) return trimZeros(value.toFixed(14 - exponent));
  const digits = String(Math.abs(exponent)).padStart(2, '0');
  return `${trimZeros(mantissa)}e${exponent < 0 ? '-' : '+'}${digits}`;
}

function trimZeros(text: string): string {
  return text.includes('.') ? text.replace(/\.?0+$/, '') : text;
}
