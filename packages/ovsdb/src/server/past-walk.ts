/**
 * A way back through a database's log, in turns of a few milliseconds: others are served in between and may write, the
 * walk goes on from the state it has reached. Before: past-requests.ts, which asks. What it holds: a few entries of the log,
 * and the rows asked for as they were.
 */
import type { Clock } from '#base';
import { parseJson } from '#ovsdb/notation';
import type { Change } from './change.js';
import type { Database } from './database.js';
import { PastRows } from './past-rows.js';
import type { LogEntry } from './store/log-entry.js';
import { changeBack, type LogReader } from './store/log-reader.js';
import { changesIn, parseLoggedChange } from './store/log-text.js';
import type { Table } from './table.js';

/** Milliseconds of work after which others have their turn. */
const TURN_MS = 3;

/** Gives others their turn; `check` is called after each and throws to end the work. */
export class Pacer {
  readonly #clock: Clock;
  readonly #check: () => void;
  #since: number;

  constructor(clock: Clock, check: () => void) {
    this.#clock = clock;
    this.#check = check;
    this.#since = clock.monotonic();
  }

  get isDue(): boolean {
    return this.#clock.monotonic() - this.#since > TURN_MS;
  }

  async turn(): Promise<void> {
    await new Promise((resolve) => setImmediate(resolve));
    this.#check();
    this.#since = this.#clock.monotonic();
  }
}

/** The entries before `below`, newest first. */
export async function* entriesBack(log: LogReader, below: number, pacer: Pacer): AsyncGenerator<LogEntry, void> {
  for (let chunk = log.entries(below); chunk.length > 0; chunk = log.entries(below)) {
    for (const entry of chunk) {
      yield entry;
      below = entry.seq;
      if (pacer.isDue) await pacer.turn();
    }
    await pacer.turn();
  }
}

/** The number of the entry with this id; undefined when the log has none. */
export async function findEntry(log: LogReader, id: string, pacer: Pacer): Promise<number | undefined> {
  let below = Number.MAX_SAFE_INTEGER;
  for (let chunk = log.ids(below); chunk.length > 0; chunk = log.ids(below)) {
    const found = chunk.find((entry) => entry.id === id);
    if (found !== undefined) return found.seq;
    below = chunk.at(-1)?.seq ?? 0;
    await pacer.turn();
  }
  return undefined;
}

export class PastWalk {
  readonly past: PastRows;
  readonly #log: LogReader;
  readonly #pacer: Pacer;
  readonly #wants: (table: Table, id: string) => boolean;

  /** Begins now; all that is in memory has to be in the log. `wants`: the rows whose past is of interest. */
  constructor(log: LogReader, pacer: Pacer, wants: (table: Table, id: string) => boolean) {
    this.#log = log;
    this.#pacer = pacer;
    this.#wants = wants;
    this.past = new PastRows(wants);
  }

  /** Goes back over one entry, the newest first, none left out. Returns its changes of rows that are of interest. */
  async back(entry: LogEntry): Promise<Change[]> {
    const changes: Change[] = [];
    for (const text of entry.texts()) {
      for (const { table: number, id, from, to } of changesIn(text)) {
        const table = this.#log.tables.get(number);
        if (table !== undefined && this.#wants(table, id)) {
          const logged = parseLoggedChange(parseJson(text.slice(from, to)));
          const change = changeBack(this.#log.tables, this.past, logged);
          if (change !== undefined) changes.push(change);
        }
        if (this.#pacer.isDue) await this.#pacer.turn();
      }
    }
    return changes;
  }
}

/** Lets a walk see `database` as it was when `run` began, whatever is committed meanwhile. */
export async function whileKept<T>(database: Database, { past }: PastWalk, run: () => Promise<T>): Promise<T> {
  database.pasts.add(past);
  try {
    return await run();
  } finally {
    database.pasts.delete(past);
  }
}
