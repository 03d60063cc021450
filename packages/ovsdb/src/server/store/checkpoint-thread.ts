/**
 * Carries SQLite's write-ahead log over into its file on a thread of its own, after a batch so large that this would hold up
 * everybody: one at a time, while commits go on into the log.
 */
import { Worker } from 'node:worker_threads';
import { threadProgram } from '#base';
import type { CheckpointWork } from './checkpoint-worker.js';
import { CHECKPOINT_PAGES } from './commit-log.js';
import type { SqliteDatabase } from './sqlite.js';

const PROGRAM = threadProgram(import.meta.url, 'checkpoint-worker');
/** No checkpoint takes so long, in milliseconds. */
const MOST_MS = 60_000;

/** Bytes of a batch from which it is worth a thread. */
const WORTH = 8 * 1024 * 1024;

export class CheckpointThread {
  readonly #sqlite: SqliteDatabase;
  readonly #path: string;
  /** Commits carry nothing over themselves. */
  #isDeferred = false;
  /** Set while the thread runs: its element turns 1 at its end. */
  #ended: Int32Array | undefined;

  /** `path`: of the file that `sqlite` has open. */
  constructor(sqlite: SqliteDatabase, path: string) {
    this.#sqlite = sqlite;
    this.#path = path;
  }

  get isRunning(): boolean {
    return this.#ended !== undefined;
  }

  /** Has the commit that comes, if it is large, carry nothing over. */
  defer(bytes: number): void {
    if (bytes < WORTH || this.#isDeferred) return;
    this.#isDeferred = true;
    this.#sqlite.pragma('wal_autocheckpoint = 0');
  }

  /** Carries over what was deferred, if anything was. */
  start(): void {
    if (!this.#isDeferred || this.#ended !== undefined) return;
    const ended = new Int32Array(new SharedArrayBuffer(Int32Array.BYTES_PER_ELEMENT));
    this.#ended = ended;
    const work: CheckpointWork = { path: this.#path, ended };
    const worker = new Worker(PROGRAM, { workerData: work });
    worker.unref();
    const over = () => {
      Atomics.store(ended, 0, 1);
      this.#ended = undefined;
      this.undo();
    };
    worker.once('error', over);
    worker.once('exit', over);
  }

  /** From now on commits carry over again. */
  undo(): void {
    if (!this.#isDeferred || !this.#sqlite.open) return;
    this.#isDeferred = false;
    this.#sqlite.pragma(`wal_autocheckpoint = ${CHECKPOINT_PAGES}`);
  }

  /** Returns once the thread is through, so that the file can be closed. */
  wait(): void {
    if (this.#ended !== undefined) Atomics.wait(this.#ended, 0, 0, MOST_MS);
  }
}
