/** Schemas from JSON (RFC 7047 section 3.2): `.ovsschema` files, `get_schema` replies, the `_Server` database. */
import { type Atom, isId } from './atom.js';
import { isJsonArray, isJsonObject, type Json } from './json.js';
import { MemberReader } from './member-reader.js';
import { OvsdbError, syntaxError } from './ovsdb-error.js';
import type { AtomicType, BaseType, ColumnSchema, ColumnType, DatabaseSchema, RefType, TableSchema } from './schema.js';
import { atomsOf, valueFromJson } from './value.js';

/** Parses a whole database schema; members that OVSDB does not know are errors, as in ovsdb-server. Throws OvsdbError. */
export function parseSchema(json: Json): DatabaseSchema {
  const reader = new MemberReader(json, 'database schema');
  const name = reader.id('name');
  const version = reader.optionalString('version');
  const cksum = reader.optionalString('cksum');
  const tablesJson = reader.object('tables');
  reader.finish();
  if (version !== undefined && versionParts(version) === undefined) {
    throw syntaxError(`schema version "${version}" not in format x.y.z`, json);
  }
  const tables = new Map<string, TableSchema>();
  for (const [tableName, tableJson] of Object.entries(tablesJson)) {
    checkName(tableName, json);
    tables.set(tableName, parseTable(tableName, tableJson));
  }
  const schema: DatabaseSchema = { name, version: version ?? '', cksum, tables: withRoots(tables) };
  checkReferences(schema);
  return { ...schema, tables: withKeptReferences(schema.tables) };
}

/** The three numbers of a version, of 32 bits, in the forms that `sscanf` takes for `%u.%u.%u`; undefined for other texts. */
export function versionParts(text: string): readonly number[] | undefined {
  const parts = /^\s*([-+]?\d+)\.\s*([-+]?\d+)\.\s*([-+]?\d+)$/.exec(text);
  return parts?.slice(1).map((part) => Number(part) >>> 0);
}

/** `json`: what has a table or column of this name. */
function checkName(name: string, json: Json): void {
  if (name.startsWith('_')) throw syntaxError('names beginning with "_" are reserved', json);
  if (!isId(name)) throw syntaxError('name must be a valid id', json);
}

/**
 * Columns that rows live by cannot be ephemeral, as in ovsdb-server: strong references to tables whose rows go when nobody
 * refers to them.
 */
function withKeptReferences(tables: ReadonlyMap<string, TableSchema>): ReadonlyMap<string, TableSchema> {
  const isHolding = ({ refTable, refType }: BaseType) =>
    refTable !== undefined && refType === 'strong' && tables.get(refTable)?.isRoot === false;
  const kept = (column: ColumnSchema): ColumnSchema => {
    const { key, value } = column.type;
    const isKept = column.ephemeral && (isHolding(key) || (value !== undefined && isHolding(value)));
    return isKept ? { ...column, ephemeral: false } : column;
  };
  return new Map(
    [...tables].map(([name, { columns: all, maxRows, isRoot, indexes }]) => {
      const columns = new Map([...all].map(([column, each]) => [column, kept(each)]));
      // Members as those of `parseTable`: to V8 a copy by `...` would be of another kind, and all code has both kinds.
      return [name, { name, columns, maxRows, isRoot, indexes }];
    }),
  );
}

/** Schemas without any `isRoot` predate garbage collection: all their tables are roots (RFC 7047 section 3.2). */
function withRoots(tables: ReadonlyMap<string, TableSchema>): ReadonlyMap<string, TableSchema> {
  for (const table of tables.values()) if (table.isRoot) return tables;
  return new Map(
    [...tables].map(([name, { columns, maxRows, indexes }]) => [
      name,
      { name, columns, maxRows, isRoot: true, indexes },
    ]),
  );
}

function checkReferences(schema: DatabaseSchema): void {
  for (const table of schema.tables.values()) {
    for (const { name, type } of table.columns.values()) {
      for (const [part, base] of [
        ['key', type.key],
        ['value', type.value],
      ] as const) {
        const target = base?.refTable;
        if (target === undefined || schema.tables.has(target)) continue;
        throw new OvsdbError('syntax error', `column ${name} ${part} refers to undefined table ${target}`);
      }
    }
  }
}

export function parseTable(name: string, json: Json): TableSchema {
  const reader = new MemberReader(json, `table schema for table ${name}`);
  const columnsJson = reader.object('columns');
  const maxRows = reader.optionalInteger('maxRows');
  const isRoot = reader.optionalBoolean('isRoot') ?? false;
  const indexesJson = reader.optionalArray('indexes') ?? [];
  reader.finish();
  if (maxRows !== undefined && maxRows <= 0) throw syntaxError('maxRows must be at least 1', json);
  if (Object.keys(columnsJson).length === 0) throw syntaxError('table must have at least one column', json);
  const columns = new Map<string, ColumnSchema>();
  for (const [columnName, columnJson] of Object.entries(columnsJson)) {
    checkName(columnName, json);
    columns.set(columnName, parseColumn(columnName, columnJson));
  }
  const indexes = indexesJson.map((index) => parseIndex(index, columns, json));
  return { name, columns, maxRows: maxRows === undefined ? undefined : Number(maxRows), isRoot, indexes };
}

