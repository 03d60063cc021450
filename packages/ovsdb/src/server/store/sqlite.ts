/**
 * SQLite, by the release of better-sqlite3 that runs on this Node. Release 12 is compiled for Node 20, where 13 crashes. On
 * later ones it is 13, which comes compiled: 12 compiled for them ends the process on Node 24 when a statement is collected.
 */
import { createRequire } from 'node:module';
import type BetterSqlite from 'better-sqlite3';

export type { Statement } from 'better-sqlite3';
export type SqliteDatabase = BetterSqlite.Database;

/** The first Node that release 13 is for. */
const NODE_OF_13 = 22;

const load = createRequire(import.meta.url);
const [major] = process.versions.node.split('.');

export const Sqlite: typeof BetterSqlite = load(Number(major) < NODE_OF_13 ? 'better-sqlite3' : 'better-sqlite3-13');

/** What SQLite calls its fault, as `SQLITE_FULL`; undefined for what is none of its faults. */
export function sqliteCode(error: unknown): string | undefined {
  // Not `instanceof`: release 13 has one class for all realms of a process, that of the first that loads it.
  if (typeof error !== 'object' || error === null || !('code' in error)) return undefined;
  const { code } = error;
  return typeof code === 'string' && code.startsWith('SQLITE_') ? code : undefined;
}
