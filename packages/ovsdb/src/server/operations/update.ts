/** `update` (RFC 7047, 5.2.3). */
import { type Json, type MemberReader, OvsdbError, stringifyJson } from '#ovsdb/notation';
import { Clauses } from '../clauses.js';
import { type Execution, readTable } from '../operation.js';
import { authorize, isRestricted } from '../rbac.js';
import { readRow } from '../row-reader.js';
import { STEP_ROWS, type Steps } from '../steps.js';

export function* update(execution: Execution, reader: MemberReader, operation: Json): Steps<string> {
  const { client, database, overlay } = execution;
  const table = readTable(execution, reader);
  const where = reader.array('where');
  const json = reader.object('row');
  reader.finish();
  const { columns, values, reserved } = readRow(table, json, execution.name);
  const immutable = columns.find((column) => !column.schema.mutable)?.name ?? [...reserved.keys()][0];
  if (immutable !== undefined) {
    throw new OvsdbError(
      'constraint violation',
      `Cannot update immutable column ${immutable} in table ${table.name}.`,
      stringifyJson(operation, 'sorted'),
    );
  }
  const found = new Clauses(table, where, execution.name, database.versions).rows(overlay);
  const rows = Array.isArray(found) ? found : yield* found;
  if (isRestricted(client.identity)) {
    const names = columns.map(({ name }) => name);
    yield* authorize(database, client.identity, 'update', table, rows, names);
  }
  let count = 0;
  for (const { id } of rows) {
    if (++count % STEP_ROWS === 0) yield;
    const row = overlay.write(table, id);
    for (let i = 0; i < columns.length; i++) row[columns[i]!.position] = values[i];
  }
  return `{"count":${rows.length}}`;
}
