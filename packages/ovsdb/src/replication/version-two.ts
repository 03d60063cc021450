/** `update` (RFC 7047, 4.1.6) in the form of `update2` (ovsdb-server(7), 4.1.14): all of each row that there is. */
import { isJsonObject, type Json, type JsonObject } from '#ovsdb/notation';

/** `kind`: what a row that is there is said to be. */
export function versionTwo(updates: JsonObject, kind: 'initial' | 'insert'): JsonObject {
  return converted(updates, (rows) =>
    !isJsonObject(rows)
      ? rows
      : converted(rows, (row) =>
          isJsonObject(row) && row['new'] !== undefined ? { [kind]: row['new'] } : { delete: null },
        ),
  );
}

function converted(object: JsonObject, convert: (json: Json) => Json): JsonObject {
  return Object.fromEntries(Object.entries(object).map(([name, json]) => [name, convert(json)]));
}
