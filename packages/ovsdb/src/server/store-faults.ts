/** What is wrong with the stores of databases: why the last batch was refused, and what of it is in the log. */
import type { Clock } from '#base';
import type { Database } from './database.js';
import type { ServiceLog } from './service-options.js';

const COMPLAINT_MS = 60_000;

interface Complaint {
  readonly text: string;
  readonly at: number;
}

export class StoreFaults {
  readonly #clock: Pick<Clock, 'monotonic'>;
  readonly #log: ServiceLog;
  readonly #refusals = new Map<Database, string>();
  /** The last one of each level: refused transactions and maintenance take turns. */
  readonly #complaints = {
    error: new Map<Database, Complaint>(),
    warn: new Map<Database, Complaint>(),
  };

  constructor(clock: Pick<Clock, 'monotonic'>, log: ServiceLog) {
    this.#clock = clock;
    this.#log = log;
  }

  /** Why the database's store refused its last batch; undefined when it took it. */
  of(database: Database): string | undefined {
    return this.#refusals.get(database);
  }

  stored(database: Database): void {
    this.#refusals.delete(database);
  }

  refused(database: Database, details: string): void {
    this.#refusals.set(database, details);
    this.complain(database, 'error', `transactions could not be stored and were undone: ${details}`);
  }

  /** Logs what is wrong with a store: the same once a minute, however often it is met. */
  complain(database: Database, level: 'error' | 'warn', text: string): void {
    const now = this.#clock.monotonic();
    const complaints = this.#complaints[level];
    const last = complaints.get(database);
    if (last?.text === text && now - last.at < COMPLAINT_MS) return;
    complaints.set(database, { text, at: now });
    this.#log[level](`${database.name}: ${text}`);
  }

  /** The database is not served any more. */
  forget(database: Database): void {
    this.#complaints.error.delete(database);
    this.#complaints.warn.delete(database);
    this.#refusals.delete(database);
  }
}
