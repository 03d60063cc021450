/** A file as a tool finds it: whose format it has, and what it says of itself before its rows are read. */
import { closeSync, existsSync, openSync, readFileSync, readSync, statSync } from 'node:fs';
import { systemCode, systemMessage } from '#base';
import { type DatabaseSchema, type JsonObject, parseSchema } from '#ovsdb/notation';
import { type ClusterHeader, readClusterHeader } from './cluster-log.js';
import { readDatabaseFile } from './database-file.js';
import { type LogKind, logKindOf, logRecords } from './log-records.js';
import { StoreError } from './store-error.js';

export type DescribedFile =
  | { readonly kind: 'standalone'; readonly schema: DatabaseSchema }
  | { readonly kind: 'clustered'; readonly header: ClusterHeader };

/** A database of ours or of ovsdb-server, by its beginning; the rows are not looked at. Throws `StoreError`, `OvsdbError`. */
export function describeFile(path: string): DescribedFile {
  const kind = readLogKind(path);
  if (kind === undefined) {
    const file = readDatabaseFile(path);
    file.close(false);
    return { kind: 'standalone', schema: file.schema };
  }
  const [first] = logRecords(path, readSource(path), kind);
  if (first === undefined) throw new StoreError('store-format', `${path}: holds no records`, { path });
  return kind === 'standalone'
    ? { kind, schema: parseSchema(first) }
    : { kind: 'clustered', header: readClusterHeader(first) };
}

/** The records of a cluster member's file. Throws `StoreError`. */
export function readClusterLog(path: string): Iterable<JsonObject> {
  return logRecords(path, readSource(path), 'clustered');
}

/** The format of a file of ovsdb-server; undefined for any other, and where there is none. */
export function readLogKind(path: string): LogKind | undefined {
  if (!existsSync(path) || !statSync(path).isFile()) return undefined;
  const descriptor = openSync(path, 'r');
  try {
    const start = Buffer.alloc(16);
    return logKindOf(start.toString('latin1', 0, readSync(descriptor, start, 0, start.length, 0)));
  } finally {
    closeSync(descriptor);
  }
}

/** The bytes of a file. Throws `StoreError` in the C tools' words. */
export function readSource(path: string): Buffer {
  try {
    return readFileSync(path);
  } catch (error) {
    const verb = systemCode(error) === 'EISDIR' ? 'read error' : 'open failed';
    throw new StoreError('store-unreadable', `${path}: ${verb} (${systemMessage(error)})`, { path });
  }
}
