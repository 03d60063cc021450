import type { Json } from '#ovsdb/notation';
import { Contents, type Steps, type UpdateFormat } from './contents.js';
import { SERVER_MONITOR, ServerDatabase, type ServerDatabaseRow } from './server-row.js';

/** The rows of a server's `_Server.Database`, as the server tells them. Throws ReplicaMismatch, OvsdbError for nonsense. */
export class ServerRows {
  readonly #contents = new Contents([{ table: ServerDatabase }]);

  /** Parameters of the `monitor_cond` that asks for them. */
  get request(): readonly Json[] {
    return SERVER_MONITOR;
  }

  load(result: Json): void {
    finish(this.#contents.replaceAll(result, 'v2'));
  }

  update(updates: Json, format: UpdateFormat): void {
    finish(this.#contents.update(updates, format));
  }

  row(database: string): ServerDatabaseRow | undefined {
    for (const row of this.#contents.tables.get(ServerDatabase.name)?.rows.values() ?? []) {
      if (isServerRow(row) && row.name === database) return row;
    }
    return undefined;
  }
}

/** Carries out all steps at once: of contents that are small. */
function finish<T>(steps: Steps<T>): T {
  let step = steps.next();
  while (step.done !== true) step = steps.next();
  return step.value;
}

/** Rows of that table are made by its decoder. */
function isServerRow(row: object): row is ServerDatabaseRow {
  return 'model' in row;
}
