/** A schema file that a command line names. */
import { messageOf } from '#base';
import { type DatabaseSchema, type Json, parseJson, parseSchema } from '#ovsdb/notation';

/** Throws an Error with the C tools' words. `readFile` throws the system's error. */
export function readSchemaFile(
  path: string,
  readFile: (path: string) => string,
): { readonly schema: DatabaseSchema; readonly json: Json } {
  let text: string;
  try {
    text = readFile(path);
  } catch {
    const why = `"${path}" could not be read as JSON (error opening "${path}": No such file or directory)`;
    throw new Error(`failed to read schema: ${why}`);
  }
  try {
    const json = parseJson(text);
    return { schema: parseSchema(json), json };
  } catch (error) {
    throw new Error(`failed to read schema: ${messageOf(error)}`);
  }
}
