/** `ovsdb-client backup` and `restore`: a database as a file of ovsdb-server. */
import { isJsonArray, isJsonObject, type Json, parseSchema, stringifyJson } from '#ovsdb/notation';
import { ovsdbLogRecord, parseOvsdbLog } from '#ovsdb/server';
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
  const record: Record<string, Json> = {
    _date: call.now(),
    _is_diff: true,
    _comment: `produced by "${call.program} backup"`,
  };
  for (const { table, rows } of await selectAll(call, wanted)) {
    if (rows.length > 0)
      record[table] = Object.fromEntries(rows.map(({ _uuid: uuid, ...row }) => [uuidText(uuid), row]));
  }
  call.write(ovsdbLogRecord(stringifyJson(json)) + ovsdbLogRecord(stringifyJson(record)));
}

function uuidText(json: Json | undefined): string {
  return isJsonArray(json) && typeof json[1] === 'string' ? json[1] : '';
}

async function restore(call: Call): Promise<void> {
  const input = call.readStandardInput();
  if (!input.subarray(0, 6).equals(Buffer.from('OVSDB '))) {
    throw new Error('ovsdb error: /dev/stdin: cannot identify file type');
  }
  const [schemaJson, ...records] = parseOvsdbLog('standard input', input);
  if (schemaJson === undefined) throw new Error('standard input: holds no schema');
  const [snapshot, theirs] = [parseSchema(schemaJson), await schemaOf(call)];
  if (!call.isForced && (snapshot.version !== theirs.version || snapshot.cksum !== theirs.cksum)) {
    throw new Error(
      `backup schema has version "${snapshot.version}" but database schema has version "${theirs.version}" (use --force to override differences)`,
    );
  }
  const operations: Json[] = [...theirs.tables.keys()].map((table): Json => ({ op: 'delete', table, where: [] }));
  // The rows that go keep their uuids until the end of the transaction: those that come get new ones.
  const known = new Set(
    records.flatMap((record) => Object.values(record).flatMap((rows) => (isJsonObject(rows) ? Object.keys(rows) : []))),
  );
  for (const record of records) {
    for (const [table, rows] of Object.entries(record)) {
      if (table.startsWith('_') || !isJsonObject(rows)) continue;
      for (const [uuid, row] of Object.entries(rows)) {
        operations.push({ op: 'insert', table, 'uuid-name': rowName(uuid), row: named(row ?? {}, known) });
      }
    }
  }
  operations.push({ op: 'comment', comment: `${call.program}: restored database from standard input` });
  const results = await call.ask('transact', [call.database, ...operations]);
  const failed = isJsonArray(results) ? results.find((each) => isJsonObject(each) && 'error' in each) : undefined;
  if (failed !== undefined) throw new Error(`transaction failed: ${stringifyJson(failed)}`);
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
