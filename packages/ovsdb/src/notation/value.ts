/**
 * Values of columns (RFC 7047 section 5.1): atoms, sets and maps between their wire form and memory. Conditions,
 * mutations and differences work on what this makes. Errors have the wording of ovsdb-server 3.1.
 */
import { mapped } from '#base';
import {
  type Atom,
  atomFromJson,
  atomToJson,
  atomToText,
  checkAtom,
  compareAtoms,
  defaultAtom,
  hasConstraint,
  type NamedUuids,
} from './atom.js';
import { isJsonArray, type Json, type JsonArray } from './json.js';
import { OvsdbError, syntaxError } from './ovsdb-error.js';
import { type AtomicType, type BaseType, type ColumnType, describeType, shapeOf } from './schema.js';

/**
 * The value of a column, by the shape of its type: one: an atom; optional: an atom or undefined; set: sorted, without
 * duplicates; map: inserted in the order of keys. Never changed in place.
 */
export type Value = Atom | undefined | readonly Atom[] | ReadonlyMap<Atom, Atom>;

export function isSet(value: Value): value is readonly Atom[] {
  return Array.isArray(value);
}

export function isMap(value: Value): value is ReadonlyMap<Atom, Atom> {
  return value instanceof Map;
}

export function isAtom(value: Value): value is Atom {
  return value !== undefined && typeof value !== 'object';
}

/**
 * Parses a value and checks the constraints of its type. `names` resolves named-uuids; without it they are a syntax
 * error. Throws OvsdbError.
 */
export function valueFromJson(type: ColumnType, json: Json, names?: NamedUuids): Value {
  const shape = shapeOf(type);
  if (shape === 'map') return mapFromJson(type, json, names);
  const elements = setElements(json);
  if (elements === undefined) {
    const atom = atomFromJson(type.key, json, names);
    return shape === 'set' ? [atom] : atom;
  }
  checkCount('set', type, elements.length, json);
  const atoms = mapped(elements, (element) => atomFromJson(type.key, element, names));
  if (shape !== 'set') return atoms[0];
  return sortedSet(atoms);
}

/** Elements of `["set", [...]]`; undefined when `json` is no set and must be a bare atom. */
function setElements(json: Json): JsonArray | undefined {
  if (!isJsonArray(json) || json[0] !== 'set') return undefined;
  const elements = json[1];
  if (json.length !== 2 || !isJsonArray(elements)) throw syntaxError('expected ["set", <array>]', json);
  return elements;
}

function sortedSet(atoms: Atom[]): readonly Atom[] {
  sortAtoms(atoms);
  for (let i = 1; i < atoms.length; i++) {
    if (atoms[i] === atoms[i - 1]) throw new OvsdbError('ovsdb error', 'set contains duplicate');
  }
  return atoms;
}

function mapFromJson(type: ColumnType, json: Json, names: NamedUuids | undefined): ReadonlyMap<Atom, Atom> {
  if (!isJsonArray(json) || json.length !== 2 || json[0] !== 'map' || !isJsonArray(json[1])) {
    throw syntaxError('expected ["map", <array>]', json);
  }
  const pairs = json[1];
  checkCount('map', type, pairs.length, json);
  const valueType = type.value ?? type.key;
  const entries = mapped(pairs, (pair): [Atom, Atom] => {
    if (!isJsonArray(pair) || pair.length !== 2) throw syntaxError('expected 2-element array', pair);
    const [key = null, value = null] = pair;
    return [atomFromJson(type.key, key, names), atomFromJson(valueType, value, names)];
  });
  const map = sortedMap(entries);
  if (map.size !== pairs.length) throw new OvsdbError('ovsdb error', 'map contains duplicate key');
  return map;
}

function checkCount(kind: 'set' | 'map', type: ColumnType, count: number, json: Json): void {
  const max = type.max === 'unlimited' ? 4294967295 : type.max;
  if (count >= type.min && count <= max) return;
  const allowed = type.min === 1 && max === 1 ? 'exactly one member' : `${type.min} to ${max} members`;
  throw syntaxError(`${kind} must have ${allowed} but ${count} are present`, json);
}

/** Sorts in place, and skips the work when the atoms are in order already, as other servers send them. */
export function sortAtoms(atoms: Atom[]): void {
  for (let i = 1; i < atoms.length; i++) {
    if (compareAtoms(atoms[i - 1]!, atoms[i]!) > 0) {
      atoms.sort(compareAtoms);
      return;
    }
  }
}

/** A map in the order of keys; of equal keys the last wins. */
export function sortedMap(entries: [Atom, Atom][]): ReadonlyMap<Atom, Atom> {
  for (let i = 1; i < entries.length; i++) {
    if (compareAtoms(entries[i - 1]![0], entries[i]![0]) > 0) {
      entries.sort((a, b) => compareAtoms(a[0], b[0]));
      break;
    }
  }
  return new Map(entries);
}

