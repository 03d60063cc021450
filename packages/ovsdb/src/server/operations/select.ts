/** `select` (RFC 7047, 5.2.2). Rows that are equal in the selected columns are given once, as ovsdb-server does. */
import { Clauses, parseColumnNames } from '../clauses.js';
import { distinctListing, listing } from '../listing.js';
import { type Operation, readTable } from '../operation.js';
import type { RowView } from '../overlay.js';
import { allColumnNames, rowTextOf } from '../row-text.js';

export const select: Operation = (execution, reader) => {
  const { database, overlay } = execution;
  const table = readTable(execution, reader);
  const where = reader.array('where');
  const columns = reader.optionalArray('columns');
  // RFC 7047 has no "sort"; ovsdb-server takes and ignores it.
  reader.optionalArray('sort');
  reader.finish();
  const clauses = new Clauses(table, where, execution.name, database.versions);
  const names = columns === undefined ? allColumnNames(table) : parseColumnNames(table, columns);
  // Later operations write into drafts in place: what was selected stays as it was.
  const rows = clauses.rows(overlay).map((row): RowView => {
    const draft = overlay.drafts.get(table)?.get(row.id);
    return draft === undefined ? row : { id: row.id, values: row.values.slice(), version: draft.before?.version };
  });
  const textOf = rowTextOf(table, names, database.versions);
  return ['{"rows":[', names.includes('_uuid') ? listing(rows, textOf) : distinctListing(rows, textOf), ']}'];
};
