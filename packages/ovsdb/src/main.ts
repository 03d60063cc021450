/**
 * `ovsdb`: serves databases to RFC 7047 clients, in the place of ovsdb-server(1). Opens the files, the remotes and the
 * control socket; everything else is in server/.
 */
import { randomUUID } from 'node:crypto';
import { existsSync, readFileSync, rmSync } from 'node:fs';
import { messageOf } from '#base';
import { type DaemonContext, runDaemon } from '#daemon';
import { parseRemote, RemoteError, systemClock, type TlsSource, tlsFiles } from '#ovsdb/jsonrpc';
import { type DatabaseSchema, parseJson, parseSchema } from '#ovsdb/notation';
import {
  atomsAt,
  ConfiguredRemotes,
  convertTo,
  createDatabaseFile,
  type Database,
  type DatabaseFile,
  loadHistory,
  loadStore,
  openDatabaseFile,
  parseColumnPlace,
  RETENTION,
  Remotes,
  type Retention,
  rehearse,
  replaceFile,
  Service,
  type SqliteStore,
  StoreError,
} from '#ovsdb/server';
import type { Database as SchemaDatabase } from '#schemas';
import { northbound } from '#schemas/northbound';
import { openVswitch } from '#schemas/open-vswitch';
import { southbound } from '#schemas/southbound';
import { parseRelay, Relay } from './relay/index.js';

const OPTIONS_HELP = `  --create=NAME=FILE          serve FILE; if it does not exist, make it first with schema NAME:
                              OVN_Northbound, OVN_Southbound, Open_vSwitch or a .ovsschema file
  --remote=REMOTE             listen or connect: punix:FILE, ptcp:PORT[:IP], pssl:PORT[:IP], unix:, tcp:, ssl:,
                              or db:DATABASE,TABLE,COLUMN to follow what that column says
  --ws-listen=PORT[:IP]       listen for WebSocket clients (JSON-RPC 2.0), on 127.0.0.1 when no IP is given
  --ws-origin=ORIGIN          let in web pages of this origin; may be given several times
  --ws-token-file=FILE        file with the token that peers off loopback have to show
  --max-message=MIB           longest message taken from a client (default: 400)
  --max-backlog=MIB           what a client may leave untaken before it is dropped (default: 64)
  --max-history=MIB           size of the log of past transactions of a database (default: 256)
  --max-history-age=TIME      how far it goes back, as 90s, 15m, 12h or 30d (default: no limit)
  --max-history-count=N       how many transactions it holds (default: 100000)
`;

const SCHEMAS: ReadonlyMap<string, SchemaDatabase> = new Map(
  [northbound, southbound, openVswitch].map((database) => [database.name, database]),
);
const MIB = 1024 * 1024;
const UNIT_MS: ReadonlyMap<string, number> = new Map([
  ['s', 1000],
  ['m', 60_000],
  ['h', 3_600_000],
  ['d', 86_400_000],
]);
/** What of the log is read back at start, for clients that resume. */
const RECENT = { commits: 1000, bytes: 4 * MIB };

await runDaemon({
  program: 'ovsdb',
  family: 'ovs',
  title: 'OVSDB database server',
  usage:
    "[OPTIONS] [DATABASE...]\nwhere each DATABASE is a file that this program or ovsdb-tool made, or relay:NAME:REMOTE[,REMOTE]... for a copy of\nanother server's database",
  options: [
    { name: 'create', argument: 'required' },
    { name: 'remote', argument: 'required' },
    { name: 'ws-listen', argument: 'required' },
    { name: 'ws-origin', argument: 'required' },
    { name: 'ws-token-file', argument: 'required' },
    { name: 'max-message', argument: 'required' },
    { name: 'max-backlog', argument: 'required' },
    { name: 'max-history', argument: 'required' },
    { name: 'max-history-age', argument: 'required' },
    { name: 'max-history-count', argument: 'required' },
  ],
  optionsHelp: OPTIONS_HELP,
  maxOperands: 1000,
  modules: ['ovsdb_server', 'jsonrpc', 'ovsdb_file'],
  start: async (context) => {
    const files: Files = { opened: new Map(), retention: readRetention(context) };
    const service = new Service({
      clock: systemClock,
      newId: randomUUID,
      log: context.log,
      maxBacklogBytes: mebibytes(context, 'max-backlog', 64),
      convert: (database, schema) => convertServed(service, files, database, schema),
    });
    const tls = readTls(context, service);
    const remotes = new Remotes({
      service,
      clock: systemClock,
      log: context.log,
      rundir: context.rundir,
      maxMessageBytes: mebibytes(context, 'max-message', 400),
      tls,
      webSocket: {
        allowedOrigins: values(context, 'ws-origin'),
        ...tokenOf(context),
      },
    });
    const { log, rundir } = context;
    const relays = new Map<string, Relay>();
    const stop = async () => {
      for (const relay of relays.values()) relay.close();
      service.close();
      await remotes.close();
    };
    const addRelay = (text: string) => {
      const { name, remotes: sources } = parseRelay(text);
      if (service.databaseNames().includes(name)) throw new Error(`${name}: duplicate database name`);
      const relay = new Relay(name, sources, { service, clock: systemClock, log, rundir, tls, random: context.random });
      relays.set(name, relay);
    };
    const configured = new ConfiguredRemotes(service, remotes, systemClock, context.log);
    const wanted = [...values(context, 'remote'), ...values(context, 'ws-listen').map((place) => `pws:${place}`)];
    for (const remote of wanted) if (!isConfigured(remote)) parseRemote(remote, context.rundir);
    try {
      for (const request of values(context, 'create')) openOrCreate(service, files, request);
      for (const operand of context.operands) {
        if (operand.startsWith('relay:')) addRelay(operand);
        else open(service, files, operand);
      }
      for (const remote of wanted) await addRemote(remotes, configured, remote);
    } catch (error) {
      await stop();
      throw error;
    }
    registerCommands(context, service, remotes, configured, { files, relays, addRelay });
    context.metrics.memory(() => service.figures());
    const endRehearsal = rehearse({ clock: systemClock, newId: randomUUID });
    return {
      stop: async () => {
        endRehearsal();
        await stop();
      },
    };
  },
});

