/** `delete` (RFC 7047, 5.2.5). */
import { changeRows } from '../changed-rows.js';
import { Clauses } from '../clauses.js';
import { type Operation, readTable } from '../operation.js';

export const remove: Operation = (execution, reader) => {
  const { database, name, overlay } = execution;
  const table = readTable(execution, reader);
  const where = reader.array('where');
  reader.finish();
  const found = new Clauses(table, where, name, database.versions).rows(overlay);
  const act = { kind: 'delete', table, columns: [] } as const;
  return changeRows(execution, act, found, (id) => overlay.delete(table, id));
};
