/** Opens the database of a command line: which one, with which keys, which columns. */
import type { Log as BaseLog } from '#base';
import {
  type CommandLine,
  directoriesOf,
  type Log,
  type Logger,
  optionArgument,
  systemClock,
  systemRandom,
} from '#daemon';
import { openReplica, type Replica } from '#ovsdb/client';
import { connect, noKeys, splitRemotes, tlsFiles } from '#ovsdb/jsonrpc';
import type { Need } from '../command.js';
import type { Acknowledgement, CtlProgram } from '../program.js';
import type { ChangeSignal } from './change-signal.js';

/** The remote, or several with commas between them. */
export function databaseOf(program: CtlProgram, line: CommandLine): string {
  const { databaseVariable } = program;
  const fromEnvironment = databaseVariable === undefined ? undefined : process.env[databaseVariable];
  return optionArgument(line, 'db') ?? fromEnvironment ?? program.defaultDatabase(directoriesOf(program.family));
}

/** What the tool itself reads besides its commands. */
export function ownNeeds(program: CtlProgram, acknowledgement: Acknowledgement | undefined): readonly Need[] {
  const { root, aftermath } = program;
  if (acknowledgement === undefined) return [{ table: root, columns: [] }];
  const times = (acknowledgement.times ?? []).map(({ column }) => column);
  return [{ table: root, columns: [acknowledgement.acknowledged, ...times] }, ...(aftermath?.needs ?? [])];
}

/**
 * Tries each remote once (three times during an election) before the first contents, for ever after them, as what waits for
 * daemons outlives a restart of the database; with `reconnect` always for ever. Remotes over TLS fail without `hasKeys`. `signal`
 * says when the contents have changed.
 */
export function openDatabase(
  program: CtlProgram,
  line: CommandLine,
  log: Log,
  signal: ChangeSignal,
  options: { readonly tables: readonly Need[] | 'all'; readonly reconnect: boolean; readonly hasKeys?: boolean },
): Replica {
  const tls = options.hasKeys === false ? noKeys : tlsFiles((name) => optionArgument(line, name));
  const rundir = directoriesOf(program.family).run;
  const remotes = splitRemotes(databaseOf(program, line));
  const replica = openReplica({
    database: program.catalog.database,
    remotes,
    leaderOnly: isOn(line, 'leader-only'),
    remoteOrder: isOn(line, 'shuffle-remotes') ? 'shuffled' : 'given',
    tables: options.tables,
    clock: systemClock,
    random: systemRandom,
    log: quietLog(log.module('ovsdb_idl')),
    connectionLog: log.module('reconnect'),
    connect: (remote, transport) => connect(remote, { ...transport, rundir, tls, messageLog: log.module('jsonrpc') }),
    onChanges: () => signal.fire(),
    onState: (state) => {
      if (state === 'closed') replica.whenSynced().catch((reason: unknown) => signal.end(reason));
      else signal.fire();
    },
    changeAware: false,
    reconnect: options.reconnect || 'once synced',
  });
  return replica;
}

/** Whether `--name` or `--no-name` came last; without either it is on. */
function isOn(line: CommandLine, name: string): boolean {
  return line.options.findLast((option) => option.name === name || option.name === `no-${name}`)?.name !== `no-${name}`;
}

/** What the replica says of itself is no news of a tool. */
function quietLog(logger: Logger): BaseLog {
  const debug = (text: string) => logger.debug(text);
  return { debug, info: debug, warn: debug, error: debug };
}
