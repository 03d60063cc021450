/** `mutate` (RFC 7047, 5.2.4). */
import { mapped } from '#base';
import { applyMutation, type MemberReader, parseMutation } from '#ovsdb/notation';
import { Clauses } from '../clauses.js';
import { atomsOf } from '../column.js';
import { noteMutation } from '../difference.js';
import { type Execution, readTable } from '../operation.js';
import { authorize, isRestricted } from '../rbac.js';
import { STEP_ROWS, type Steps } from '../steps.js';

export function* mutate(execution: Execution, reader: MemberReader): Steps<string> {
  const { client, database, name, overlay } = execution;
  const table = readTable(execution, reader);
  const where = reader.array('where');
  const json = reader.array('mutations');
  reader.finish();
  const mutations = mapped(json, (item) => parseMutation(table.schema, item, name));
  const found = new Clauses(table, where, name, database.versions).rows(overlay);
  const rows = Array.isArray(found) ? found : yield* found;
  if (isRestricted(client.identity)) {
    const columns = mutations.map(({ column }) => column.name);
    yield* authorize(database, client.identity, 'mutate', table, rows, columns);
  }
  let count = 0;
  for (const { id } of rows) {
    if (++count % STEP_ROWS === 0) yield;
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
}
