/** `delete` (RFC 7047, 5.2.5). */
import type { MemberReader } from '#ovsdb/notation';
import { Clauses } from '../clauses.js';
import { type Execution, readTable } from '../operation.js';
import { authorize, isRestricted } from '../rbac.js';
import { STEP_ROWS, type Steps } from '../steps.js';

export function* remove(execution: Execution, reader: MemberReader): Steps<string> {
  const { client, database, name, overlay } = execution;
  const table = readTable(execution, reader);
  const where = reader.array('where');
  reader.finish();
  const found = new Clauses(table, where, name, database.versions).rows(overlay);
  const rows = Array.isArray(found) ? found : yield* found;
  if (isRestricted(client.identity)) yield* authorize(database, client.identity, 'delete', table, rows, []);
  let count = 0;
  for (const { id } of rows) {
    if (++count % STEP_ROWS === 0) yield;
    overlay.delete(table, id);
  }
  return `{"count":${rows.length}}`;
}
