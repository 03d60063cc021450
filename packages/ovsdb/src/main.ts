/**
 * `ovsdb`: serves databases to RFC 7047 clients, in the place of ovsdb-server(1). Opens the files, the remotes and the
 * control socket; everything else is in server/.
 */
import { availableParallelism } from 'node:os';
import { join } from 'node:path';
import { type DaemonContext, runDaemon, versions } from '#daemon';
import { connect, parseRemote, systemClock, type TlsSource, tlsFiles } from '#ovsdb/jsonrpc';
import {
  atomsAt,
  ConfiguredRemotes,
  checkedTextPlace,
  compileEarly,
  parseColumnPlace,
  RETENTION,
  Remotes,
  type Retention,
  rehearse,
  Service,
  TransactionLog,
} from '#ovsdb/server';
import { Configuration } from './configuration.js';
import { clientMemoryLimit, machineMemory } from './io/client-memory-limit.js';
import { IdleCollection, V8_HEAP } from './io/idle-collection.js';
import { runCommand } from './io/run-command.js';
import { parseCreate, ServedDatabases } from './io/served-databases.js';
import { UuidPool } from './io/uuid-pool.js';
import { webSocketOptions } from './io/web-socket-options.js';
import { isConfigured, RemoteList } from './remote-list.js';
import { ActiveBackup, type SyncSettings } from './replication/index.js';
import { databaseFault, registerRunTimeCommands } from './run-time-commands.js';

const OPTIONS_HELP = `  --create=NAME=FILE          serve FILE; if it does not exist, make it first with schema NAME:
                              OVN_Northbound, OVN_Southbound, Open_vSwitch or a .ovsschema file
  --remote=REMOTE             listen or connect: punix:FILE, ptcp:PORT[:IP], pssl:PORT[:IP], unix:, tcp:, ssl:,
                              pws:PORT[:IP] and pwss:PORT[:IP] for WebSocket (JSON-RPC 2.0),
                              or db:DATABASE,TABLE,COLUMN to follow what that column says
  --run=COMMAND               run COMMAND as subprocess then exit
  --sync-from=SERVER          sync DATABASE from active SERVER and start in backup mode (except with --active)
  --sync-exclude-tables=DB:TABLE,...
                              exclude the TABLE in DB from syncing
  --active                    with --sync-from, start in active mode
  --no-dbs                    begin without databases, also where no DATABASE is given
  --ws-listen=PORT[:IP]       the same as --remote=pws:PORT[:IP]: on 127.0.0.1 when no IP is given
  --ws-origin=ORIGIN          let in web pages of this origin; may be given several times
  --ws-token-file=FILE        file with the token that peers off loopback have to show
  --max-message=MIB           longest message taken from a client (default: 256)
  --max-backlog=MIB           what a client may leave untaken before it is dropped (default: 64)
  --max-client-memory=MIB     what the unread messages of all clients, and what they leave untaken, may take together
                              (default: a quarter of the memory, but no more than half of the heap)
  --max-history=MIB           size of the log of past transactions of a database (default: 256)
  --max-history-age=TIME      how far it goes back, as 90s, 15m, 12h or 30d (default: no limit)
  --max-history-count=N       how many transactions it holds (default: 100000)
`;

const MIB = 1024 * 1024;
/** Options that take `db:DATABASE,TABLE,COLUMN`, too. */
const KEY_OPTIONS: readonly string[] = [
  'private-key',
  'certificate',
  'ca-cert',
  'bootstrap-ca-cert',
  'ssl-protocols',
  'ssl-ciphers',
];
const UNIT_MS: ReadonlyMap<string, number> = new Map([
  ['s', 1000],
  ['m', 60_000],
  ['h', 3_600_000],
  ['d', 86_400_000],
]);

await runDaemon({
  program: 'ovsdb',
  family: 'ovs',
  title: 'OVSDB database server',
  usage:
    "[OPTIONS] [DATABASE...]\nwhere each DATABASE is a file that this program or ovsdb-tool made, or relay:NAME:REMOTE[,REMOTE]... for a copy of\nanother server's database.\nThe default DATABASE, if none is given, is conf.db in the database directory (/etc/openvswitch).",
  options: [
    { name: 'create', argument: 'required' },
    { name: 'remote', argument: 'required' },
    { name: 'ws-listen', argument: 'required' },
    { name: 'ws-origin', argument: 'required' },
    { name: 'ws-token-file', argument: 'required' },
    { name: 'max-message', argument: 'required' },
    { name: 'max-backlog', argument: 'required' },
    { name: 'max-client-memory', argument: 'required' },
    { name: 'max-history', argument: 'required' },
    { name: 'max-history-age', argument: 'required' },
    { name: 'max-history-count', argument: 'required' },
    { name: 'run', argument: 'required' },
    { name: 'disable-file-column-diff', argument: 'none' },
    { name: 'sync-from', argument: 'required' },
    { name: 'sync-exclude-tables', argument: 'required' },
    { name: 'active', argument: 'none' },
    { name: 'no-dbs', argument: 'none' },
    { name: 'record', argument: 'optional' },
    { name: 'replay', argument: 'optional' },
  ],
  optionsHelp: OPTIONS_HELP,
  maxOperands: 1000,
  modules: ['ovsdb_server', 'jsonrpc', 'ovsdb_file'],
  keyPlaces: 'files and columns',
  start,
});

