/**
 * One database in memory: its tables, its latest commits and who monitors it. Transactions come in through transact.ts,
 * which hands a checked `Commit` to `apply`; the service groups commits for the store and takes them back when it fails.
 */
import { type DatabaseSchema, schemaToJson, stringifyJson } from '#ovsdb/notation';
import type { Commit } from './commit.js';
import { History, type HistoryLimits } from './history.js';
import { MonitorGroups } from './monitor/group.js';
import type { PastRows } from './past-rows.js';
import { Table } from './table.js';
import type { VersionText } from './version.js';

/** What the outside gives a database: randomness. */
export interface Identities {
  /** A fresh random uuid. */
  newId(): string;
}

export interface DatabaseOptions {
  readonly versions: VersionText;
  readonly identities: Identities;
  readonly history: HistoryLimits;
  /** The id of the state that the database starts in. */
  readonly lastId: string;
  /** True for `_Server`, which clients cannot write. */
  readonly isReserved?: boolean;
}

export class Database {
  readonly name: string;
  readonly schema: DatabaseSchema;
  /** The schema as clients get it. */
  readonly schemaText: string;
  readonly tables: ReadonlyMap<string, Table>;
  readonly versions: VersionText;
  readonly groups: MonitorGroups;
  readonly history: History;
  readonly isReserved: boolean;
  readonly identities: Identities;
  /** States of the past that somebody is looking at. */
  readonly pasts = new Set<PastRows>();
  /** The number that the next new row gets in the store. */
  nextRow = 1;
  /** The number of the next commit of this process. */
  nextVersion = 1;

  constructor(schema: DatabaseSchema, options: DatabaseOptions) {
    this.name = schema.name;
    this.schema = schema;
    this.schemaText = stringifyJson(schemaToJson(schema));
    this.versions = options.versions;
    this.identities = options.identities;
    this.isReserved = options.isReserved ?? false;
    this.groups = new MonitorGroups(options.versions);
    this.history = new History(options.lastId, options.history);
    // Without any root table all are (RFC 7047, 3.2).
    const hasRoots = [...schema.tables.values()].some((table) => table.isRoot);
    const tables = new Map<string, Table>();
    for (const table of schema.tables.values()) {
      tables.set(table.name, new Table(table, tables.size, table.isRoot || !hasRoots));
    }
    this.tables = tables;
  }

  get lastId(): string {
    return this.history.lastId;
  }

  apply(commit: Commit, id: string): void {
    commit.apply();
    this.nextVersion++;
    this.history.push(id, commit.changes);
    for (const past of this.pasts) past.keep(commit.changes);
  }

  /** Takes back the newest commit. */
  revert(commit: Commit): void {
    commit.revert();
    this.history.pop();
    this.groups.forget();
  }

  rowCount(): number {
    let rows = 0;
    for (const table of this.tables.values()) rows += table.rows.size;
    return rows;
  }
}
