/**
 * What a monitor asks of one table: columns, and for which kinds of change (RFC 7047, 4.1.5, `<monitor-request>`;
 * ovsdb-server(7), 4.1.12, `<monitor-cond-request>`).
 */
import {
  type Condition,
  isJsonArray,
  isJsonObject,
  type Json,
  MemberReader,
  OvsdbError,
  parseConditions,
  syntaxError,
} from '#ovsdb/notation';
import type { Database } from '../database.js';
import type { Table } from '../table.js';
import { RowFilter } from './row-filter.js';

export type Form = 'update' | 'update2' | 'update3';
export type Kind = 'initial' | 'insert' | 'delete' | 'modify';
const KINDS: readonly Kind[] = ['initial', 'insert', 'delete', 'modify'];

export interface Selected {
  readonly name: string;
  /** In the row's values; undefined for `_uuid` and `_version`. */
  readonly position: number | undefined;
  readonly kinds: ReadonlySet<Kind>;
}

export class Selection {
  readonly table: Table;
  readonly columns: readonly Selected[];
  /** Kinds of change that are reported at all. */
  readonly kinds: ReadonlySet<Kind>;
  readonly filter: RowFilter;
  /** Equal for selections that differ at most in their conditions. */
  readonly watched: string;
  /** Equal for selections that are told the same. */
  readonly key: string;

  constructor(table: Table, columns: readonly Selected[], kinds: ReadonlySet<Kind>, filter: RowFilter) {
    this.table = table;
    this.columns = columns;
    this.kinds = kinds;
    this.filter = filter;
    const columnsKey = columns.map(({ name, kinds: of }) => `${name}:${[...of].join('+')}`).join(' ');
    this.watched = `${table.name} ${columnsKey} ${[...kinds].join('+')}`;
    this.key = `${this.watched} ${filter.key}`;
  }

  withFilter(filter: RowFilter): Selection {
    return new Selection(this.table, this.columns, this.kinds, filter);
  }
}

/** Parses the requests object of a monitor request. Throws `OvsdbError`. */
export function parseSelections(database: Database, form: Form, json: Json): Map<string, Selection> {
  if (!isJsonObject(json)) throw syntaxError('monitor-requests must be object', json);
  const selections = new Map<string, Selection>();
  for (const name of Object.keys(json)) {
    const table = database.tables.get(name);
    if (table === undefined) throw new OvsdbError('syntax error', `no table named ${name}`);
    const request = json[name] ?? null;
    selections.set(name, parseTable(database, table, form, isJsonArray(request) ? request : [request]));
  }
  return selections;
}

function parseTable(database: Database, table: Table, form: Form, requests: readonly Json[]): Selection {
  const columns = new Map<string, Selected>();
  const kinds = new Set<Kind>();
  const conditions: Condition[] = [];
  for (const request of requests) {
    const reader = new MemberReader(request, `table ${table.name}`);
    const named = reader.optionalArray('columns');
    const select = reader.optionalObject('select');
    const where = form === 'update' ? undefined : whereOf(reader);
    reader.finish();
    const wanted = parseKinds(table, select);
    for (const kind of wanted) kinds.add(kind);
    const names = named === undefined ? defaultNames(table) : columnNames(table, named);
    for (const name of names) {
      if (columns.has(name)) throw syntaxError(`column ${name} mentioned more than once`, named ?? []);
      columns.set(name, { name, position: table.column(name)?.position, kinds: wanted });
    }
    const parsed = where === undefined ? [] : parseConditions(table.schema, where);
    // Without a condition a request is for all rows, and so is the whole.
    conditions.push(...(parsed.length === 0 ? [true] : parsed));
  }
  const filter = new RowFilter(table, conditions, database.versions);
  return new Selection(table, [...columns.values()], kinds, filter);
}

/** `where`: an array of clauses; a bare boolean stands for an array of it. */
export function whereOf(reader: MemberReader): Json | undefined {
  const where = reader.optional('where');
  if (typeof where === 'boolean') return [where];
  if (where !== undefined && !isJsonArray(where)) throw reader.error("Type mismatch for member 'where'.");
  return where;
}

function columnNames(table: Table, json: readonly Json[]): string[] {
  return json.map((name) => {
    if (typeof name !== 'string') throw syntaxError('array of column names expected', json);
    if (table.column(name) === undefined && name !== '_uuid' && name !== '_version') {
      throw syntaxError(`${name} is not a valid column name`, json);
    }
    return name;
  });
}

/** All columns, and `_version`; `_uuid` is in the reply anyway. */
function defaultNames(table: Table): string[] {
  return ['_version', ...table.columns.map(({ name }) => name)];
}

function parseKinds(table: Table, select: Json | undefined): ReadonlySet<Kind> {
  if (select === undefined) return new Set(KINDS);
  const reader = new MemberReader(select, `table ${table.name} select`);
  const wanted = KINDS.filter((kind) => reader.optionalBoolean(kind) ?? true);
  reader.finish();
  return new Set(wanted);
}
