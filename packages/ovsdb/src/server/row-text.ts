/** Rows as the JSON objects of replies: made straight into text. */
import { mapped } from '#base';
import type { RowView } from './overlay.js';
import type { Table } from './table.js';
import type { VersionText } from './version.js';

/** Writes one member, `"name":value`; undefined where the reader leaves it out. */
type MemberText = (row: RowView) => string;

/** The text of a row's `columns`, `_uuid` and `_version` included where named. Columns by default: all. */
export function rowTextOf(table: Table, names: readonly string[], versions: VersionText): (row: RowView) => string {
  const members = names.map((name): MemberText => {
    const column = table.column(name);
    if (column !== undefined) {
      const { position } = column;
      const start = `"${name}":`;
      return (row) => start + column.text(row.values[position]);
    }
    if (name === '_uuid') return (row) => `"_uuid":["uuid","${row.id}"]`;
    return (row) => `"_version":["uuid","${versions.uuidOf(row.version)}"]`;
  });
  return (row) => {
    let text = '{';
    for (let i = 0; i < members.length; i++) text += i === 0 ? members[i]!(row) : `,${members[i]!(row)}`;
    return `${text}}`;
  };
}

/** The names of all columns that a client may ask for. */
export function allColumnNames(table: Table): string[] {
  return ['_uuid', '_version', ...mapped(table.columns, ({ name }) => name)];
}
