/** A thread's program: carries SQLite's write-ahead log over into its file (checkpoint-thread.ts). */
import { workerData } from 'node:worker_threads';
import { Sqlite } from './sqlite.js';

export interface CheckpointWork {
  readonly path: string;
  /** Its element turns 1 at the end. */
  readonly ended: Int32Array;
}

function carryOver({ path, ended }: CheckpointWork): void {
  try {
    const sqlite = new Sqlite(path);
    sqlite.pragma('wal_checkpoint(PASSIVE)');
    // The file stays open elsewhere: closing it here leaves the log in its place.
    sqlite.close();
  } catch {
    // What is not carried over stays in the log: the next commits see to it.
  }
  Atomics.store(ended, 0, 1);
  Atomics.notify(ended, 0);
}

carryOver(workerData);
