/**
 * All that a server finds wrong with a schema. Of several faults it names the one that its hashing brings first, so each
 * column is shown to it alone, among others that nothing can be wrong with.
 */
import { isJsonArray, isJsonObject, type Json, type JsonObject } from '#ovsdb/notation';
import type { NormalForm } from './normal-form.js';
import type { Side } from './pair.js';
import { type Answer, Peer } from './peer.js';

/** The answers to each way of asking for a conversion by `params`, in `form`; nothing is converted. */
export async function schemaFaults(side: Side, params: Json, form: NormalForm): Promise<ReadonlySet<string>> {
  const [database = null, schema = null] = isJsonArray(params) ? params : [];
  const faults = new Set<string>();
  if (!isJsonObject(schema)) return faults;
  const peer = await Peer.open(side.remote);
  // Of another database: what is wrong with the schema is said before that is.
  const ask = (tables: JsonObject) =>
    peer.ask('convert', [database, { ...schema, name: `No${schema['name']}`, tables }]);
  const text = (answer: Answer) => form.text({ ...answer });
  const onlyName = text(await ask({}));
  for (const tables of oneAtATime(memberObject(schema, 'tables'))) faults.add(text(await ask(tables)));
  faults.delete(onlyName);
  peer.close();
  return faults;
}

function oneAtATime(tables: JsonObject): JsonObject[] {
  const names = Object.keys(tables);
  return names.flatMap((name) => {
    const plain = names.map((each): [string, Json] => [each, withPlainColumns(memberObject(tables, each), undefined)]);
    return Object.keys(memberObject(memberObject(tables, name), 'columns')).map((column) => ({
      ...Object.fromEntries(plain),
      [name]: withPlainColumns(memberObject(tables, name), column),
    }));
  });
}

function withPlainColumns(table: JsonObject, kept: string | undefined): JsonObject {
  const columns = Object.entries(memberObject(table, 'columns'));
  return {
    ...table,
    columns: Object.fromEntries(columns.map(([name, column]) => [name, name === kept ? column : { type: 'string' }])),
  };
}

function memberObject(json: JsonObject, name: string): JsonObject {
  const value = json[name];
  return isJsonObject(value) ? value : {};
}
