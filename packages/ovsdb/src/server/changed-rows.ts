/** What `update`, `mutate` and `delete` do alike with the rows that their `where` found. */
import { mapped } from '#base';
import type { Column } from './column.js';
import type { Execution, Result } from './operation.js';
import type { RowView } from './overlay.js';
import { authorize, isRestricted } from './rbac.js';
import { STEP_ROWS, type Steps } from './steps.js';
import type { Table } from './table.js';

type Found = readonly RowView[] | Steps<readonly RowView[]>;

/** What is to be done to the rows. */
interface Act {
  readonly kind: 'update' | 'mutate' | 'delete';
  readonly table: Table;
  /** Those that change; none for rows that go. */
  readonly columns: readonly Column[];
}

/**
 * Changes each of the rows and gives the operation's result: at once where they are few, as they nearly always are. Throws
 * "permission error" unless the client may.
 */
export function changeRows(
  execution: Execution,
  act: Act,
  found: Found,
  change: (id: string) => void,
): Result | Steps<Result> {
  const isAllowed = !isRestricted(execution.client.identity);
  if (!isAllowed || !isList(found) || found.length >= STEP_ROWS) return changeInSteps(execution, act, found, change);
  for (const { id } of found) change(id);
  return countText(found);
}

function* changeInSteps(
  { client, database }: Execution,
  { kind, table, columns }: Act,
  found: Found,
  change: (id: string) => void,
): Steps<Result> {
  const rows = isList(found) ? found : yield* found;
  const names = mapped(columns, ({ name }) => name);
  yield* authorize(database, client.identity, kind, table, rows, names);
  let count = 0;
  for (const { id } of rows) {
    if (++count % STEP_ROWS === 0) yield;
    change(id);
  }
  return countText(rows);
}

function isList(found: Found): found is readonly RowView[] {
  return Array.isArray(found);
}

function countText(rows: readonly RowView[]): string {
  return `{"count":${rows.length}}`;
}