function values(context: DaemonContext, name: string): string[] {
  return context.line.options.flatMap((option) => (option.name === name ? (option.argument ?? []) : []));
}

function mebibytes(context: DaemonContext, name: string, initial: number): number {
  return number(context, name, initial, 'a number of MiB') * MIB;
}

function number(context: DaemonContext, name: string, initial: number, what = 'a number'): number {
  const text = context.option(name) ?? String(initial);
  const count = Number(text);
  if (!Number.isInteger(count) || count < 1) throw new Error(`--${name}: "${text}" is not ${what}`);
  return count;
}

function readRetention(context: DaemonContext): Retention {
  const age = context.option('max-history-age');
  const [, count = '', unit = ''] = /^([1-9]\d{0,8})([smhd])$/.exec(age ?? '') ?? [];
  const unitMs = UNIT_MS.get(unit);
  if (age !== undefined && unitMs === undefined) {
    throw new Error(`--max-history-age: "${age}" is not a time: give it as 90s, 15m, 12h or 30d`);
  }
  return {
    transactions: number(context, 'max-history-count', RETENTION.transactions),
    bytes: mebibytes(context, 'max-history', RETENTION.bytes / MIB),
    ageMs: unitMs === undefined ? RETENTION.ageMs : Number(count) * unitMs,
  };
}

/** True for a remote that stands in a database: `db:DATABASE,TABLE,COLUMN`. */
function isConfigured(remote: string): boolean {
  return remote.startsWith('db:');
}

/** Rejects with a message that names the remote. */
async function addRemote(remotes: Remotes, configured: ConfiguredRemotes, remote: string): Promise<void> {
  if (isConfigured(remote)) return configured.add(remote);
  try {
    await remotes.add(remote);
  } catch (error) {
    throw error instanceof RemoteError ? error : new Error(`${remote}: listen failed (${messageOf(error)})`);
  }
}

/** What the options say now; an option may name a column that holds the value (`db:DATABASE,TABLE,COLUMN`). */
function readTls(context: DaemonContext, service: Service): TlsSource {
  return tlsFiles((name) => {
    const value = context.option(name);
    const place = value === undefined ? undefined : parseColumnPlace(value);
    return place === undefined ? value : atomsAt(service, place)?.find((held) => held !== '');
  });
}

function tokenOf(context: DaemonContext): { token?: string } {
  const path = context.option('ws-token-file');
  return path === undefined ? {} : { token: readFileSync(path, 'utf8').trim() };
}

function schemaOf(name: string): DatabaseSchema {
  const known = SCHEMAS.get(name);
  if (known !== undefined) return known.schema;
  if (!existsSync(name)) throw new Error(`--create: ${name}: neither a known schema nor a file`);
  return parseSchema(parseJson(readFileSync(name, 'utf8')));
}

function openOrCreate(service: Service, files: Files, request: string): void {
  const split = request.indexOf('=');
  if (split < 1) throw new Error(`--create=${request}: must be NAME=FILE`);
  const path = request.slice(split + 1);
  const schema = schemaOf(request.slice(0, split));
  if (!existsSync(path)) createDatabaseFile(path, schema, randomUUID());
  open(service, files, path, schema.name);
}

interface Files {
  /** Of the served databases, by their names. */
  readonly opened: Map<string, DatabaseFile>;
  readonly retention: Retention;
}