/** The wire form: sets of one element are bare atoms, maps and other sets are tagged. */
export function valueToJson(type: ColumnType, value: Value): Json {
  if (value === undefined) return ['set', []];
  const key = type.key.type;
  if (isMap(value)) {
    const valueType = type.value?.type ?? key;
    const pairs: Json[] = [];
    for (const [k, v] of value) pairs.push([atomToJson(key, k), atomToJson(valueType, v)]);
    return ['map', pairs];
  }
  if (isSet(value)) {
    if (value.length === 1) return atomToJson(key, value[0]!);
    return ['set', key === 'uuid' ? value.map((atom) => atomToJson(key, atom)) : value];
  }
  return atomToJson(key, value);
}

/** Values of one column compared by content. */
export function equalValues(a: Value, b: Value): boolean {
  if (a === b) return true;
  if (isSet(a)) {
    if (!isSet(b) || a.length !== b.length) return false;
    for (let i = 0; i < a.length; i++) if (a[i] !== b[i]) return false;
    return true;
  }
  if (isMap(a)) {
    if (!isMap(b) || a.size !== b.size) return false;
    for (const [key, value] of a) if (b.get(key) !== value) return false;
    return true;
  }
  return false;
}

const EMPTY_SET: readonly Atom[] = Object.freeze([]);
const EMPTY_MAP: ReadonlyMap<Atom, Atom> = new Map();

/** What a column of this type holds in a row that was inserted without it (RFC 7047 section 5.2.1). */
export function defaultValue(type: ColumnType): Value {
  switch (shapeOf(type)) {
    case 'one':
      return defaultAtom(type.key.type);
    case 'optional':
      return undefined;
    case 'set':
      return type.min === 0 ? EMPTY_SET : [defaultAtom(type.key.type)];
    case 'map':
      return type.min === 0
        ? EMPTY_MAP
        : new Map([[defaultAtom(type.key.type), defaultAtom((type.value ?? type.key).type)]]);
  }
}

/** True when updates of `monitor_cond` leave the column out (see facts: initial and insert). */
export function isDefaultValue(type: ColumnType, value: Value): boolean {
  return equalValues(value, defaultValue(type));
}

/** The value as a sorted list of atoms: keys for a map. */
export function atomsOf(value: Value): readonly Atom[] {
  if (value === undefined) return EMPTY_SET;
  if (isSet(value)) return value;
  return isMap(value) ? [...value.keys()] : [value];
}

/** The value of this shape that holds exactly `atoms` (sorted, no duplicates); throws when their number is not allowed. */
export function valueOfAtoms(type: ColumnType, atoms: readonly Atom[]): Value {
  checkStoredCount(type, atoms.length);
  return shapeOf(type) === 'set' ? atoms : atoms[0];
}

/** Throws "constraint violation" when a value of `count` elements may not be stored. */
export function checkStoredCount(type: ColumnType, count: number): void {
  if (count >= type.min && (type.max === 'unlimited' || count <= type.max)) return;
  throw new OvsdbError('constraint violation', `Attempted to store ${count} elements in ${describeType(type)}.`);
}

/** Throws "constraint violation" when an atom of the value breaks a constraint, as a default may. */
export function checkValue(type: ColumnType, value: Value): void {
  checkAtoms(type.key, atomsOf(value));
  if (isMap(value) && type.value !== undefined) checkAtoms(type.value, [...value.values()]);
}

function checkAtoms(base: BaseType, atoms: readonly Atom[]): void {
  if (hasConstraint(base)) for (const atom of atoms) checkAtom(base, atom);
}

/** The value as messages and the command line tools print it: `[a, b]`, `{k=v, "k 2"=v}`, bare atoms. */
export function valueToText(type: ColumnType, value: Value): string {
  const key = type.key.type;
  if (isMap(value)) {
    const valueType = type.value?.type ?? key;
    const pairs = [...value].map(([k, v]) => `${atomToText(key, k)}=${atomToText(valueType, v)}`);
    return type.max === 1 && pairs.length === 1 ? pairs.join() : `{${pairs.join(', ')}}`;
  }
  if (isAtom(value)) return atomToText(key, value);
  return `[${atomsOf(value)
    .map((atom) => atomToText(key, atom))
    .join(', ')}]`;
}

/** As valueToText without what marks it: no brackets, no quotes, a space between elements. */
export function valueToBareText(type: ColumnType, value: Value): string {
  const key = type.key.type;
  if (!isMap(value))
    return atomsOf(value)
      .map((atom) => atomToBareText(key, atom))
      .join(' ');
  const valueType = type.value?.type ?? key;
  return [...value].map(([k, v]) => `${atomToBareText(key, k)}=${atomToBareText(valueType, v)}`).join(' ');
}

/** Strings as they are. */
export function atomToBareText(type: AtomicType, atom: Atom): string {
  return typeof atom === 'string' ? atom : atomToText(type, atom);
}
