/** `ovsdb-client`: asks servers from the command line, with the C tool's commands, texts and exit codes (ovsdb-client(1)). One command after the other, hence the length. */
import { readFileSync } from 'node:fs';
import { messageOf } from '#base';
import {
  commonOptions,
  directoriesOf,
  exitWhenWritten,
  hasOption,
  invokedName,
  loggingOptions,
  loggingOptionsHelp,
  optionArgument,
  parseCommandLine,
  systemMessage,
  tlsOptions,
  versionText,
} from '#daemon';
import { connect, openSession, request, type Session, systemClock, tlsFiles } from '#ovsdb/jsonrpc';
import {
  type ColumnType,
  columnOf,
  columnTypeToJson,
  type DatabaseSchema,
  isJsonArray,
  isJsonObject,
  type Json,
  type JsonArray,
  type JsonObject,
  OvsdbError,
  parseJson,
  parseSchema,
  stringifyJson,
  valueFromJson,
  valueToText,
} from '#ovsdb/notation';
import { ovsdbLogRecord, parseOvsdbLog } from '#ovsdb/server';
import { type MonitoredTable, parseMonitored } from './client-tool/monitored-columns.js';
import { type Cell, FORMATS, type Format, type TextTable, tableText } from './client-tool/table-text.js';

interface Command {
  readonly name: string;
  /** Whether a DATABASE follows the SERVER. */
  readonly hasDatabase: boolean;
  readonly operands: readonly [min: number, max: number];
  readonly usage: string;
  readonly help: string;
  run(call: Call): Promise<void>;
}

interface Call {
  readonly session: Session;
  readonly database: string;
  readonly args: readonly string[];
}

const program = invokedName('ovsdb-client');
const directories = directoriesOf('ovs');
const defaultServer = `unix:${directories.run}/db.sock`;
const line = readCommandLine();

function readCommandLine() {
  try {
    return parseCommandLine(
      process.argv.slice(2),
      [
        { name: 'format', short: 'f', argument: 'required' },
        { name: 'data', short: 'd', argument: 'required' },
        { name: 'no-headings', argument: 'none' },
        { name: 'pretty', argument: 'none' },
        { name: 'bare', argument: 'none' },
        { name: 'timestamp', argument: 'none' },
        { name: 'force', argument: 'none' },
        { name: 'db-change-aware', argument: 'none' },
        { name: 'no-db-change-aware', argument: 'none' },
        { name: 'timeout', short: 't', argument: 'required' },
        ...tlsOptions,
        ...loggingOptions,
        ...commonOptions.filter(({ name }) => name !== 'unixctl'),
      ],
      { stopAtOperand: true },
    );
  } catch (error) {
    process.stderr.write(`${program}: ${messageOf(error)}\n`);
    process.exit(1);
  }
}

