/** `update` (RFC 7047, 5.2.3). */
import { OvsdbError, stringifyJson } from '#ovsdb/notation';
import { changeRows } from '../changed-rows.js';
import { Clauses } from '../clauses.js';
import { type Operation, readTable } from '../operation.js';
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
  const found = new Clauses(table, where, execution.name, database.versions).rows(overlay);
  const act = { kind: 'update', table, columns } as const;
  return changeRows(execution, act, found, (id) => {
    const row = overlay.write(table, id);
    for (let i = 0; i < columns.length; i++) row[columns[i]!.position] = values[i];
  });
};
