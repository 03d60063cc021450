/** A schema file that a command line names. */
import { messageOf, systemCode, systemMessage } from '#base';
import { type DatabaseSchema, type Json, OvsdbError, parseJsonText, parseSchema } from '#ovsdb/notation';

/** Throws an Error with the C tools' words. `readFile` throws the system's error. */
export function readSchemaFile(
  path: string,
  readFile: (path: string) => string,
): { readonly schema: DatabaseSchema; readonly json: Json } {
  const failed = (why: string) => new Error(`failed to read schema: "${path}" could not be read as JSON (${why})`);
  let text: string;
  try {
    text = readFile(path);
  } catch (error) {
    const why = systemMessage(error);
    const isDirectory = systemCode(error) === 'EISDIR';
    throw failed(isDirectory ? `error reading JSON stream: ${why}` : `error opening "${path}": ${why}`);
  }
  let json: Json;
  try {
    json = parseJsonText(text);
  } catch (error) {
    throw failed(messageOf(error));
  }
  try {
    return { schema: parseSchema(json), json };
  } catch (error) {
    if (!(error instanceof OvsdbError)) throw error;
    const syntax = error.syntax === undefined ? '' : `syntax "${error.syntax}": `;
    throw new Error(`${syntax}${error.error}: failed to parse "${path}" as ovsdb schema: ${error.details ?? ''}`);
  }
}
