import { createHash } from 'node:crypto';
import { stringifyJson, tableToJson } from '#ovsdb/notation';
import type { Database } from './database.js';

/** The SHA-256 of each table's canonical JSON, in hex: what tells that a declaration was changed by accident. */
export function tableDigests(database: Database): Readonly<Record<string, string>> {
  const digests: Record<string, string> = {};
  for (const [name, table] of database.schema.tables) {
    digests[name] = createHash('sha256')
      .update(stringifyJson(tableToJson(table), 'sorted'))
      .digest('hex');
  }
  return digests;
}