/** `expected`: the name that the database has to have. */
function open(service: Service, files: Files, path: string, expected?: string): void {
  const { file, database, store } = load(service, files, path, expected);
  files.opened.set(database.name, file);
  service.addDatabase(database, store);
}

function load(
  service: Service,
  { retention }: Files,
  path: string,
  expected?: string,
): { file: DatabaseFile; database: Database; store: SqliteStore } {
  const file = openDatabaseFile(path);
  if (expected !== undefined && file.schema.name !== expected) {
    file.close();
    throw new Error(`${path}: holds database ${file.schema.name}, not ${expected}`);
  }
  if (service.database(file.schema.name) !== undefined) {
    file.close();
    throw new Error(`${path}: duplicate database name: ${file.schema.name}`);
  }
  return { file, ...fill(service, file, retention) };
}

function fill(service: Service, file: DatabaseFile, retention: Retention): { database: Database; store: SqliteStore } {
  const database = service.newDatabase(file.schema, file.baseId);
  const store = loadStore(file, database, retention);
  loadHistory(file, database, RECENT);
  return { database, store };
}

/** Writes a served database anew under another schema and puts the new file in the place of the old one. */
function convertServed(service: Service, { opened, retention }: Files, database: Database, schema: DatabaseSchema) {
  const file = opened.get(database.name);
  if (file === undefined) throw new Error(`no file of database ${database.name}`);
  const temporary = `${file.path}.tmp`;
  rmSync(temporary, { force: true });
  convertTo({ database }, schema, temporary, `converted to version ${schema.version}`);
  replaceFile(temporary, file);
  service.storeOf(database)?.close();
  const converted = openDatabaseFile(file.path);
  opened.set(database.name, converted);
  return fill(service, converted, retention);
}

/** Where the served databases come from. */
interface Served {
  readonly files: Files;
  readonly relays: Map<string, Relay>;
  /** Serves `relay:NAME:REMOTE[,REMOTE]...`. */
  readonly addRelay: (text: string) => void;
}

function registerCommands(
  context: DaemonContext,
  service: Service,
  remotes: Remotes,
  configured: ConfiguredRemotes,
  { files, relays, addRelay }: Served,
): void {
  const { unixctl } = context;
  const lines = (words: readonly string[]) => words.map((word) => `${word}\n`).join('');
  unixctl.register('ovsdb-server/list-dbs', '', 0, 0, () => lines(service.databaseNames()));
  unixctl.register('ovsdb-server/add-db', 'DB', 1, 1, ([path = '']) => {
    if (path.startsWith('relay:')) {
      addRelay(path);
      return '';
    }
    try {
      open(service, files, path);
    } catch (error) {
      const isIo = error instanceof StoreError && error.code !== 'store-format';
      throw isIo ? new Error(`I/O error: ${error.message}`) : error;
    }
    return '';
  });
  unixctl.register('ovsdb-server/remove-db', 'DB', 1, 1, ([name = '']) => {
    if (!service.databaseNames().includes(name)) throw new Error(`Failed to find the database.`);
    relays.get(name)?.close();
    relays.delete(name);
    service.removeDatabase(name);
    files.opened.delete(name);
    return '';
  });
  unixctl.register('ovsdb-server/list-remotes', '', 0, 0, () =>
    lines([...remotes.names().filter((name) => !configured.owns(name)), ...configured.names()].sort()),
  );
  unixctl.register('ovsdb-server/add-remote', 'REMOTE', 1, 1, async ([remote = '']) => {
    await addRemote(remotes, configured, remote);
    return '';
  });
  unixctl.register('ovsdb-server/remove-remote', 'REMOTE', 1, 1, async ([remote = '']) => {
    if (configured.names().includes(remote)) await configured.remove(remote);
    else if (remotes.names().includes(remote)) await remotes.remove(remote);
    else throw new Error('no such remote');
    return '';
  });
  unixctl.register('ovsdb-server/reconnect', '', 0, 0, () => {
    remotes.reconnect();
    return '';
  });
  unixctl.register('ovsdb-server/compact', '[DB]', 0, 1, async ([name]) => {
    const names = name === undefined ? service.databaseNames().filter((each) => !each.startsWith('_')) : [name];
    await Promise.all(names.map((each) => compact(service, each)));
    return '';
  });
  // Scripts switch it on: memory goes back to the system without being told.
  unixctl.register('ovsdb-server/memory-trim-on-compaction', 'on|off', 1, 1, ([word]) => {
    if (word !== 'on' && word !== 'off') throw new Error('invalid argument');
    return '';
  });
  unixctl.register('ovsdb-server/sync-status', '', 0, 0, () => 'state: active\n');
}

async function compact(service: Service, name: string): Promise<void> {
  if (name.startsWith('_')) throw new Error('cannot compact built-in databases');
  const database = service.database(name);
  if (database === undefined) throw new Error('no database by that name');
  await service.compact(database);
}