function parseIndex(json: Json, columns: ReadonlyMap<string, ColumnSchema>, tableJson: Json): readonly string[] {
  if (!isJsonArray(json)) throw syntaxError('array of distinct column names expected', json);
  const names: string[] = [];
  for (const name of json) {
    if (typeof name !== 'string' || names.includes(name)) {
      throw syntaxError('array of distinct column names expected', json);
    }
    if (!columns.has(name)) throw syntaxError(`${name} is not a valid column name`, json);
    names.push(name);
  }
  if (names.length === 0) throw syntaxError('index must have at least one column', tableJson);
  const ephemeral = names.find((name) => columns.get(name)?.ephemeral);
  if (ephemeral !== undefined) {
    throw syntaxError(`ephemeral columns (such as ${ephemeral}) may not be indexed`, tableJson);
  }
  return names;
}

function parseColumn(name: string, json: Json): ColumnSchema {
  const reader = new MemberReader(json, `schema for column ${name}`);
  const typeJson = reader.stringOrObject('type');
  const ephemeral = reader.optionalBoolean('ephemeral') ?? false;
  const isMutable = reader.optionalBoolean('mutable') ?? true;
  reader.finish();
  const type = parseColumnType(typeJson);
  // Weak references change when their rows go, so ovsdb-server lets no column of them be immutable.
  const isWeak = type.key.refType === 'weak' || type.value?.refType === 'weak';
  return { name, type, ephemeral, mutable: isMutable || isWeak };
}

/** A `<type>`: an atomic type's name, or an object with `key`, `value`, `min`, `max`. */
export function parseColumnType(json: Json): ColumnType {
  if (!isJsonObject(json)) return { key: parseBaseType(json), min: 1, max: 1 };
  const reader = new MemberReader(json, 'ovsdb type');
  const keyJson = reader.stringOrObject('key');
  const valueJson = reader.optionalStringOrObject('value');
  const minJson = reader.optionalInteger('min') ?? 1;
  const maxJson = reader.optionalIntegerOrString('max') ?? 1;
  reader.finish();
  const key = parseBaseType(keyJson);
  const value = valueJson === undefined ? undefined : parseBaseType(valueJson);
  const min = parseCount(minJson);
  const max = maxJson === 'unlimited' ? maxJson : parseCount(maxJson);
  if ((min !== 0 && min !== 1) || (max !== 'unlimited' && max < 1)) {
    throw syntaxError('ovsdb type fails constraint checks', json);
  }
  return value === undefined ? { key, min, max } : { key, value, min, max };
}

/** In ovsdb-server the greatest number of 32 bits stands for "unlimited". */
const GREATEST = 2 ** 32 - 1;

function parseCount(json: number | bigint | string): number {
  if (typeof json !== 'string' && json >= 0 && json < GREATEST) return Number(json);
  throw syntaxError('bad min or max value', json);
}

function isAtomicType(text: Json): text is AtomicType {
  return text === 'integer' || text === 'real' || text === 'boolean' || text === 'string' || text === 'uuid';
}

function parseAtomicType(json: Json): AtomicType {
  if (isAtomicType(json)) return json;
  throw syntaxError(typeof json === 'string' ? `"${json}" is not an atomic-type` : 'atomic-type expected', json);
}

/** A `<base-type>`. */
function parseBaseType(json: Json): BaseType {
  if (!isJsonObject(json)) return { type: parseAtomicType(json) };
  const reader = new MemberReader(json, 'ovsdb type');
  const type = parseAtomicType(reader.any('type'));
  let base: BaseType = { type };
  const enumJson = reader.optional('enum');
  if (enumJson !== undefined) {
    base = { ...base, enum: parseEnum(type, enumJson) };
  } else if (type === 'integer') {
    base = {
      type,
      ...defined('minInteger', reader.optionalInteger('minInteger')),
      ...defined('maxInteger', reader.optionalInteger('maxInteger')),
    };
    checkOrder(base.minInteger, base.maxInteger, 'minInteger exceeds maxInteger', json);
  } else if (type === 'real') {
    base = {
      type,
      ...defined('minReal', reader.optionalNumber('minReal')),
      ...defined('maxReal', reader.optionalNumber('maxReal')),
    };
    checkOrder(base.minReal, base.maxReal, 'minReal exceeds maxReal', json);
  } else if (type === 'string') {
    base = {
      type,
      ...defined('minLength', length(reader, 'minLength')),
      ...defined('maxLength', length(reader, 'maxLength')),
    };
    checkOrder(base.minLength, base.maxLength, 'minLength exceeds maxLength', json);
  } else if (type === 'uuid') {
    const refTable = reader.optionalId('refTable');
    if (refTable !== undefined) base = { type, refTable, refType: parseRefType(reader.optionalId('refType'), json) };
  }
  reader.finish();
  return base;
}

function defined<K extends string, T>(name: K, value: T | undefined): { readonly [P in K]?: T } {
  const out: { [P in K]?: T } = {};
  if (value !== undefined) out[name] = value;
  return out;
}

function length(reader: MemberReader, name: string): number | undefined {
  const value = reader.optionalInteger(name);
  if (value === undefined) return undefined;
  if (value >= 0 && value <= GREATEST) return Number(value);
  throw syntaxError(`${name} out of valid range 0 to ${GREATEST}`, value);
}

function checkOrder<T extends number | bigint>(
  min: T | undefined,
  max: T | undefined,
  details: string,
  json: Json,
): void {
  if (min !== undefined && max !== undefined && min > max) throw syntaxError(details, json);
}

function parseEnum(type: AtomicType, json: Json): readonly Atom[] {
  return atomsOf(valueFromJson({ key: { type }, min: 1, max: 'unlimited' }, json));
}

/** `json`: the whole type. */
function parseRefType(text: string | undefined, json: Json): RefType {
  if (text === undefined || text === 'strong') return 'strong';
  if (text === 'weak') return 'weak';
  throw syntaxError(`refType must be "strong" or "weak" (not "${text}")`, json);
}
