/** The rows of `_Server`'s table Database: changes that make one for a database, and take one away. */
import type { Database } from './database.js';
import { Overlay } from './overlay.js';

/** `server`: the `_Server` database. `id`: the new row's uuid. */
export function withServerRow(server: Database, database: Database, id: string): Overlay {
  const table = server.tables.get('Database')!;
  const values = table.initialValues();
  const set = (name: string, value: string | boolean) => {
    values[table.column(name)!.position] = value;
  };
  set('name', database.name);
  set('model', 'standalone');
  set('connected', true);
  set('leader', true);
  set('schema', database.schemaText);
  const overlay = new Overlay();
  overlay.insert(table, id, values);
  return overlay;
}

/** Without the row of the database of this name. */
export function withoutServerRow(server: Database, name: string): Overlay {
  const table = server.tables.get('Database')!;
  const { position } = table.column('name')!;
  const overlay = new Overlay();
  for (const row of table.rows.values()) if (row.values[position] === name) overlay.delete(table, row.id);
  return overlay;
}
