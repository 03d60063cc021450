/**
 * Atoms (RFC 7047 section 5.1): the scalar values of columns. Wire form in and out, order, constraints.
 * Errors have the wording of ovsdb-server 3.1.
 */
import { parseUuid, ZERO_UUID } from '#base';
import { INT64_MAX, INT64_MIN, isJsonArray, type Json, printReal } from './json.js';
import { OvsdbError, syntaxError } from './ovsdb-error.js';
import type { AtomicType, BaseType } from './schema.js';

/** Uuids are strings in lower case; integers are numbers where safe, bigints beyond 2^53; reals are numbers. */
export type Atom = string | number | bigint | boolean;

/** Gives the uuid that a `["named-uuid", name]` stands for; makes one up for a name not seen before. */
export type NamedUuids = (name: string) => string;

const ID = /^[A-Za-z_][A-Za-z0-9_]*$/;

/** True for what RFC 7047 calls an `<id>`. */
export function isId(text: string): boolean {
  return ID.test(text);
}

/** Parses an atom of `base` and checks its constraints. Throws OvsdbError. */
export function atomFromJson(base: BaseType, json: Json, names?: NamedUuids): Atom {
  const atom = bareAtomFromJson(base.type, json, names);
  if (hasConstraint(base)) checkAtom(base, atom);
  return atom;
}

/** As atomFromJson, without constraints. */
export function bareAtomFromJson(type: AtomicType, json: Json, names?: NamedUuids): Atom {
  switch (type) {
    case 'string':
      if (typeof json === 'string') return json;
      break;
    case 'integer':
      if (typeof json === 'bigint') return json;
      if (typeof json === 'number' && Number.isInteger(json)) {
        if (Number.isSafeInteger(json)) return json === 0 ? 0 : json;
        const exact = BigInt(json);
        // The least integer is a bigint when it is written out; as a double it stands for what is beyond.
        if (exact > INT64_MIN && exact <= INT64_MAX) return exact;
      }
      break;
    case 'real':
      if (typeof json === 'number') return json === 0 ? 0 : json;
      if (typeof json === 'bigint') return Number(json);
      break;
    case 'boolean':
      if (typeof json === 'boolean') return json;
      break;
    case 'uuid':
      return uuidFromJson(json, names);
  }
  throw syntaxError(`expected ${type}`, json);
}

function uuidFromJson(json: Json, names: NamedUuids | undefined): Atom {
  if (isJsonArray(json) && json.length === 2 && typeof json[1] === 'string') {
    const text = json[1];
    if (json[0] === 'uuid') {
      const uuid = parseUuid(text);
      if (uuid !== undefined) return uuid;
      throw syntaxError(`"${text}" is not a valid UUID`, json);
    }
    if (json[0] === 'named-uuid' && names !== undefined) {
      if (!isId(text)) throw syntaxError('named-uuid string is not a valid <id>', json);
      return names(text);
    }
  }
  throw syntaxError('expected ["uuid", <string>]', json);
}

export function atomToJson(type: AtomicType, atom: Atom): Json {
  return type === 'uuid' ? ['uuid', String(atom)] : atom;
}

/** What a column holds that was never set. */
export function defaultAtom(type: AtomicType): Atom {
  switch (type) {
    case 'string':
      return '';
    case 'boolean':
      return false;
    case 'uuid':
      return ZERO_UUID;
    default:
      return 0;
  }
}

/** Order of atoms of one type: numbers by value, strings by their UTF-8 bytes, false before true. */
export function compareAtoms(a: Atom, b: Atom): number {
  if (a === b) return 0;
  if (typeof a === 'string' && typeof b === 'string') return compareStrings(a, b);
  return a < b ? -1 : a > b ? 1 : 0;
}

/** Where in a sorted set `atom` is, or would be. */
export function placeOf(set: readonly Atom[], atom: Atom): number {
  let low = 0;
  let high = set.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (compareAtoms(set[middle]!, atom) < 0) low = middle + 1;
    else high = middle;
  }
  return low;
}

