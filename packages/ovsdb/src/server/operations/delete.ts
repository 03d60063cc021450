/** `delete` (RFC 7047, 5.2.5). */
import { Clauses } from '../clauses.js';
import { type Operation, readTable } from '../operation.js';
import { authorize } from '../rbac.js';

export const remove: Operation = (execution, reader) => {
  const { database, overlay } = execution;
  const table = readTable(execution, reader);
  const where = reader.array('where');
  reader.finish();
  const rows = new Clauses(table, where, execution.name, database.versions).rows(overlay);
  authorize(
    database,
    execution.client.identity,
    'delete',
    table,
    rows.map(({ values: held }) => held),
    [],
  );
  for (const { id } of rows) overlay.delete(table, id);
  return `{"count":${rows.length}}`;
};
