/**
 * Mutations (RFC 7047 section 5.1): arithmetic on numbers, `insert` into and `delete` from sets and maps.
 * Errors have the wording of ovsdb-server 3.1.
 */
import { mapped } from '#base';
import { type Atom, checkAtom, compareAtoms, hasConstraint, type NamedUuids, placeOf } from './atom.js';
import { contains, unknownColumn } from './condition.js';
import { INT64_MAX, INT64_MIN, isJsonArray, type Json, SMALLEST_NORMAL, stringifyJson } from './json.js';
import { OvsdbError, syntaxError } from './ovsdb-error.js';
import { type ColumnSchema, type ColumnType, columnOf, describeType, type TableSchema } from './schema.js';
import {
  atomsOf,
  checkStoredCount,
  isMap,
  isSet,
  sortedMap,
  type Value,
  valueFromJson,
  valueOfAtoms,
} from './value.js';

export type Arithmetic = '+=' | '-=' | '*=' | '/=' | '%=';
export type Mutator = Arithmetic | 'insert' | 'delete';

export interface Mutation {
  readonly column: ColumnSchema;
  readonly mutator: Mutator;
  /** A number for arithmetic; a set or map otherwise. `delete` on a map takes a map or a set of keys. */
  readonly value: Value;
}

const MUTATORS: readonly string[] = ['+=', '-=', '*=', '/=', '%=', 'insert', 'delete'];

function isMutator(text: string): text is Mutator {
  return MUTATORS.includes(text);
}

/** Parses `[column, mutator, value]`. Throws OvsdbError. */
export function parseMutation(table: TableSchema, json: Json, names?: NamedUuids): Mutation {
  if (!isJsonArray(json) || json.length !== 3) throw syntaxError('Parse error in mutation.', json);
  const [name, mutator, operand = null] = json;
  if (typeof name !== 'string' || typeof mutator !== 'string') throw syntaxError('Parse error in mutation.', json);
  const column = columnOf(table, name);
  if (column === undefined) throw unknownColumn(table, name, json);
  if (!column.mutable) {
    const details = `Cannot mutate immutable column ${name} in table ${table.name}.`;
    throw new OvsdbError('constraint violation', details, stringifyJson(json, 'sorted'));
  }
  if (!isMutator(mutator)) throw new OvsdbError('unknown mutator', `No mutator named ${mutator}.`);
  return { column, mutator, value: parseOperand(column, mutator, operand, json, names) };
}

function parseOperand(column: ColumnSchema, mutator: Mutator, operand: Json, json: Json, names?: NamedUuids): Value {
  const { type } = column;
  const mismatch = () =>
    syntaxError(
      `Type mismatch: "${mutator}" operator may not be applied to column ${column.name} of type ${describeType(type)}.`,
      json,
    );
  if (mutator !== 'insert' && mutator !== 'delete') {
    const kind = type.key.type;
    if (type.value !== undefined || (kind !== 'integer' && (kind !== 'real' || mutator === '%='))) throw mismatch();
    return valueFromJson({ key: { type: kind }, min: 1, max: 1 }, operand, names);
  }
  if (type.value === undefined && type.min === 1 && type.max === 1) throw mismatch();
  if (mutator === 'insert') return valueFromJson({ ...type, min: 0 }, operand, names);
  if (type.value !== undefined && !(isJsonArray(operand) && operand[0] === 'map')) {
    return valueFromJson({ key: type.key, min: 0, max: 'unlimited' }, operand, names);
  }
  return valueFromJson({ ...type, min: 0, max: 'unlimited' }, operand, names);
}

/** The column's value after the mutation. Throws OvsdbError: range and domain errors, constraint violations. */
export function applyMutation(mutation: Mutation, before: Value): Value {
  const { type } = mutation.column;
  switch (mutation.mutator) {
    case 'insert':
      return insert(type, before, mutation.value);
    case 'delete':
      return remove(type, before, mutation.value);
    default:
      return calculate(type, mutation.mutator, before, mutation.value);
  }
}

