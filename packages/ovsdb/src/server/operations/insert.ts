/** `insert` (RFC 7047, 5.2.1), with the `uuid` member of ovsdb-server(7). */
import { parseUuid } from '#base';
import { checkValue, OvsdbError, stringifyJson, syntaxError } from '#ovsdb/notation';
import { type Execution, type Operation, readTable } from '../operation.js';
import { authorizeInsert } from '../rbac.js';
import { readRow } from '../row-reader.js';
import type { Table } from '../table.js';

export const insert: Operation = (execution, reader) => {
  const table = readTable(execution, reader);
  const asked = reader.optionalString('uuid');
  const uuidName = reader.optionalId('uuid-name');
  const json = reader.object('row');
  reader.finish();
  const id = rowId(execution, table, asked, uuidName);
  const { columns, values } = readRow(table, json, execution.name);
  const row = table.initialValues();
  for (let i = 0; i < columns.length; i++) row[columns[i]!.position] = values[i];
  // What the client gave was checked; a default may break a constraint all the same.
  for (const column of table.columnsWithDoubtfulDefault) {
    if (!columns.includes(column)) checkValue(column.type, row[column.position]);
  }
  authorizeInsert(execution.database, execution.client.identity, table, row);
  execution.overlay.insert(table, id, row);
  return `{"uuid":["uuid","${id}"]}`;
};

function rowId(execution: Execution, table: Table, asked: string | undefined, uuidName: string | undefined): string {
  let id: string | undefined;
  if (asked !== undefined) {
    id = parseUuid(asked);
    if (id === undefined) throw syntaxError('bad uuid', asked);
    if (table.rows.has(id) || execution.overlay.has(table, id)) {
      throw new OvsdbError(
        'duplicate uuid',
        'This UUID would duplicate a UUID already present within the table or deleted within the same transaction.',
        stringifyJson(asked),
      );
    }
  }
  if (uuidName === undefined) return id ?? execution.newNames.newId();
  const named = execution.newNames.claim(uuidName, id);
  if (named === undefined) {
    const details = 'This "uuid-name" appeared on an earlier "insert" operation.';
    throw new OvsdbError('duplicate uuid-name', details, stringifyJson(uuidName));
  }
  return id ?? named;
}
