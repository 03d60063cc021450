/**
 * Remotes that a database names: `db:DATABASE,TABLE,COLUMN` (ovsdb-server(1), "--remote"). The column holds targets, or
 * refers to rows of a Connection or Manager table, which also say how to treat the clients and are told how it goes
 * (`is_connected`, `status`).
 */
import { type Clock, messageOf } from '#base';
import { RemoteError } from '#ovsdb/jsonrpc';
import type { Json } from '#ovsdb/notation';
import { atomsAt, type ColumnPlace, checkedPlace } from './column-place.js';
import type { Database } from './database.js';
import type { RemoteSettings, RemoteStatus, Remotes } from './remotes.js';
import type { Row } from './row.js';
import type { Service, ServiceLog } from './service.js';
import type { Table } from './table.js';

interface Wanted {
  readonly settings: RemoteSettings;
  /** The row that is told the status. */
  readonly row: { readonly database: Database; readonly table: Table; readonly id: string } | undefined;
}

const STATUS_MS = 2500;

export class ConfiguredRemotes {
  readonly #service: Service;
  readonly #remotes: Remotes;
  readonly #clock: Clock;
  readonly #log: ServiceLog;
  readonly #places: { readonly text: string; readonly place: ColumnPlace }[] = [];
  #current = new Map<string, Wanted>();
  /** Why those that are not there could not be had. */
  readonly #faults = new Map<string, string>();
  #isDue = false;
  #work: Promise<void> = Promise.resolve();