function insert(type: ColumnType, before: Value, added: Value): Value {
  if (isMap(before) && isMap(added)) {
    const fresh = [...added].filter(([key]) => !before.has(key));
    checkStoredCount(type, before.size + fresh.length);
    return fresh.length === 0 ? before : sortedMap([...before, ...fresh]);
  }
  const atoms = atomsOf(before);
  const fresh = atomsOf(added).filter((atom) => !contains(atoms, atom));
  return fresh.length === 0 ? before : valueOfAtoms(type, withAtoms(atoms, fresh));
}

/** `atoms` with a few more put in their places: sorting anew would compare all of a large set. */
function withAtoms(atoms: readonly Atom[], fresh: readonly Atom[]): readonly Atom[] {
  if (fresh.length > 8) return [...atoms, ...fresh].sort(compareAtoms);
  let all = atoms;
  for (const atom of fresh) all = all.toSpliced(placeOf(all, atom), 0, atom);
  return all;
}

function remove(type: ColumnType, before: Value, removed: Value): Value {
  if (isMap(before)) {
    const gone = isMap(removed)
      ? (key: Atom, value: Atom) => removed.get(key) === value
      : (key: Atom) => contains(atomsOf(removed), key);
    const kept = [...before].filter(([key, value]) => !gone(key, value));
    checkStoredCount(type, kept.length);
    return kept.length === before.size ? before : new Map(kept);
  }
  const atoms = atomsOf(before);
  const unwanted = atomsOf(removed);
  const kept = atoms.filter((atom) => !contains(unwanted, atom));
  return kept.length === atoms.length ? before : valueOfAtoms(type, kept);
}

function calculate(type: ColumnType, operator: Arithmetic, before: Value, operand: Value): Value {
  const isInteger = type.key.type === 'integer';
  const one = (atom: Atom): Atom => {
    const result = isInteger
      ? integerResult(operator, BigInt(String(atom)), operand)
      : realResult(operator, Number(atom), Number(operand));
    if (hasConstraint(type.key)) checkAtom(type.key, result);
    return result;
  };
  if (!isSet(before)) return before === undefined || isMap(before) ? before : one(before);
  const results = mapped(before, one).sort(compareAtoms);
  for (let i = 1; i < results.length; i++) {
    if (results[i] === results[i - 1]) {
      throw new OvsdbError('constraint violation', `Result of "${operator}" operation contains duplicates.`);
    }
  }
  return results;
}

function outOfRange(operator: Arithmetic): OvsdbError {
  return new OvsdbError('range error', `Result of "${operator}" operation is out of range.`);
}

function divisionByZero(): OvsdbError {
  return new OvsdbError('domain error', 'Division by zero.');
}

function integerResult(operator: Arithmetic, a: bigint, operand: Value): Atom {
  const b = BigInt(String(operand));
  if ((operator === '/=' || operator === '%=') && b === 0n) throw divisionByZero();
  const result = integerArithmetic(operator, a, b);
  if (result < INT64_MIN || result > INT64_MAX) throw outOfRange(operator);
  const near = Number(result);
  return Number.isSafeInteger(near) ? near : result;
}

function integerArithmetic(operator: Arithmetic, a: bigint, b: bigint): bigint {
  switch (operator) {
    case '+=':
      return a + b;
    case '-=':
      return a - b;
    case '*=':
      return a * b;
    case '/=':
      return a / b;
    case '%=':
      return a % b;
  }
}

function realResult(operator: Arithmetic, a: number, b: number): number {
  if (operator === '/=' && b === 0) throw divisionByZero();
  const result = operator === '+=' ? a + b : operator === '-=' ? a - b : operator === '*=' ? a * b : a / b;
  if (!Number.isFinite(result)) throw outOfRange(operator);
  // What peers could not read back is nothing.
  return Math.abs(result) < SMALLEST_NORMAL ? 0 : result;
}
