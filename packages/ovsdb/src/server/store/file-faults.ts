/** What is wrong with a file that cannot be opened as a database, in the words that a user gets: what, where, what to do. */
import { accessSync, closeSync, constants, openSync, readSync, realpathSync, type Stats, statSync } from 'node:fs';
import { dirname } from 'node:path';
import { systemMessage } from '#base';
import { commitLogPath } from './commit-log.js';
import { logKindOf } from './log-records.js';
import { sqliteCode } from './sqlite.js';
import { StoreError } from './store-error.js';

/** A fault of SQLite or the system, found in the file at `path`, in the words that a user gets. */
export function unreadable(path: string, error: unknown): Error {
  if (error instanceof StoreError) return error;
  const code = sqliteCode(error);
  const isSystem = error instanceof Error && 'syscall' in error;
  const isDamage = code === undefined ? !isSystem : /^SQLITE_(CORRUPT|NOTADB)/.test(code);
  const cure = isDamage ? ': put a backup in its place' : '';
  return new StoreError('store-unreadable', `${path}: cannot be read as a database (${systemMessage(error)})${cure}`, {
    path,
  });
}

/** Whether SQLite found no room on the disk. */
export function isFull(error: unknown): boolean {
  return sqliteCode(error) === 'SQLITE_FULL';
}

/** That transactions are missing between what the file at `path` has and the end of its commit log. */
export function discontinuous(path: string): StoreError {
  const log = commitLogPath(path);
  const cures = `put a backup in its place and remove ${log}, or only remove that to go on without them`;
  return new StoreError('store-unreadable', `${path}: transactions before the end of ${log} are missing: ${cures}`, {
    path,
  });
}

/** Throws `StoreError` unless there is a file. */
export function checkExists(path: string): void {
  let found: Stats;
  try {
    found = statSync(path);
  } catch (error) {
    throw new StoreError('store-missing', `${path}: open failed (${systemMessage(error)})`, { path });
  }
  if (found.isFile()) return;
  const kind = found.isDirectory() ? 'Is a directory' : 'Not a regular file';
  throw new StoreError('store-unreadable', `${path}: cannot be read as a database (${kind})`, { path });
}

/** Throws `StoreError` with what the system has against writing: SQLite would only say that it could not open the file. */
export function checkWritable(path: string): void {
  for (const place of [path, dirname(realpathSync(path))]) {
    try {
      accessSync(place, constants.R_OK | constants.W_OK);
    } catch (error) {
      throw new StoreError('store-unreadable', `${path}: open failed (${systemMessage(error)})`, { path });
    }
  }
}

/** Throws `StoreError` when the first bytes are none of ours. Nobody may have the file open in this process: closing it would drop SQLite's locks. */
export function checkStart(path: string): void {
  const start = startOf(path);
  if (start === '') {
    throw new StoreError('store-format', `${path}: is empty: remove it, or put a backup in its place`, { path });
  }
  const kind = logKindOf(start);
  if (kind === undefined) return;
  const command = kind === 'standalone' ? `import ${path} DB` : `cluster-to-standalone DB ${path}`;
  const cure = `make a database of this program of it with "ovsdb-tool ${command}"`;
  throw new StoreError('store-format', `${path}: is a file of ovsdb-server: ${cure}`, { path });
}

function startOf(path: string): string {
  const descriptor = openSync(path, 'r');
  try {
    const start = Buffer.alloc(16);
    const length = readSync(descriptor, start, 0, start.length, 0);
    return start.toString('latin1', 0, length);
  } finally {
    closeSync(descriptor);
  }
}
