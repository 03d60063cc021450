/** The run-time commands of ovsdb-server(1), "Runtime Management Commands", with its words. */
import { messageOf } from '#base';
import type { Unixctl } from '#daemon';
import { type Service, StoreError, type TransactionLog } from '#ovsdb/server';
import type { ServedDatabases } from './io/served-databases.js';
import type { RemoteList } from './remote-list.js';
import type { ActiveBackup } from './replication/index.js';
import { registerReplication } from './replication-commands.js';

export interface CommandTargets {
  readonly service: Service;
  readonly databases: ServedDatabases;
  readonly remotes: RemoteList;
  readonly transactionLog: TransactionLog;
  readonly pair: ActiveBackup;
  /** Called when something was changed that a server started anew is to know. */
  readonly changed: () => void;
}

export function registerRunTimeCommands(unixctl: Unixctl, targets: CommandTargets): void {
  registerDatabases(unixctl, targets);
  registerRemotes(unixctl, targets);
  registerTransactionLog(unixctl, targets);
  registerReplication(unixctl, targets.pair, targets.changed);
  unixctl.register('ovsdb-server/disable-monitor-cond', '', 0, 0, () => {
    targets.service.disableConditions();
    return '';
  });
  unixctl.register('ovsdb-server/perf-counters-show', '', 0, 0, () => {
    return 'performance counter is not supported on this platform\n';
  });
  unixctl.register('ovsdb-server/perf-counters-clear', '', 0, 0, () => '');
}

/** Why a database cannot be served, with the beginnings that ovsdb-server gives its messages. */
export function databaseFault(error: unknown): string {
  if (error instanceof StoreError) {
    return `${error.code === 'store-format' ? 'ovsdb error' : 'I/O error'}: ${error.message}`;
  }
  const text = messageOf(error);
  return text.startsWith('relay:') ? `ovsdb error: ${text}` : text;
}

async function compact(service: Service, name: string): Promise<void> {
  if (name.startsWith('_')) throw new Error('cannot compact built-in databases');
  const database = service.database(name);
  if (database === undefined) throw new Error('no database by that name');
  await service.compact(database);
}

function lines(words: readonly string[]): string {
  return words.map((word) => `${word}\n`).join('');
}

function registerDatabases(unixctl: Unixctl, { service, databases, pair, changed }: CommandTargets): void {
  unixctl.register('ovsdb-server/list-dbs', '', 0, 0, () => lines(service.databaseNames()));
  unixctl.register('ovsdb-server/add-db', 'DB', 1, 1, ([text = '']) => {
    try {
      databases.add(text);
    } catch (error) {
      throw new Error(databaseFault(error));
    }
    pair.databasesChanged();
    changed();
    return '';
  });
  unixctl.register('ovsdb-server/remove-db', 'DB', 1, 1, ([name = '']) => {
    databases.remove(name);
    pair.databasesChanged();
    changed();
    return '';
  });
  unixctl.register('ovsdb-server/compact', '', 0, 1, async ([name]) => {
    const names = name === undefined ? service.databaseNames().filter((each) => !each.startsWith('_')) : [name];
    await Promise.all(names.map((each) => compact(service, each)));
    return '';
  });
  // Scripts switch it on: memory goes back to the system without being told.
  unixctl.register('ovsdb-server/memory-trim-on-compaction', 'on|off', 1, 1, ([word = '']) => {
    if (word !== 'on' && word !== 'off') throw new Error('invalid argument');
    return '';
  });
  unixctl.register('ovsdb-server/get-db-storage-status', 'DB', 1, 1, ([name = '']) => {
    if (!service.databaseNames().includes(name)) throw new Error('Failed to find the database.');
    const database = service.database(name);
    return `status: ${(database === undefined ? undefined : service.storageFault(database)) ?? 'ok'}\n`;
  });
}

function registerRemotes(unixctl: Unixctl, { remotes, changed }: CommandTargets): void {
  unixctl.register('ovsdb-server/list-remotes', '', 0, 0, () => lines(remotes.names()));
  unixctl.register('ovsdb-server/add-remote', 'REMOTE', 1, 1, async ([remote = '']) => {
    await remotes.add(remote);
    changed();
    return '';
  });
  unixctl.register('ovsdb-server/remove-remote', 'REMOTE', 1, 1, async ([remote = '']) => {
    await remotes.remove(remote);
    changed();
    return '';
  });
  unixctl.register('ovsdb-server/reconnect', '', 0, 0, () => {
    remotes.reconnect();
    return '';
  });
}

function registerTransactionLog(unixctl: Unixctl, { service, transactionLog }: CommandTargets): void {
  unixctl.register('ovsdb-server/tlog-list', '', 0, 0, () => {
    const line = (database: string, table: string, state: string) =>
      `${database.padEnd(16)}${table.padEnd(27)} ${state}`;
    const text = [line('database', 'table', 'logging'), line('--------', '-----', '-------')];
    for (const name of service.databaseNames()) {
      text.push(`${name.padEnd(16)} `);
      for (const table of [...(service.database(name)?.tables.keys() ?? [])].sort()) {
        text.push(line('', table, transactionLog.has(name, table) ? 'ON' : 'OFF'));
      }
    }
    return lines(text);
  });
  unixctl.register('ovsdb-server/tlog-set', 'DB:TABLE on|off', 2, 2, ([place = '', word = '']) => {
    const state = word.toLowerCase();
    if (state !== 'on' && state !== 'off') throw new Error('invalid command argument');
    const [, name, table] = /^([^:]+):([^:]+)$/.exec(place) ?? [];
    if (name === undefined || table === undefined) throw new Error('invalid DB:TABLE argument');
    const database = service.database(name);
    if (database === undefined) throw new Error('no such database');
    if (!database.tables.has(table)) throw new Error('no such table');
    transactionLog.set(name, table, state);
    return '';
  });
}
