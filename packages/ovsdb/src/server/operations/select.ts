/** `select` (RFC 7047, 5.2.2). Rows that are equal in the selected columns are given once, as ovsdb-server does. */
import type { MemberReader } from '#ovsdb/notation';
import { Clauses, parseColumnNames } from '../clauses.js';
import { distinctListing, listing, type Piece } from '../listing.js';
import { type Execution, readTable } from '../operation.js';
import type { RowView } from '../overlay.js';
import { allColumnNames, rowTextOf } from '../row-text.js';
import { STEP_ROWS, type Steps } from '../steps.js';

export function* select(execution: Execution, reader: MemberReader): Steps<readonly Piece[]> {
  const { database, overlay } = execution;
  const table = readTable(execution, reader);
  const where = reader.array('where');
  const columns = reader.optionalArray('columns');
  // RFC 7047 has no "sort"; ovsdb-server takes and ignores it.
  reader.optionalArray('sort');
  reader.finish();
  const clauses = new Clauses(table, where, execution.name, database.versions);
  const names = columns === undefined ? allColumnNames(table) : parseColumnNames(table, columns);
  const found = clauses.rows(overlay);
  const rows: RowView[] = Array.isArray(found) ? found : yield* found;
  // Later operations write into drafts in place: what was selected stays as it was.
  const drafts = overlay.drafts.get(table);
  for (let i = 0; drafts !== undefined && i < rows.length; i++) {
    if (i % STEP_ROWS === STEP_ROWS - 1) yield;
    const row = rows[i]!;
    const draft = drafts.get(row.id);
    if (draft !== undefined) rows[i] = { id: row.id, values: row.values.slice(), version: draft.before?.version };
  }
  const textOf = rowTextOf(table, names, database.versions);
  return ['{"rows":[', names.includes('_uuid') ? listing(rows, textOf) : distinctListing(rows, textOf), ']}'];
}
