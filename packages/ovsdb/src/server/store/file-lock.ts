/** The lock beside a database file, which one server holds: as long as it does, tools may read the file and change nothing. */
import { closeSync, existsSync, openSync, realpathSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { systemMessage } from '#base';
import { Sqlite, type SqliteDatabase } from './sqlite.js';
import { StoreError } from './store-error.js';

const LOCK_MODE = 0o600;

export function lockPathOf(path: string): string {
  return join(dirname(path), `.${basename(path)}.~lock~`);
}

/** Whether another process holds the lock of `lockFile`. */
export function isServed(path: string): boolean {
  const lockPath = lockPathOf(realpathSync(path));
  if (!existsSync(lockPath)) return false;
  const lock = new Sqlite(lockPath, { readonly: true, timeout: 0 });
  try {
    lock.prepare('SELECT 1 FROM sqlite_master').get();
    return false;
  } catch {
    return true;
  } finally {
    lock.close();
  }
}

/**
 * Holds a lock beside the file as long as this process lives: SQLite's own lock would keep the tools from reading a
 * database that is being served. Returns how to give it back.
 */
export function lockFile(path: string): () => void {
  // Whichever of its names a file is opened by.
  const lockPath = lockPathOf(realpathSync(path));
  let lock: SqliteDatabase;
  try {
    // Never opened when it is there: closing it would drop the lock this process may have on it.
    if (!existsSync(lockPath)) closeSync(openSync(lockPath, 'a', LOCK_MODE));
    lock = new Sqlite(lockPath, { timeout: 0 });
  } catch (error) {
    throw new StoreError('store-unreadable', `${lockPath}: cannot be made (${systemMessage(error)})`, { path });
  }
  try {
    lock.pragma('journal_mode = MEMORY');
    lock.exec('BEGIN EXCLUSIVE');
  } catch {
    lock.close();
    throw new StoreError('store-in-use', `${path}: another server has this database open`, { path });
  }
  return () => lock.close();
}
