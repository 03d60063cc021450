/** `mutate` (RFC 7047, 5.2.4). */
import { mapped } from '#base';
import { applyMutation, parseMutation } from '#ovsdb/notation';
import { changeRows } from '../changed-rows.js';
import { Clauses } from '../clauses.js';
import { atomsOf } from '../column.js';
import { noteMutation } from '../difference.js';
import { type Operation, readTable } from '../operation.js';

export const mutate: Operation = (execution, reader) => {
  const { database, name, overlay } = execution;
  const table = readTable(execution, reader);
  const where = reader.array('where');
  const json = reader.array('mutations');
  reader.finish();
  const mutations = mapped(json, (item) => parseMutation(table.schema, item, name));
  const columns = mapped(mutations, ({ column }) => table.column(column.name)!);
  const found = new Clauses(table, where, name, database.versions).rows(overlay);
  const act = { kind: 'mutate', table, columns } as const;
  return changeRows(execution, act, found, (id) => {
    const row = overlay.write(table, id);
    for (let i = 0; i < mutations.length; i++) {
      const mutation = mutations[i]!;
      const { position, shape } = columns[i]!;
      const before = row[position];
      const after = applyMutation(mutation, before);
      row[position] = after;
      if (shape === 'set' && (mutation.mutator === 'insert' || mutation.mutator === 'delete')) {
        noteMutation(mutation.mutator, atomsOf(before), atomsOf(after), atomsOf(mutation.value));
      }
    }
  });
};
