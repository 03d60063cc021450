/** `ovsdb-client backup` and `restore`: a database as a file of ovsdb-server. */
import {
  type DatabaseSchema,
  isJsonArray,
  isJsonObject,
  type Json,
  type JsonObject,
  parseJson,
  parseSchema,
  stringifyJson,
} from '#ovsdb/notation';
import {
  loadOvsdbLog,
  ovsdbLogRecord,
  type Row,
  recordPieces,
  type StoredDatabase,
  StoreError,
  type Table,
} from '#ovsdb/server';
import { type Call, type Command, schemaOf } from './command.js';
import { selectAll } from './dump-command.js';

export const backupCommands: readonly Command[] = [
  {
    name: 'backup',
    needs: 'database',
    operands: [0, 0],
    help: ['backup [SERVER] [DATABASE] > SNAPSHOT', 'dump database contents in the form of a database file'],
    run: backup,
  },
  {
    name: 'restore',
    needs: 'database',
    operands: [0, 0],
    help: ['[--force] restore [SERVER] [DATABASE] < SNAPSHOT', 'restore database contents from a database file'],
    run: restore,
  },
];

async function backup(call: Call): Promise<void> {
  const json = await call.ask('get_schema', [call.database]);
  const schema = parseSchema(json);
  const wanted = [...schema.tables.values()].map((table) => ({
    table: table.name,
    columns: ['_uuid', ...[...table.columns.values()].filter((column) => !column.ephemeral).map(({ name }) => name)],
  }));
  const comment = JSON.stringify(`produced by "${call.program} backup"`);
  const head = [`"_date":${call.now()}`, '"_is_diff":true', `"_comment":${comment}`];
  const tables = (await selectAll(call, wanted)).map(({ table, rows }) => [table, rowTexts(rows)] as const);
  for (const piece of ovsdbLogRecord([stringifyJson(json)])) call.write(piece);
  for (const piece of ovsdbLogRecord(recordPieces(tables, head, ''))) call.write(piece);
}

function* rowTexts(rows: readonly JsonObject[]): Iterable<string> {
  for (const { _uuid: uuid, ...row } of rows) yield `"${uuidText(uuid)}":${stringifyJson(row)}`;
}

function uuidText(json: Json | undefined): string {
  return isJsonArray(json) && typeof json[1] === 'string' ? json[1] : '';
}

async function restore(call: Call): Promise<void> {
  const { database, store } = readSnapshot(call);
  const snapshot = database.schema;
  store.close();
  const theirs = await schemaOf(call);
  if (snapshot.name !== theirs.name) {
    throw new Error(`backup is of database "${snapshot.name}", not of "${theirs.name}"`);
  }
  if (snapshot.version !== theirs.version || snapshot.cksum !== theirs.cksum) {
    const difference = differenceOf(snapshot, theirs);
    if (!call.isForced) {
      const cures = 'use --force to override differences, or "ovsdb-client convert" to change the schema';
      throw new Error(`${difference} (${cures})`);
    }
    call.log.info(difference);
  }
  const operations: Json[] = [...theirs.tables.keys()].map((table): Json => ({ op: 'delete', table, where: [] }));
  // The rows that go keep their uuids until the end of the transaction: those that come get new ones.
  const tables = [...database.tables.values()];
  const known = new Set(tables.flatMap((table) => [...table.rows.keys()]));
  for (const table of tables) {
    for (const [uuid, row] of table.rows) {
      operations.push({ op: 'insert', table: table.name, 'uuid-name': rowName(uuid), row: rowJson(table, row, known) });
    }
  }
  operations.push({ op: 'comment', comment: `${call.program}: restored database from standard input` });
  const results = await call.ask('transact', [call.database, ...operations]);
  const failed = isJsonArray(results) ? results.find((each) => isJsonObject(each) && 'error' in each) : undefined;
  if (failed !== undefined) throw new Error(`transaction failed: ${stringifyJson(failed)}`);
}

function readSnapshot({ readStandardInput }: Call): StoredDatabase {
  try {
    return loadOvsdbLog('/dev/stdin', readStandardInput());
  } catch (error) {
    throw error instanceof StoreError ? new Error(`ovsdb error: ${error.message}`) : error;
  }
}

/** The columns that do not hold their default, with references to `known` rows by the names of those. */
function rowJson(table: Table, { values }: Row, known: ReadonlySet<string>): Json {
  const columns = table.columns.filter((column) => !column.isInitial(values[column.position]));
  return Object.fromEntries(
    columns.map((column) => [column.name, named(parseJson(column.text(values[column.position])), known)]),
  );
}

function differenceOf(snapshot: DatabaseSchema, theirs: DatabaseSchema): string {
  if (snapshot.version === theirs.version) {
    return `backup schema has checksum "${snapshot.cksum ?? ''}" but database schema has checksum "${theirs.cksum ?? ''}"`;
  }
  return `backup schema has version "${snapshot.version}" but database schema has version "${theirs.version}"`;
}

function rowName(uuid: string): string {
  return `row${uuid.replaceAll('-', '_')}`;
}

/** The value with references to `known` rows by the names of those rows. */
function named(json: Json, known: ReadonlySet<string>): Json {
  if (isJsonObject(json))
    return Object.fromEntries(Object.entries(json).map(([key, value]) => [key, named(value, known)]));
  if (!isJsonArray(json)) return json;
  const [tag, uuid] = json;
  if (json.length === 2 && tag === 'uuid' && typeof uuid === 'string' && known.has(uuid))
    return ['named-uuid', rowName(uuid)];
  return json.map((item) => named(item, known));
}