const COMMANDS: readonly Command[] = [
  command('list-dbs', false, [0, 0], '', 'list databases available on SERVER', async ({ session }) => {
    const names = await request(session, 'list_dbs', []);
    for (const name of isJsonArray(names) ? names.map(String).sort() : []) print(name);
  }),
  command('get-schema', true, [0, 0], '', 'retrieve schema for DATABASE from SERVER', async (call) => {
    print(jsonText(await request(call.session, 'get_schema', [call.database])));
  }),
  command('get-schema-version', true, [0, 0], '', 'report only the version number of the schema', async (call) => {
    print((await schemaOf(call)).version);
  }),
  command('get-schema-cksum', true, [0, 0], '', 'report only the checksum of the schema', async (call) => {
    print((await schemaOf(call)).cksum ?? '');
  }),
  command('list-tables', true, [0, 0], '', 'list tables for DATABASE on SERVER', async (call) => {
    const names = [...(await schemaOf(call)).tables.keys()].sort();
    printTable({ headings: ['Table'], rows: names.map((name) => [plain(name)]) });
  }),
  command('list-columns', true, [0, 1], '[TABLE]', 'list columns in TABLE (or all tables)', listColumns),
  command('transact', false, [1, 1], 'TRANSACTION', 'run TRANSACTION and print the results as JSON', transact),
  command('query', false, [1, 1], 'TRANSACTION', 'run TRANSACTION without its effects', ({ session, args }) =>
    query(session, parseTransaction(args[0] ?? '')),
  ),
  command('monitor', true, [1, 1000], 'TABLE [COLUMN,...]...', 'monitor contents of COLUMNs in TABLE', (call) =>
    monitor(call, 'monitor', call.args),
  ),
  command(
    'monitor-cond',
    true,
    [2, 1000],
    'CONDITION TABLE [COLUMN,...]...',
    'monitor what matches CONDITION',
    (call) => monitor(call, 'monitor_cond', call.args.slice(1), parseJson(call.args[0] ?? '')),
  ),
  command(
    'monitor-cond-since',
    true,
    [2, 1000],
    '[LASTID] CONDITION TABLE [COLUMN,...]...',
    'the same since LASTID',
    (call) => {
      const hasId = /^[0-9a-f-]{36}$/.test(call.args[0] ?? '');
      const [id, rest] = hasId ? [call.args[0] ?? '', call.args.slice(1)] : [undefined, call.args];
      return monitor(call, 'monitor_cond_since', rest.slice(1), parseJson(rest[0] ?? ''), id);
    },
  ),
  command(
    'convert',
    false,
    [1, 1],
    'SCHEMA',
    'convert database on SERVER named in SCHEMA to SCHEMA',
    async ({ session, args }) => {
      const schema = parseJson(readFileSync(args[0] ?? '', 'utf8'));
      await request(session, 'convert', [parseSchema(schema).name, schema]);
    },
  ),
  command(
    'needs-conversion',
    false,
    [1, 1],
    'SCHEMA',
    "tests whether SCHEMA's db on SERVER needs conversion",
    async ({ session, args }) => {
      const wanted = parseSchema(parseJson(readFileSync(args[0] ?? '', 'utf8')));
      const schema = await schemaOf({ session, database: wanted.name, args });
      print(schema.version === wanted.version && schema.cksum === wanted.cksum ? 'no' : 'yes');
    },
  ),
  command('wait', true, [1, 1], 'STATE', 'wait until DATABASE reaches STATE (added, connected, removed)', wait),
  command('dump', true, [0, 1000], '[TABLE [COLUMN]...]', 'dump contents of DATABASE to stdout', dump),
  command('backup', true, [0, 0], '> SNAPSHOT', 'dump database contents in the form of a database file', backup),
  command('restore', true, [0, 0], '< SNAPSHOT', 'restore database contents from a database file', restore),
  command('lock', false, [1, 1], 'LOCK', 'create or wait for LOCK in SERVER', (call) => lock(call, 'lock')),
  command('steal', false, [1, 1], 'LOCK', 'steal LOCK from SERVER', (call) => lock(call, 'steal')),
  command('unlock', false, [1, 1], 'LOCK', 'unlock LOCK from SERVER', async ({ session, args }) => {
    print(jsonText(await request(session, 'unlock', [args[0] ?? ''])));
  }),
];

function command(
  name: string,
  hasDatabase: boolean,
  operands: readonly [number, number],
  usage: string,
  help: string,
  run: (call: Call) => Promise<void>,
): Command {
  return { name, hasDatabase, operands, usage, help, run };
}

function print(text: string): void {
  process.stdout.write(`${text}\n`);
}

function jsonText(json: Json): string {
  return stringifyJson(json, 'sorted');
}

function plain(text: string): Cell {
  return { text, json: text };
}

let tables = 0;

function printTable(table: TextTable): void {
  const isBare = hasOption(line, 'bare');
  const wanted = isBare ? 'list' : (optionArgument(line, 'format') ?? 'table');
  const format = FORMATS.find((each): each is Format => each === wanted);
  if (format === undefined) throw new Error(`unknown output format "${wanted}"`);
  // Tables after the first stand apart, aside from those that mark their own ends.
  if (tables++ > 0 && format !== 'json' && format !== 'html') process.stdout.write('\n');
  process.stdout.write(tableText(table, { format, hasHeadings: !isBare && !hasOption(line, 'no-headings') }));
}