function compareStrings(a: string, b: string): number {
  const length = Math.min(a.length, b.length);
  for (let i = 0; i < length; i++) {
    const x = a.charCodeAt(i);
    const y = b.charCodeAt(i);
    if (x === y) continue;
    // Surrogates (pairs, U+10000 and up) come after U+E000..U+FFFF in UTF-8.
    if (x >= 0xd800 && y >= 0xd800)
      return (x < 0xe000 ? x + 0x2000 : x - 0x800) - (y < 0xe000 ? y + 0x2000 : y - 0x800);
    return x - y;
  }
  return a.length - b.length;
}

export function hasConstraint(base: BaseType): boolean {
  switch (base.type) {
    case 'string':
      return base.enum !== undefined || base.minLength !== undefined || base.maxLength !== undefined;
    case 'integer':
      return base.enum !== undefined || base.minInteger !== undefined || base.maxInteger !== undefined;
    case 'real':
      return base.enum !== undefined || base.minReal !== undefined || base.maxReal !== undefined;
    default:
      return base.enum !== undefined;
  }
}

/** Throws "constraint violation" when `atom` breaks a constraint of `base`. */
export function checkAtom(base: BaseType, atom: Atom): void {
  if (base.enum !== undefined) {
    if (base.enum.includes(atom)) return;
    const allowed = base.enum.map((each) => atomToText(base.type, each)).join(', ');
    throw violation(`${atomToText(base.type, atom)} is not one of the allowed values ([${allowed}])`);
  }
  if (base.type === 'integer') checkRange(base.type, atom, base.minInteger, base.maxInteger);
  else if (base.type === 'real') checkRange(base.type, atom, base.minReal, base.maxReal);
  else if (base.type === 'string') checkLength(String(atom), base);
}

function checkRange(
  type: AtomicType,
  atom: Atom,
  min: number | bigint | undefined,
  max: number | bigint | undefined,
): void {
  const tooSmall = min !== undefined && compareAtoms(atom, min) < 0;
  if (!tooSmall && (max === undefined || compareAtoms(atom, max) <= 0)) return;
  const numberText = (value: Atom) => atomToText(type, value);
  const shown = numberText(atom);
  if (min !== undefined && max !== undefined) {
    throw violation(`${shown} is not in the valid range ${numberText(min)} to ${numberText(max)} (inclusive)`);
  }
  if (min !== undefined && tooSmall) throw violation(`${shown} is less than minimum allowed value ${numberText(min)}`);
  throw violation(`${shown} is greater than maximum allowed value ${numberText(max ?? 0)}`);
}

function checkLength(text: string, base: BaseType): void {
  if (base.minLength === undefined && base.maxLength === undefined) return;
  let length = 0;
  for (const _ of text) length++;
  if (length < (base.minLength ?? 0)) {
    throw violation(`"${text}" length ${length} is less than minimum allowed length ${base.minLength}`);
  }
  if (base.maxLength !== undefined && length > base.maxLength) {
    throw violation(`"${text}" length ${length} is greater than maximum allowed length ${base.maxLength}`);
  }
}

function violation(details: string): OvsdbError {
  return new OvsdbError('constraint violation', details);
}

/** Text that needs no quotes: an identifier of letters, digits, `_`, `-` and `.`, no keyword, no uuid. */
function isBare(text: string): boolean {
  return (
    /^[A-Za-z_][A-Za-z0-9_.-]*$/.test(text) && text !== 'true' && text !== 'false' && parseUuid(text) === undefined
  );
}

/** An atom as messages and the command line tools print it: strings bare where that is unambiguous, else in quotes. */
export function atomToText(type: AtomicType, atom: Atom): string {
  if (typeof atom === 'string') return type === 'uuid' || isBare(atom) ? atom : JSON.stringify(atom);
  return type === 'real' ? printReal(Number(atom)) : String(atom);
}
