/** The rows of `_Server`'s table Database (ovsdb-server(5)), which tell clients what is served. */
import type { Value } from '#ovsdb/notation';
import type { Database } from './database.js';
import { Overlay } from './overlay.js';
import type { Table } from './table.js';

export interface ServerRow {
  readonly model: 'standalone' | 'relay';
  readonly connected: boolean;
  readonly leader: boolean;
  /** Undefined as long as it is not known. */
  readonly schema?: string;
}

export class ServerRows {
  readonly #table: Table;
  readonly #newId: () => string;
  readonly #commit: (overlay: Overlay) => void;

  /** `server`: the `_Server` database. `commit`: puts changes of it in force. */
  constructor(server: Database, newId: () => string, commit: (overlay: Overlay) => void) {
    this.#table = server.tables.get('Database')!;
    this.#newId = newId;
    this.#commit = commit;
  }

  /** Tells of a database that is the service's own. */
  addOwn({ name, schemaText }: Pick<Database, 'name' | 'schemaText'>): void {
    this.add(name, { model: 'standalone', connected: true, leader: true, schema: schemaText });
  }

  add(name: string, row: ServerRow): void {
    const values = this.#table.initialValues();
    this.#set(values, { name, ...row });
    const overlay = new Overlay();
    overlay.insert(this.#table, this.#newId(), values);
    this.#commit(overlay);
  }

  change(name: string, row: Partial<ServerRow>): void {
    const overlay = new Overlay();
    for (const id of this.#idsOf(name)) this.#set(overlay.write(this.#table, id), row);
    this.#commit(overlay);
  }

  remove(name: string): void {
    const overlay = new Overlay();
    for (const id of this.#idsOf(name)) overlay.delete(this.#table, id);
    this.#commit(overlay);
  }

  #idsOf(name: string): string[] {
    const { position } = this.#table.column('name')!;
    return [...this.#table.rows.values()].filter(({ values }) => values[position] === name).map(({ id }) => id);
  }

  #set(values: Value[], row: Partial<ServerRow> & { readonly name?: string }): void {
    for (const [column, value] of Object.entries(row)) values[this.#table.column(column)!.position] = value;
  }
}
