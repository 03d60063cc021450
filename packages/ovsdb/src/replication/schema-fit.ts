/** Whether the tables of a backup server can hold what the active server's have: it may have more, but not less or other. */
import { columnToJson, type DatabaseSchema, stringifyJson } from '#ovsdb/notation';

/** Why rows under `active` do not fit under `own`, in ovsdb-server's words; undefined when they do. */
export function misfitOf(own: DatabaseSchema, active: DatabaseSchema): string | undefined {
  for (const { name, columns } of active.tables.values()) {
    const table = own.tables.get(name);
    if (table === undefined) return `Table ${name} not present in the local db schema`;
    for (const theirs of columns.values()) {
      const column = table.columns.get(theirs.name);
      if (column === undefined) {
        return `Column ${theirs.name} not present in the local db schema table ${name}.`;
      }
      if (stringifyJson(columnToJson(column)) !== stringifyJson(columnToJson(theirs))) {
        return `Column ${theirs.name} mismatch in local db schema table ${name}.`;
      }
    }
  }
  return undefined;
}
