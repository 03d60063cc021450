/**
 * `wait` (RFC 7047, 5.2.6): goes on when the selected rows are (`==`) or are not (`!=`) the given ones, as sets. With
 * `timeout` 0 it fails at once; else the whole transaction is given up for now and tried again when the database changes.
 */
import { isJsonObject, type Json, type MemberReader, OvsdbError, syntaxError } from '#ovsdb/notation';
import { Clauses, parseColumnNames } from '../clauses.js';
import type { Names } from '../column.js';
import { Blocked, type Execution, readTable } from '../operation.js';
import type { RowView } from '../overlay.js';
import { readRow } from '../row-reader.js';
import { allColumnNames, rowTextOf } from '../row-text.js';
import { STEP_ROWS, type Steps } from '../steps.js';
import type { Table } from '../table.js';

export function* wait(execution: Execution, reader: MemberReader): Steps<string> {
  const { database, overlay } = execution;
  const timeout = reader.optionalInteger('timeout');
  const table = readTable(execution, reader);
  const where = reader.array('where');
  const columns = reader.optionalArray('columns');
  const until = reader.string('until');
  const expected = reader.array('rows');
  reader.finish();
  if (until !== '==' && until !== '!=') throw syntaxError('"until" must be "==" or "!="', until);
  const timeoutMs = timeout === undefined ? undefined : Number(timeout);
  if (timeoutMs !== undefined && timeoutMs < 0) throw syntaxError('timeout must be nonnegative', timeoutMs);
  const clauses = new Clauses(table, where, execution.name, database.versions);
  const names = columns === undefined ? allColumnNames(table) : parseColumnNames(table, columns);
  const textOf = rowTextOf(table, names, database.versions);
  const wanted = new Set<string>();
  let count = 0;
  for (const row of expected) {
    if (++count % STEP_ROWS === 0) yield;
    wanted.add(expectedText(table, names, row, execution.name, textOf));
  }
  const matching = clauses.rows(overlay);
  const found = new Set<string>();
  let hasOthers = false;
  for (const row of Array.isArray(matching) ? matching : yield* matching) {
    if (++count % STEP_ROWS === 0) yield;
    const text = textOf(row);
    hasOthers = !wanted.has(text);
    if (hasOthers) break;
    found.add(text);
  }
  const isEqual = !hasOthers && found.size === wanted.size;
  if (isEqual === (until === '==')) return '{}';
  if (timeoutMs === 0) throw new OvsdbError('timed out', '"where" clause test failed');
  if (timeoutMs !== undefined && execution.elapsedMs >= timeoutMs) {
    throw new OvsdbError('timed out', `"wait" timed out after ${Math.round(execution.elapsedMs)} ms`);
  }
  throw new Blocked(timeoutMs);
}

/** A row as the client gives it; columns that it leaves out have their default. */
function expectedText(
  table: Table,
  names: readonly string[],
  json: Json,
  uuids: Names,
  textOf: (row: RowView) => string,
): string {
  if (!isJsonObject(json)) throw syntaxError('row must be JSON object', json);
  const { columns, values, reserved } = readRow(table, json, uuids);
  const row = table.initialValues();
  for (let i = 0; i < columns.length; i++) row[columns[i]!.position] = values[i];
  const text = textOf({ id: reserved.get('_uuid') ?? '', values: row, version: undefined });
  const version = reserved.get('_version');
  return names.includes('_version') && version !== undefined ? `${text} version ${version}` : text;
}
