/** `mutate` (RFC 7047, 5.2.4). */
import { applyMutation, parseMutation } from '#ovsdb/notation';
import { Clauses } from '../clauses.js';
import { atomsOf } from '../column.js';
import { noteMutation } from '../difference.js';
import { type Operation, readTable } from '../operation.js';
import { authorize } from '../rbac.js';

export const mutate: Operation = (execution, reader) => {
  const { database, overlay } = execution;
  const table = readTable(execution, reader);
  const where = reader.array('where');
  const json = reader.array('mutations');
  reader.finish();
  const mutations = json.map((item) => parseMutation(table.schema, item, execution.name));
  const rows = new Clauses(table, where, execution.name, database.versions).rows(overlay);
  authorize(
    database,
    execution.client.identity,
    'mutate',
    table,
    rows.map(({ values: held }) => held),
    mutations.map(({ column }) => column.name),
  );
  for (const { id } of rows) {
    const row = overlay.write(table, id);
    for (const mutation of mutations) {
      const { position, shape } = table.column(mutation.column.name)!;
      const before = row[position];
      const after = applyMutation(mutation, before);
      row[position] = after;
      if (shape === 'set' && (mutation.mutator === 'insert' || mutation.mutator === 'delete')) {
        noteMutation(mutation.mutator, atomsOf(before), atomsOf(after), atomsOf(mutation.value));
      }
    }
  }
  return `{"count":${rows.length}}`;
};
