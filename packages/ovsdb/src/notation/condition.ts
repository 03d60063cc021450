/**
 * Conditions (RFC 7047 section 5.1): `["column", function, value]`, and the bare booleans of `monitor_cond`. Clauses of
 * an operation's `where` are ANDed; those of a monitor are ORed: the caller says which.
 */
import { mapped } from '#base';
import { type Atom, compareAtoms, type NamedUuids, placeOf } from './atom.js';
import { isJsonArray, type Json, stringifyJson } from './json.js';
import { OvsdbError, syntaxError } from './ovsdb-error.js';
import { type ColumnSchema, type ColumnType, columnOf, describeType, shapeOf, type TableSchema } from './schema.js';
import { atomsOf, equalValues, isMap, type Value, valueFromJson, valueToJson } from './value.js';

export type Comparison = '==' | '!=' | '<' | '<=' | '>' | '>=' | 'includes' | 'excludes';

/** One clause: a constant, or a column compared with a value of (nearly) its type. */
export type Condition =
  | boolean
  | { readonly column: ColumnSchema; readonly comparison: Comparison; readonly value: Value };

/** Reads a column of the row in question. */
export type ReadColumn = (column: string) => Value;

const COMPARISONS: readonly string[] = ['==', '!=', '<', '<=', '>', '>=', 'includes', 'excludes'];

function isComparison(text: string): text is Comparison {
  return COMPARISONS.includes(text);
}

/** Parses the clauses of a `where`. Throws OvsdbError. */
export function parseConditions(table: TableSchema, json: Json, names?: NamedUuids): readonly Condition[] {
  if (!isJsonArray(json)) throw syntaxError('array expected', json);
  return mapped(json, (clause) => parseCondition(table, clause, names));
}

export function parseCondition(table: TableSchema, json: Json, names?: NamedUuids): Condition {
  if (typeof json === 'boolean') return json;
  if (!isJsonArray(json) || json.length !== 3) throw syntaxError('Parse error in condition.', json);
  const [name, comparison, operand = null] = json;
  if (typeof name !== 'string' || typeof comparison !== 'string') throw syntaxError('Parse error in condition.', json);
  const column = columnOf(table, name);
  if (column === undefined) throw unknownColumn(table, name, json);
  if (!isComparison(comparison)) throw new OvsdbError('unknown function', `No function named ${comparison}.`);
  const type = operandType(column, comparison, json);
  return { column, comparison, value: valueFromJson(type, operand, names) };
}

export function unknownColumn(table: TableSchema, name: string, json: Json): OvsdbError {
  return new OvsdbError('unknown column', `No column ${name} in table ${table.name}.`, stringifyJson(json, 'sorted'));
}

function operandType(column: ColumnSchema, comparison: Comparison, json: Json): ColumnType {
  const { type } = column;
  switch (comparison) {
    case '<':
    case '<=':
    case '>':
    case '>=': {
      const isNumber = type.key.type === 'integer' || type.key.type === 'real';
      if (!isNumber || type.value !== undefined || type.max !== 1) {
        const described = describeType(type);
        throw syntaxError(
          `Type mismatch: "${comparison}" operator may not be applied to column ${column.name} of type ${described}.`,
          json,
        );
      }
      return { ...type, min: 1 };
    }
    case 'includes':
      return shapeOf(type) === 'one' ? type : { ...type, min: 0 };
    case 'excludes':
      return shapeOf(type) === 'one' ? type : { ...type, min: 0, max: 'unlimited' };
    default:
      return type;
  }
}

/** True when every clause holds: the `where` of an operation. */
export function matchesAll(conditions: readonly Condition[], read: ReadColumn): boolean {
  for (const condition of conditions) if (!holds(condition, read)) return false;
  return true;
}

/** True when a clause holds or there is none: the `where` of a monitor. */
export function matchesAny(conditions: readonly Condition[], read: ReadColumn): boolean {
  if (conditions.length === 0) return true;
  for (const condition of conditions) if (holds(condition, read)) return true;
  return false;
}

export function holds(condition: Condition, read: ReadColumn): boolean {
  if (typeof condition === 'boolean') return condition;
  const have = read(condition.column.name);
  const want = condition.value;
  switch (condition.comparison) {
    case '==':
      return equalValues(have, want);
    case '!=':
      return !equalValues(have, want);
    case 'includes':
      return includesAll(have, want);
    case 'excludes':
      return excludesAll(have, want);
    default:
      return ordered(condition.comparison, have, want);
  }
}

/** An empty optional column is neither less nor greater than anything. */
function ordered(comparison: '<' | '<=' | '>' | '>=', have: Value, want: Value): boolean {
  if (have === undefined || want === undefined || typeof have === 'object' || typeof want === 'object') return false;
  const order = compareAtoms(have, want);
  if (comparison === '<') return order < 0;
  if (comparison === '<=') return order <= 0;
  return comparison === '>' ? order > 0 : order >= 0;
}

function includesAll(have: Value, want: Value): boolean {
  if (isMap(have) && isMap(want)) {
    for (const [key, value] of want) if (have.get(key) !== value) return false;
    return true;
  }
  const atoms = atomsOf(have);
  return atomsOf(want).every((atom) => contains(atoms, atom));
}

function excludesAll(have: Value, want: Value): boolean {
  if (isMap(have) && isMap(want)) {
    for (const [key, value] of want) if (have.get(key) === value) return false;
    return true;
  }
  const atoms = atomsOf(have);
  return !atomsOf(want).some((atom) => contains(atoms, atom));
}

/** Binary search in a sorted set. */
export function contains(atoms: readonly Atom[], atom: Atom): boolean {
  return atoms.length < 8 ? atoms.includes(atom) : atoms[placeOf(atoms, atom)] === atom;
}

export function conditionToJson(condition: Condition): Json {
  if (typeof condition === 'boolean') return condition;
  const { column, comparison, value } = condition;
  return [column.name, comparison, valueToJson(column.type, value)];
}
