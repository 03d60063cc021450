/**
 * Remotes that a database names: `db:DATABASE,TABLE,COLUMN` (ovsdb-server(1), "--remote"). The column holds targets, or
 * refers to rows of a Connection or Manager table, which also say how to treat the clients and are told how it goes
 * (`is_connected`, `status`).
 */
import { type Clock, messageOf } from '#base';
import type { Json } from '#ovsdb/notation';
import { atomsOf } from './column.js';
import type { Database } from './database.js';
import type { RemoteSettings, Remotes } from './remotes.js';
import type { Row } from './row.js';
import type { Service, ServiceLog } from './service.js';
import type { Table } from './table.js';

/** A column of a database, as options name it. */
export interface ColumnPlace {
  readonly database: string;
  readonly table: string;
  readonly column: string;
}

/** `db:DATABASE,TABLE,COLUMN`; undefined for anything else. */
export function parseColumnPlace(text: string): ColumnPlace | undefined {
  const [, database, table, column] = /^db:([^,]+),([^,]+),([^,]+)$/.exec(text) ?? [];
  return database === undefined || table === undefined || column === undefined
    ? undefined
    : { database, table, column };
}

/** The atoms that the column holds in all rows; undefined when there is no such database, table or column. */
export function atomsAt(service: Service, place: ColumnPlace): string[] | undefined {
  const table = service.database(place.database)?.tables.get(place.table);
  const column = table?.column(place.column);
  if (table === undefined || column === undefined) return undefined;
  return [...table.rows.values()].flatMap((row) => atomsOf(row.values[column.position]).map(String));
}

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

  names(): string[] {
    return this.#places.map(({ text }) => text);
  }

  /** True for a remote that is there because a column says so. */
  owns(target: string): boolean {
    return this.#current.has(target);
  }

  /** Follows a column from now on. Throws when it does not exist. */
  async add(text: string): Promise<void> {
    const place = parseColumnPlace(text);
    if (place === undefined) throw new Error(`"${text}": must be db:DATABASE,TABLE,COLUMN`);
    if (atomsAt(this.#service, place) === undefined) {
      throw new Error(`${text}: no column ${place.column} in table ${place.table} of database ${place.database}`);
    }
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
      for (const [target, { settings }] of this.#current) {
        const next = wanted.get(target);
        if (next === undefined || JSON.stringify(next.settings) !== JSON.stringify(settings)) {
          await this.#remotes.remove(target);
        }
      }
      for (const [target, { settings }] of wanted) {
        try {
          await this.#remotes.add(target, settings);
        } catch (error) {
          if (!this.#current.has(target)) this.#log.warn(`${target}: ${messageOf(error)}`);
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
    for (const [target, { row }] of this.#current) {
      const table = row?.table;
      const held = row === undefined ? undefined : table?.rows.get(row.id);
      if (row === undefined || table?.column('is_connected') === undefined || held === undefined) continue;
      const status = this.#remotes.statusOf(target);
      const pairs: [string, string][] = [];
      if (status?.port !== undefined) pairs.push(['bound_port', String(status.port)]);
      if (status?.error !== undefined) pairs.push(['last_error', status.error]);
      if (status !== undefined && status.sessions > 1) pairs.push(['n_connections', String(status.sessions)]);
      pairs.push(['state', (status?.sessions ?? 0) > 0 ? 'ACTIVE' : status === undefined ? 'VOID' : 'BACKOFF']);
      const wanted: Json = { is_connected: (status?.sessions ?? 0) > 0, status: ['map', pairs.sort()] };
      if (isAsWanted(table, held, pairs, (status?.sessions ?? 0) > 0)) continue;
      const where: Json = [['_uuid', '==', ['uuid', row.id]]];
      this.#service.transactSelf(row.database, [{ op: 'update', table: table.name, where, row: wanted }]);
    }
  }
}

function isAsWanted(table: Table, row: Row, pairs: readonly [string, string][], isConnected: boolean): boolean {
  const status = row.values[table.column('status')!.position];
  return (
    row.values[table.column('is_connected')!.position] === isConnected &&
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