/** A value in the form that `--data` asks for. */
function valueCell(type: ColumnType, json: Json): Cell {
  const form = hasOption(line, 'bare') ? 'bare' : (optionArgument(line, 'data') ?? 'string');
  if (form === 'json') return { text: jsonText(json), json };
  const value = valueFromJson({ ...type, min: 0, max: type.max === 1 ? 1 : 'unlimited' }, json);
  const text = valueToText(type, value);
  return { text: form === 'bare' ? text.replace(/[[\]{}"]/g, '').replaceAll(', ', ' ') : text, json };
}

async function schemaOf({ session, database }: Call): Promise<DatabaseSchema> {
  return parseSchema(await request(session, 'get_schema', [database]));
}

async function listColumns(call: Call): Promise<void> {
  const schema = await schemaOf(call);
  const [only] = call.args;
  const rows: Cell[][] = [];
  for (const table of schema.tables.values()) {
    if (only !== undefined && table.name !== only) continue;
    for (const name of ['_uuid', '_version', ...[...table.columns.keys()].sort()]) {
      const type = columnTypeToJson(columnOf(table, name)!.type);
      const cells = [plain(name), { text: jsonText(type), json: type }];
      rows.push(only === undefined ? [plain(table.name), ...cells] : cells);
    }
  }
  printTable({ headings: only === undefined ? ['Table', 'Column', 'Type'] : ['Column', 'Type'], rows });
}

function parseTransaction(text: string): JsonArray {
  let json: Json;
  try {
    json = parseJson(text);
  } catch (error) {
    throw new Error(`"${text}": ${messageOf(error)}`);
  }
  if (!isJsonArray(json)) throw new Error(`"${text}": must be an array`);
  return json;
}

async function transact({ session, args }: Call): Promise<void> {
  print(jsonText(await returned(request(session, 'transact', parseTransaction(args[0] ?? '')))));
}

/** Runs the transaction with an abort behind it. */
async function query(session: Session, transaction: JsonArray): Promise<void> {
  const results = await returned(request(session, 'transact', [...transaction, { op: 'abort' }]));
  print(jsonText(isJsonArray(results) ? results.slice(0, transaction.length - 1) : results));
}

async function returned(reply: Promise<Json>): Promise<Json> {
  try {
    return await reply;
  } catch (error) {
    if (!(error instanceof OvsdbError)) throw error;
    throw new Error(`transaction returned error: ${jsonText(error.toJson())}`);
  }
}

async function monitor(
  call: Call,
  method: 'monitor' | 'monitor_cond' | 'monitor_cond_since',
  words: readonly string[],
  where?: Json,
  lastId = '00000000-0000-0000-0000-000000000000',
): Promise<void> {
  const schema = await schemaOf(call);
  const monitored = parseMonitored(schema, words, where);
  const requests = Object.fromEntries(monitored.map(({ table, request: asked }): [string, Json] => [table, [asked]]));
  const params: Json[] = [call.database, null, requests];
  if (method === 'monitor_cond_since') params.push(lastId);
  const reply = await request(call.session, method, params);
  const show = (updates: Json | undefined, isInitial: boolean) => {
    for (const each of monitored)
      showUpdates(schema, each, isJsonObject(updates) ? updates[each.table] : undefined, isInitial);
  };
  if (method === 'monitor_cond_since' && isJsonArray(reply)) {
    print(`found: ${String(reply[0])}, last_id: ${String(reply[1])}`);
    show(reply[2], true);
  } else show(reply, true);
  await new Promise<never>((_resolve, reject) => {
    onNotification = (notified, given) => {
      if (notified === 'update' || notified === 'update2') show(given[1], false);
      if (notified === 'update3') show(given[2], false);
    };
    onClose = reject;
  });
}

function showUpdates(
  schema: DatabaseSchema,
  { table, columns }: MonitoredTable,
  updates: Json | undefined,
  isInitial: boolean,
): void {
  const tableSchema = schema.tables.get(table);
  if (!isJsonObject(updates) || tableSchema === undefined) return;
  const rows: Cell[][] = [];
  for (const [uuid, update] of Object.entries(updates)) {
    if (!isJsonObject(update)) continue;
    const kinds = kindsOf(update, isInitial);
    for (const [i, [kind, values]] of kinds.entries()) {
      const cells = columns.map((name): Cell => {
        const json = isJsonObject(values) ? values[name] : undefined;
        return json === undefined ? { text: '', json: null } : valueCell(columnOf(tableSchema, name)!.type, json);
      });
      rows.push([i === 0 ? { text: uuid, json: ['uuid', uuid] } : plain(''), plain(kind), ...cells]);
    }
  }
  if (rows.length > 0) printTable({ headings: ['row', 'action', ...columns], rows });
}

/** The lines that a row's update becomes, for the forms of all three kinds of monitor. */
function kindsOf(update: JsonObject, isInitial: boolean): [string, Json][] {
  const { old, new: now } = update;
  if (old !== undefined && now !== undefined)
    return [
      ['old', old],
      ['new', now],
    ];
  if (now !== undefined) return [[isInitial ? 'initial' : 'insert', now]];
  if (old !== undefined) return [['delete', old]];
  return Object.entries(update);
}

async function wait({ session, database, args }: Call): Promise<void> {
  const [state] = args;
  if (state !== 'added' && state !== 'connected' && state !== 'removed')
    throw new Error(`${String(state)}: unknown state`);
  const operation: Json = {
    op: 'wait',
    table: 'Database',
    where: [['name', '==', database], ...(state === 'connected' ? [['connected', '==', true]] : [])],
    columns: ['name'],
    until: '==',
    rows: state === 'removed' ? [] : [{ name: database }],
  };
  await request(session, 'transact', ['_Server', operation]);
}

interface Selected {
  readonly table: string;
  readonly columns: readonly string[];
  readonly rows: readonly JsonObject[];
}

/** All rows of some tables, as of one moment. */
async function selectAll(
  call: Call,
  wanted: readonly { table: string; columns: readonly string[] }[],
): Promise<Selected[]> {
  const operations = wanted.map(({ table, columns }): Json => ({ op: 'select', table, where: [], columns }));
  const results = await request(call.session, 'transact', [call.database, ...operations]);
  return wanted.map(({ table, columns }, i) => {
    const result = isJsonArray(results) ? results[i] : undefined;
    const rows = isJsonObject(result) ? result['rows'] : undefined;
    if (!isJsonArray(rows)) throw new Error(`unexpected reply: ${stringifyJson(results)}`);
    return { table, columns, rows: rows.filter(isJsonObject) };
  });
}

async function dump(call: Call): Promise<void> {
  const schema = await schemaOf(call);
  const [only, ...names] = call.args;
  if (only !== undefined && !schema.tables.has(only)) throw new Error(`No table "${only}" found.`);
  const wanted = [...schema.tables.values()]
    .filter(({ name }) => only === undefined || name === only)
    .sort((a, b) => (a.name < b.name ? -1 : 1))
    .map((table) => ({
      table: table.name,
      columns: names.length > 0 ? names.toSorted() : ['_uuid', ...[...table.columns.keys()].sort()],
    }));
  for (const { table, columns, rows } of await selectAll(call, wanted)) {
    const tableSchema = schema.tables.get(table)!;
    const cells = rows.map((row) =>
      columns.map((name) => valueCell(columnOf(tableSchema, name)!.type, row[name] ?? null)),
    );
    cells.sort((a, b) => compareRows(a, b));
    printTable({ caption: `${table} table`, headings: columns, rows: cells });
  }
}

function compareRows(a: readonly Cell[], b: readonly Cell[]): number {
  for (const [i, { text }] of a.entries()) {
    const other = b[i]?.text ?? '';
    if (text !== other) return text < other ? -1 : 1;
  }
  return 0;
}

async function backup(call: Call): Promise<void> {
  const json = await request(call.session, 'get_schema', [call.database]);
  const schema = parseSchema(json);
  const wanted = [...schema.tables.values()].map((table) => ({
    table: table.name,
    columns: ['_uuid', ...[...table.columns.values()].filter((column) => !column.ephemeral).map(({ name }) => name)],
  }));
  const record: Record<string, Json> = {
    _date: systemClock.now(),
    _is_diff: true,
    _comment: `produced by "${program} backup"`,
  };
  for (const { table, rows } of await selectAll(call, wanted)) {
    if (rows.length > 0)
      record[table] = Object.fromEntries(rows.map(({ _uuid: uuid, ...row }) => [uuidText(uuid), row]));
  }
  process.stdout.write(ovsdbLogRecord(stringifyJson(json)) + ovsdbLogRecord(stringifyJson(record)));
}

function uuidText(json: Json | undefined): string {
  return isJsonArray(json) && typeof json[1] === 'string' ? json[1] : '';
}

async function restore(call: Call): Promise<void> {
  const [schemaJson, ...records] = parseOvsdbLog('standard input', readFileSync(0));
  if (schemaJson === undefined) throw new Error('standard input: holds no schema');
  const [snapshot, theirs] = [parseSchema(schemaJson), await schemaOf(call)];
  if (!hasOption(line, 'force') && (snapshot.version !== theirs.version || snapshot.cksum !== theirs.cksum)) {
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
  operations.push({ op: 'comment', comment: `${program}: restored database from standard input` });
  const results = await request(call.session, 'transact', [call.database, ...operations]);
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

async function lock({ session, args }: Call, method: 'lock' | 'steal'): Promise<void> {
  onNotification = (notified, params) => {
    if (notified === 'locked' || notified === 'stolen') print(`${jsonText(params)} ${notified}`);
  };
  print(jsonText(await request(session, method, [args[0] ?? ''])));
  await new Promise<never>((_resolve, reject) => {
    onClose = reject;
  });
}

let onNotification: (method: string, params: JsonArray) => void = () => {};
let onClose: (error: Error) => void = () => {};

async function open(server: string): Promise<Session> {
  const tls = tlsFiles((name) => optionArgument(line, name));
  try {
    const connection = await connect(server, { rundir: directories.run, tls });
    return openSession(connection, {
      clock: systemClock,
      handlers: {
        notification: (method, params) => onNotification(method, params),
        close: (reason) => onClose(new Error(`${server}: ${reason ?? 'connection closed'}`)),
      },
    });
  } catch (error) {
    throw new Error(`failed to connect to "${server}" (${systemMessage(error)})`);
  }
}

function help(): string {
  const lines = COMMANDS.map(({ name, hasDatabase, usage, help: text }) => {
    const operands = [name, '[SERVER]', ...(hasDatabase ? ['[DATABASE]'] : []), ...(usage === '' ? [] : [usage])];
    return `\n  ${operands.join(' ')}\n    ${text}\n`;
  });
  return `${program}: Open vSwitch database JSON-RPC client
usage: ${program} [OPTIONS] COMMAND [ARG...]

Valid commands are:
${lines.join('')}
The default SERVER is ${defaultServer}.
The default DATABASE is Open_vSwitch.

Output formatting options:
  -f, --format=FORMAT         table, list, html, csv or json
  -d, --data=FORMAT           string, bare or json
  --no-headings               omit table heading row
  --bare                      equivalent to "--format=list --data=bare --no-headings"
  -t, --timeout=SECONDS       give up after so long
${loggingOptionsHelp(program, directories)}
Other options:
  -h, --help                  display this help message
  -V, --version               display version information
`;
}

const isRemote = (word: string | undefined) => /^p?(tcp|ssl|unix|ws|wss):/.test(word ?? '');

async function main(): Promise<void> {
  const [name, ...words] = line.operands;
  if (hasOption(line, 'help') || name === 'help') return void process.stdout.write(help());
  if (hasOption(line, 'version')) return void process.stdout.write(versionText(program, 'ovs'));
  const seconds = Number(optionArgument(line, 'timeout') ?? 0);
  if (seconds > 0) setTimeout(() => process.kill(process.pid, 'SIGALRM'), seconds * 1000).unref();
  if (name === undefined) throw new Error('missing command name; use --help for help');
  const found = COMMANDS.find((each) => each.name === name);
  if (found === undefined) throw new Error(`unknown command '${name}'; use --help for help`);
  const server = isRemote(words[0]) ? (words.shift() ?? defaultServer) : defaultServer;
  const session = await open(server);
  const database = found.hasDatabase ? await takeDatabase(session, words, found) : '';
  const [least, most] = found.operands;
  if (words.length < least) throw new Error(`command requires at least ${least} arguments`);
  if (words.length > most) throw new Error(`'${name}' command takes at most ${most} arguments`);
  await found.run({ session, database, args: words });
  session.close();
}

/** Takes the database's name from the words: it is left out where Open_vSwitch, or the only one, is meant. */
async function takeDatabase(session: Session, words: string[], found: Command): Promise<string> {
  if (found.name === 'wait') return words.shift() ?? '';
  const reply = await request(session, 'list_dbs', []);
  const names = isJsonArray(reply) ? reply.map(String) : [];
  if (words[0] !== undefined && names.includes(words[0])) return words.shift() ?? '';
  if (words.length > found.operands[1]) throw new Error(`no database named "${words[0]}"`);
  const own = names.filter((name) => name !== '_Server');
  const database = names.includes('Open_vSwitch') ? 'Open_vSwitch' : own.length === 1 ? own[0] : undefined;
  if (database === undefined) throw new Error('no default database for this server: name one');
  return database;
}

try {
  await main();
} catch (error) {
  const text = error instanceof OvsdbError ? stringifyJson(error.toJson(), 'sorted') : messageOf(error);
  process.stderr.write(`${program}: ${text}\n`);
  await exitWhenWritten(1);
}
