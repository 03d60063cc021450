/** The connection of trace to the southbound database. Before: the command line. After: network.ts. */
import { messageOf } from '#base';
import {
  type CommandLine,
  directoriesOf,
  type Logger,
  optionArgument,
  systemClock,
  systemRandom,
  UsageError,
} from '#daemon';
import { openReplica, type Replica } from '#ovsdb/client';
import { connect, noKeys, RemoteError, splitRemotes, tlsFiles } from '#ovsdb/jsonrpc';
import type { AnyTable, Database } from '#schemas';
import { northbound } from '#schemas/northbound';
import { southbound } from '#schemas/southbound';
import { tracedTables } from '../network.js';
import { explainingTables } from '../provenance.js';

/** The database to read: `--db`, else the environment's, else the usual socket. */
export function databaseRemote(line: CommandLine): string {
  return optionArgument(line, 'db') ?? process.env['OVN_SB_DB'] ?? `unix:${directoriesOf('ovn').run}/ovnsb_db.sock`;
}

/** The northbound database: `--nb-db`, else the environment's, else the usual socket. */
export function northboundRemote(line: CommandLine): string {
  return optionArgument(line, 'nb-db') ?? process.env['OVN_NB_DB'] ?? `unix:${directoriesOf('ovn').run}/ovnnb_db.sock`;
}

/** Opens the northbound database for one reading. */
export function openNorthbound(line: CommandLine, log: Logger, mode: Mode): Replica {
  return open(line, log, northbound, northboundRemote(line), explainingTables, mode, () => {});
}

/** How a database is opened. */
export interface Mode {
  /** Remotes over TLS may be tried. */
  readonly hasKeys: boolean;
  /** It is followed once it was read; else read once, and each failure is the end. */
  readonly isLasting: boolean;
}

/** Opens the database. */
export function openSouthbound(line: CommandLine, log: Logger, mode: Mode, onChanges: () => void = () => {}): Replica {
  return open(line, log, southbound, databaseRemote(line), tracedTables, mode, onChanges);
}

function open(
  line: CommandLine,
  log: Logger,
  database: Database,
  remotes: string,
  tables: readonly AnyTable[],
  { hasKeys, isLasting }: Mode,
  onChanges: () => void,
): Replica {
  const tls = hasKeys ? tlsFiles((name) => optionArgument(line, name)) : noKeys;
  const rundir = directoriesOf('ovn').run;
  return openReplica({
    database,
    remotes: splitRemotes(remotes),
    leaderOnly: line.options.findLast(({ name }) => name.endsWith('leader-only'))?.name !== 'no-leader-only',
    tables: tables.map((table) => ({ table })),
    clock: systemClock,
    random: systemRandom,
    // One that is read once ends with what the caller says of it; the log need not say it too.
    log: isLasting ? unobtrusive(log.module('reconnect')) : silent(log.module('ovsdb_idl')),
    connectionLog: isLasting ? unobtrusive(log.module('reconnect')) : log.module('reconnect'),
    connect: (remote, options) => connect(remote, { ...options, rundir, tls, messageLog: log.module('jsonrpc') }),
    onChanges,
    reconnect: isLasting ? 'once synced' : false,
  });
}

/** Connections of a daemon of ours are no news, as for ovn-trace. */
function unobtrusive(log: Logger): Logger {
  return {
    emergency: (text) => log.emergency(text),
    error: (text) => log.error(text),
    warn: (text) => log.warn(text),
    info: (text) => log.debug(text),
    debug: (text) => log.debug(text),
    isDebugging: () => log.isDebugging(),
    module: (name) => log.module(name),
  };
}

/** Warnings become news. */
function silent(log: Logger): Logger {
  return {
    emergency: (text) => log.emergency(text),
    error: (text) => log.error(text),
    warn: (text) => log.info(text),
    info: (text) => log.info(text),
    debug: (text) => log.debug(text),
    isDebugging: () => log.isDebugging(),
    module: (name) => log.module(name),
  };
}

/** Resolves when it has been read. Throws UsageError, as C tools say it. */
export async function whenRead(replica: Replica, remote: string): Promise<void> {
  try {
    await replica.whenSynced();
  } catch (error) {
    throw new UsageError(connectionProblem(remote, error));
  }
}

/** Why the connection could not be had. */
export function connectionProblem(remote: string, error: unknown): string {
  const why = error instanceof RemoteError ? 'Address family not supported by protocol' : messageOf(error);
  return `${remote}: database connection failed (${why})`;
}
