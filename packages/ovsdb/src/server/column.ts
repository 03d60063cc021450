/**
 * A column as the server works with it: its place in a row, how its values are read from and written to the wire, which
 * tables it refers to. Values that are common and never change in place (enum members, equal maps) are shared between
 * rows. Made once from the schema.
 */
import {
  type Atom,
  type ColumnSchema,
  type ColumnType,
  defaultValue,
  equalValues,
  type Json,
  shapeOf,
  type Value,
  valueFromJson,
} from '#ovsdb/notation';
import { mapDifference, setDifference, symmetricDifference } from './difference.js';
import { type AtomText, atomsText, atomTextOf, pairsText, type ValueText, valueTextOf } from './value-text.js';

/** Resolves a `named-uuid` of the running transaction. */
export type Names = (name: string) => string;

/** Which side of a pair (or the one side of a set) holds references. */
export interface ReferenceSide {
  readonly side: 'key' | 'value';
  readonly table: string;
}

/** Sets and maps seen last, by a rough hash: equal ones are shared. */
const SHARED_SLOTS = 256;

export class Column {
  readonly name: string;
  readonly position: number;
  readonly schema: ColumnSchema;
  readonly type: ColumnType;
  readonly shape: 'one' | 'optional' | 'set' | 'map';
  readonly initial: Value;
  readonly isStored: boolean;
  readonly strong: readonly ReferenceSide[];
  readonly weak: readonly ReferenceSide[];
  readonly text: ValueText;
  readonly #keyText: AtomText;
  readonly #valueText: AtomText;
  readonly #readFast: (json: Json) => Value | typeof SLOW;
  readonly #shared: Value[] = [];

  constructor(schema: ColumnSchema, position: number) {
    const { type } = schema;
    this.name = schema.name;
    this.position = position;
    this.schema = schema;
    this.type = type;
    this.shape = shapeOf(type);
    this.initial = defaultValue(type);
    this.isStored = !schema.ephemeral;
    this.strong = sidesOf(type, 'strong');
    this.weak = sidesOf(type, 'weak');
    this.text = valueTextOf(type);
    this.#keyText = atomTextOf(type.key);
    this.#valueText = atomTextOf(type.value ?? type.key);
    this.#readFast = fastReader(type, this.shape);
  }

  /** The value that `json` writes (RFC 7047, 5.1). Throws `OvsdbError`. */
  read(json: Json, names?: Names): Value {
    const value = this.#readFast(json);
    if (value !== SLOW) return value;
    return this.share(names === undefined ? valueFromJson(this.type, json) : valueFromJson(this.type, json, names));
  }

  isInitial(value: Value): boolean {
    return value === this.initial || (value !== undefined && equalValues(value, this.initial));
  }

  equal(a: Value, b: Value): boolean {
    return a === b || equalValues(a, b);
  }

  /** Optional and single columns: the new value; sets: the symmetric difference; maps: pairs added, removed or changed. */
  differenceText(before: Value, after: Value): string {
    if (this.shape === 'set') return atomsText(symmetricDifference(atomsOf(before), atomsOf(after)), this.#keyText);
    // A map of at most one pair is sent whole.
    if (this.shape === 'map' && this.type.max !== 1) {
      return pairsText(mapDifference(pairsOf(before), pairsOf(after)), this.#keyText, this.#valueText);
    }
    return this.text(after);
  }

  setText(atoms: readonly Atom[]): string {
    return atomsText(atoms, this.#keyText);
  }

  /** An equal value that an earlier row holds, if one was seen lately; else `value`. */
  share(value: Value): Value {
    if (typeof value !== 'object' || !(value instanceof Map) || value.size > 8) return value;
    let hash = value.size;
    for (const [key, item] of value) hash = (hash * 31 + roughHash(key) * 7 + roughHash(item)) | 0;
    const slot = hash & (SHARED_SLOTS - 1);
    const known = this.#shared[slot];
    if (known !== undefined && equalValues(known, value)) return known;
    this.#shared[slot] = value;
    return value;
  }

  /** The references that `value` holds on `side`. */
  references(value: Value, side: 'key' | 'value'): Iterable<Atom> {
    if (this.shape === 'map') return side === 'key' ? pairsOf(value).keys() : pairsOf(value).values();
    return atomsOf(value);
  }

  /** The references that a change takes away and brings, on `side`. */
  referenceDifference(
    before: Value,
    after: Value,
    side: 'key' | 'value',
  ): { removed: Iterable<Atom>; added: Iterable<Atom> } {
    if (this.shape === 'set') return setDifference(atomsOf(before), atomsOf(after));
    return { removed: this.references(before, side), added: this.references(after, side) };
  }
}

const NO_ATOMS: readonly Atom[] = [];
const NO_PAIRS: ReadonlyMap<Atom, Atom> = new Map();

/** The atoms of a one, optional or set value. */
export function atomsOf(value: Value): readonly Atom[] {
  if (value === undefined) return NO_ATOMS;
  if (typeof value !== 'object') return [value];
  return value instanceof Map ? NO_ATOMS : (value as readonly Atom[]);
}

export function pairsOf(value: Value): ReadonlyMap<Atom, Atom> {
  return value instanceof Map ? value : NO_PAIRS;
}

function roughHash(atom: Atom): number {
  if (typeof atom === 'number') return atom | 0;
  if (typeof atom !== 'string') return 1;
  const n = atom.length;
  return n === 0
    ? 0
    : (n * 65599 + atom.charCodeAt(0) * 257 + atom.charCodeAt(n >> 1) * 31 + atom.charCodeAt(n - 1)) | 0;
}

function sidesOf(type: ColumnType, strength: 'strong' | 'weak'): ReferenceSide[] {
  const sides: ReferenceSide[] = [];
  const { key, value } = type;
  if (key.refTable !== undefined && (key.refType ?? 'strong') === strength)
    sides.push({ side: 'key', table: key.refTable });
  if (value?.refTable !== undefined && (value.refType ?? 'strong') === strength) {
    sides.push({ side: 'value', table: value.refTable });
  }
  return sides;
}

/** Says that the general reader has to look at the JSON: it is unusual, or wrong. */
const SLOW = Symbol('slow');

/** Reads the plain cases of `type` without building anything between; `SLOW` for all others. */
function fastReader(type: ColumnType, shape: Column['shape']): (json: Json) => Value | typeof SLOW {
  if (shape === 'set' || type.value !== undefined) return () => SLOW;
  const { key } = type;
  switch (key.type) {
    case 'string': {
      if (key.enum !== undefined) {
        const members = new Map<Json, Atom>();
        for (const member of key.enum) members.set(String(member), member);
        return (json) => members.get(json) ?? SLOW;
      }
      if (key.minLength !== undefined || key.maxLength !== undefined) return () => SLOW;
      return (json) => (typeof json === 'string' ? json : SLOW);
    }
    case 'boolean':
      return key.enum !== undefined ? () => SLOW : (json) => (typeof json === 'boolean' ? json : SLOW);
    case 'integer': {
      if (key.enum !== undefined) return () => SLOW;
      const least = Math.max(Number(key.minInteger ?? Number.MIN_SAFE_INTEGER), Number.MIN_SAFE_INTEGER);
      const most = Math.min(Number(key.maxInteger ?? Number.MAX_SAFE_INTEGER), Number.MAX_SAFE_INTEGER);
      return (json) =>
        typeof json === 'number' && json >= least && json <= most && Number.isInteger(json) ? json + 0 : SLOW;
    }
    default:
      return () => SLOW;
  }
}