async function start(context: DaemonContext) {
  const { log, rundir } = context;
  for (const name of ['record', 'replay']) {
    if (context.has(name)) throw new Error(`--${name}: this server keeps no replay files`);
  }
  const ids = new UuidPool();
  const newId = () => ids.take();
  const service: Service = new Service({
    clock: systemClock,
    newId,
    log,
    processors: availableParallelism(),
    maxBacklogBytes: mebibytes(context, 'max-backlog', 64),
    maxClientBytes: mebibytes(context, 'max-client-memory', clientMemoryLimit(machineMemory())),
    convert: (database, schema) => databases.convert(database, schema),
  });
  const tls = readTls(context, service);
  const connectionLog = log.module('reconnect');
  const messageLog = log.module('jsonrpc');
  const databases = new ServedDatabases({
    service,
    clock: systemClock,
    random: context.random,
    newId,
    log,
    rundir,
    tls,
    connectionLog,
    messageLog,
    retention: readRetention(context),
  });
  const remotes = new Remotes({
    service,
    clock: systemClock,
    log: log.module('ovsdb_jsonrpc_server'),
    socketLog: log.module('socket_util'),
    rundir,
    maxMessageBytes: mebibytes(context, 'max-message', 256),
    tls,
    messageLog,
    keysMayCome: KEY_OPTIONS.some((name) => context.option(name)?.startsWith('db:') === true),
    webSocket: webSocketOptions(values(context, 'ws-origin'), context.option('ws-token-file')),
  });
  const list = new RemoteList(remotes, new ConfiguredRemotes(service, remotes, systemClock, log));
  const configuration = new Configuration(context.kept);
  const before = configuration.read();
  const pair = new ActiveBackup(before?.sync ?? readSync(context), {
    service,
    clock: systemClock,
    log: log.module('replication'),
    connectionLog,
    connect: (remote) => connect(remote, { rundir, tls, messageLog }),
  });
  const transactionLog = new TransactionLog(service, (line) => log.info(line));
  let endRehearsal = () => {};
  const collection = new IdleCollection(systemClock, V8_HEAP);
  const stop = async () => {
    endRehearsal();
    collection.stop();
    pair.close();
    databases.close();
    service.close();
    await remotes.close();
  };
  const wanted = [...values(context, 'remote'), ...values(context, 'ws-listen').map((place) => `pws:${place}`)];
  checkArguments(context, wanted);
  // What run-time commands have left is served in the place of what the command line says, whose files may be gone.
  const created = before === undefined ? values(context, 'create').map(parseCreate) : [];
  const isDefault = created.length + context.operands.length === 0 && !context.has('no-dbs');
  try {
    for (const { schema, path } of created) databases.create(schema, path);
    const files = isDefault ? [join(context.directories.database, 'conf.db')] : new Set(context.operands);
    for (const file of before?.databases ?? files) databases.add(file);
    compileEarly();
    endRehearsal = await rehearse({ clock: systemClock, newId, requests: () => service.requestCount });
    // Before there are clients: those of a backup may not write.
    pair.start();
    for (const remote of before?.remotes ?? wanted) await list.add(remote);
    if (before === undefined) checkKeyPlaces(context, service);
  } catch (error) {
    await stop();
    const fault = databaseFault(error);
    // What is wrong with a place in a database ends in an empty line in ovsdb-server, too.
    throw new Error(/^"db:/.test(fault) ? `${fault}\n` : fault);
  }
  const changed = () =>
    configuration.write({ databases: databases.texts(), remotes: list.names(), sync: pair.settings });
  registerRunTimeCommands(context.unixctl, { service, databases, remotes: list, transactionLog, pair, changed });
  context.metrics.memory(() => service.figures());
  const command = context.option('run');
  if (command !== undefined) {
    runCommand(command, (fault) => {
      if (fault !== undefined) process.stderr.write(`${context.program}: ${fault}\n`);
      context.exit(fault === undefined ? 0 : 1);
    });
  }
  const ready = () => {
    if (command === undefined) log.info(`${context.program} (Open vSwitch) ${versions.ovs}`);
  };
  return { stop, ready };
}

/** What can be judged before anything is made. Throws an Error that says which argument makes no sense. */
function checkArguments(context: DaemonContext, remotes: readonly string[]): void {
  if (values(context, 'ws-listen').includes('')) throw new Error('--ws-listen: must be PORT[:IP]');
  for (const remote of remotes) if (!isConfigured(remote)) parseRemote(remote, context.rundir);
  const active = context.option('sync-from');
  if (active !== undefined && parseRemote(active, context.rundir).passive) {
    throw new Error(`${active}: cannot connect to a passive remote`);
  }
}

function values(context: DaemonContext, name: string): string[] {
  return context.line.options.flatMap((option) => (option.name === name ? (option.argument ?? []) : []));
}

function readSync(context: DaemonContext): SyncSettings {
  const server = context.option('sync-from');
  return {
    server,
    excluded: context.option('sync-exclude-tables') ?? '',
    role: server === undefined || context.has('active') ? 'active' : 'backup',
  };
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

/** What the options say now; an option may name a column that holds the value (`db:DATABASE,TABLE,COLUMN`). */
function readTls(context: DaemonContext, service: Service): TlsSource {
  return tlsFiles((name) => {
    const value = context.option(name);
    const place = value === undefined ? undefined : parseColumnPlace(value);
    return place === undefined ? value : atomsAt(service, place)?.find((held) => held !== '');
  });
}

/** Options that name a column have to name one that is there. Throws an Error in ovsdb-server's words. */
function checkKeyPlaces(context: DaemonContext, service: Service): void {
  for (const name of KEY_OPTIONS) {
    const value = context.option(name);
    if (value?.startsWith('db:') === true) checkedTextPlace(service, value);
  }
}
