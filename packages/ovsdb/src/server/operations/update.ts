/** `update` (RFC 7047, 5.2.3). */
import { OvsdbError, stringifyJson } from '#ovsdb/notation';
import { Clauses } from '../clauses.js';
import { type Operation, readTable } from '../operation.js';
import { authorize } from '../rbac.js';
import { readRow } from '../row-reader.js';

export const update: Operation = (execution, reader, operation) => {
  const { database, overlay } = execution;
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
  const rows = new Clauses(table, where, execution.name, database.versions).rows(overlay);
  authorize(
    database,
    execution.client.identity,
    'update',
    table,
    rows.map(({ values: held }) => held),
    columns.map(({ name }) => name),
  );
  for (const { id } of rows) {
    const row = overlay.write(table, id);
    for (let i = 0; i < columns.length; i++) row[columns[i]!.position] = values[i];
  }
  return `{"count":${rows.length}}`;
};