  constructor(service: Service, remotes: Remotes, clock: Clock, log: ServiceLog) {
    this.#service = service;
    this.#remotes = remotes;
    this.#clock = clock;
    this.#log = log;
    service.onCommit((database) => {
      if (this.#places.some(({ place }) => place.database === database.name)) this.#later();
    });
  }

  /** Follows a column from now on. Throws when it does not exist. */
  async add(text: string): Promise<void> {
    const place = checkedPlace(this.#service, text);
    if (this.#places.length === 0) this.#clock.setTimeout(() => this.#tick(), STATUS_MS);
    this.#places.push({ text, place });
    await this.#apply();
  }

  async remove(text: string): Promise<void> {
    const index = this.#places.findIndex((each) => each.text === text);
    if (index >= 0) this.#places.splice(index, 1);
    await this.#apply();
  }

  /** Looks at the columns once the commits of this turn are done. */
  #later(): void {
    if (this.#isDue) return;
    this.#isDue = true;
    setImmediate(() => {
      this.#isDue = false;
      void this.#apply();
    });
  }

  /** Opens and closes what the columns ask for, one change after the other. */
  #apply(): Promise<void> {
    this.#work = this.#work.then(async () => {
      const wanted = this.#wanted();
      for (const target of this.#current.keys()) if (!wanted.has(target)) await this.#remotes.remove(target);
      for (const [target, { settings }] of wanted) {
        const before = this.#current.get(target);
        if (before !== undefined && JSON.stringify(before.settings) !== JSON.stringify(settings)) {
          await this.#remotes.change(target, settings);
        }
        try {
          await this.#remotes.add(target, settings);
          this.#faults.delete(target);
        } catch (error) {
          const fault = error instanceof RemoteError ? error.message : `${target}: ${messageOf(error)}`;
          if (this.#faults.get(target) !== fault) this.#log.warn(fault);
          this.#faults.set(target, fault);
        }
      }
      this.#current = wanted;
      this.#report();
    });
    return this.#work;
  }

  #wanted(): Map<string, Wanted> {
    const wanted = new Map<string, Wanted>();
    for (const { place } of this.#places) {
      const database = this.#service.database(place.database);
      const column = database?.tables.get(place.table)?.column(place.column);
      const target = column?.type.key.refTable;
      const table = target === undefined ? undefined : database?.tables.get(target);
      for (const atom of atomsAt(this.#service, place) ?? []) {
        if (database === undefined || table === undefined) wanted.set(atom, { settings: {}, row: undefined });
        else addRow(wanted, database, table, table.rows.get(atom));
      }
    }
    return wanted;
  }

  #tick(): void {
    if (this.#places.length === 0) return;
    // A remote that could not be had is tried again.
    void this.#apply().then(() => this.#clock.setTimeout(() => this.#tick(), STATUS_MS));
  }

  /** Tells the rows how their remotes are, where that changed. */
  #report(): void {
    // The rows of a backup server say what the active server's say.
    if (this.#service.role === 'backup') return;
    for (const [target, { row }] of this.#current) {
      const table = row?.table;
      const held = row === undefined ? undefined : table?.rows.get(row.id);
      if (row === undefined || table?.column('is_connected') === undefined || held === undefined) continue;
      const status = this.#remotes.statusOf(target);
      const isConnected = (status?.sessions ?? 0) > 0;
      const pairs = statusPairs(status, this.#faults.get(target));
      // Said the next time.
      if (isAsWanted(table, held, pairs, isConnected) || this.#service.isBusy(row.database)) continue;
      const where: Json = [['_uuid', '==', ['uuid', row.id]]];
      const wanted: Json = { is_connected: isConnected, status: ['map', pairs] };
      this.#service.transactSelf(row.database, [{ op: 'update', table: table.name, where, row: wanted }]);
    }
  }
}

/** The column `status` of ovn-nb(5), Connection. The seconds of active remotes are left out: they would change all the time. */
function statusPairs(status: RemoteStatus | undefined, fault: string | undefined): readonly [string, string][] {
  if (status === undefined)
    return [...(fault === undefined ? [] : [pair('last_error', fault)]), pair('state', 'BACKOFF')];
  const { isPassive, sessions, port, error, locks } = status;
  if (isPassive) {
    return [
      ...(port === undefined ? [] : [pair('bound_port', String(port))]),
      ...(sessions > 1 ? [pair('n_connections', String(sessions))] : []),
      pair('sec_since_connect', '0'),
      pair('sec_since_disconnect', '0'),
    ];
  }
  return [
    ...(error === undefined ? [] : [pair('last_error', error)]),
    ...namesPair('locks_held', locks?.held),
    ...namesPair('locks_lost', locks?.lost),
    ...namesPair('locks_waiting', locks?.waiting),
    pair('state', sessions > 0 ? 'ACTIVE' : 'BACKOFF'),
  ];
}

function pair(key: string, value: string): [string, string] {
  return [key, value];
}

function namesPair(key: string, names: readonly string[] = []): [string, string][] {
  return names.length === 0 ? [] : [pair(key, names.join(' '))];
}

function isAsWanted(table: Table, held: Row, pairs: readonly [string, string][], isConnected: boolean): boolean {
  const status = held.values[table.column('status')!.position];
  return (
    held.values[table.column('is_connected')!.position] === isConnected &&
    status instanceof Map &&
    status.size === pairs.length &&
    pairs.every(([key, value]) => status.get(key) === value)
  );
}

function addRow(wanted: Map<string, Wanted>, database: Database, table: Table, row: Row | undefined): void {
  if (row === undefined) return;
  const read = (name: string) => {
    const column = table.column(name);
    return column === undefined ? undefined : row.values[column.position];
  };
  const target = read('target');
  if (typeof target !== 'string') return;
  const [probe, backoff, role] = [read('inactivity_probe'), read('max_backoff'), read('role')];
  wanted.set(target, {
    settings: {
      ...(typeof probe === 'number' ? { probeMs: probe } : {}),
      ...(typeof backoff === 'number' && backoff > 0 ? { maxBackoffMs: backoff } : {}),
      ...(typeof role === 'string' ? { role } : {}),
      isReadOnly: read('read_only') === true,
    },
    row: { database, table, id: row.id },
  });
}
