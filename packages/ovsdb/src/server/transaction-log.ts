/** Lines of the log about the rows of chosen tables (ovsdb-server(1), `ovsdb-server/tlog-set`), in ovsdb-server's form. */
import { valueToText } from '#ovsdb/notation';
import type { Change } from './change.js';
import type { Database } from './database.js';
import type { Service } from './service.js';

export class TransactionLog {
  readonly #write: (line: string) => void;
  /** `DATABASE:TABLE`. */
  readonly #logged = new Set<string>();

  constructor(service: Service, write: (line: string) => void) {
    this.#write = write;
    service.onCommit((database, changes) => {
      if (this.#logged.size > 0) this.#committed(database, changes);
    });
  }

  has(database: string, table: string): boolean {
    return this.#logged.has(`${database}:${table}`);
  }

  set(database: string, table: string, state: 'on' | 'off'): void {
    if (state === 'on') this.#logged.add(`${database}:${table}`);
    else this.#logged.delete(`${database}:${table}`);
  }

  #committed(database: Database, changes: readonly Change[]): void {
    for (const change of changes) {
      if (this.has(database.name, change.table.name)) this.#write(lineOf(database, change));
    }
  }
}

function lineOf(database: Database, { table, id, before, after }: Change): string {
  const row = after ?? before;
  const op = before === undefined ? 'inserted' : after === undefined ? 'deleted' : 'updated';
  const columns = table.columns.map(({ name, type }, i) => `${name}:${valueToText(type, row?.values[i])}`);
  const version = row === undefined ? '' : database.versions.uuidOf(row.version);
  return [`table:${table.name}`, `op:${op}`, `_uuid:${id}`, `_version:${version}`, ...columns].join(',');
}
