/**
 * Runs what clients wait for on a scratch database: some rounds before the server listens, the others in short pieces after
 * that, fewer while clients ask. JavaScript
 * is compiled well only once it has run some hundred times; without this the first thousands of transactions of a fresh
 * server take three times as long as later ones. Each request comes over a socket and is answered in a turn of its own, as
 * those of clients that wait for their answers. Touches no real database.
 */
import { type Clock, type Timer, ZERO_UUID } from '#base';
import { type Connection, innerConnections } from '#ovsdb/jsonrpc';
import type { HistoryLimits } from './history.js';
import { follow, rareRequests, requests, SCHEMA } from './rehearsal-requests.js';
import { Service } from './service.js';
import { scratchDatabaseFile } from './store/database-file.js';
import { RETENTION } from './store/log-retention.js';
import { SqliteStore } from './store/sqlite-store.js';

export interface RehearsalOptions {
  readonly clock: Clock;
  readonly newId: () => string;
  /** How many requests the clients have sent. */
  readonly requests: () => number;
}

/** Milliseconds of a piece, */
const PIECE_MS = 3;
/** and between two, when clients are quiet and when they are not. */
const PAUSE_MS = 1;
const LONG_PAUSE_MS = 15;
const ROUNDS = 300;
/** Bursts before anything else is served: some ten milliseconds' work. */
const FIRST_BURSTS = 120;
const READERS = 2;
/** Little, so that all that is full now and then is so soon. */
const HISTORY: HistoryLimits = { commits: 10, weight: 100 };
const LOG_BYTES = 16 * 1024;

/**
 * Starts the rehearsal. Resolves when every step has been taken some times, with how to break off the rest. All that can come
 * is done a few times to begin with, the end included: code that V8 compiles well before it has run all its branches is
 * thrown away when it comes to the others.
 */
export async function rehearse(options: RehearsalOptions): Promise<() => void> {
  const { newId } = options;
  const short = new Rehearsal(options, rareRequests(newId));
  const long = new Rehearsal(options, requests(ROUNDS, newId));
  try {
    await short.begin(Number.POSITIVE_INFINITY);
    await long.begin(FIRST_BURSTS);
  } catch {
    // Without a socket to do it on it does not take place.
    long.end();
  } finally {
    short.end();
  }
  return () => long.end();
}

/** A service with a few clients. */
class Rehearsal {
  readonly #options: RehearsalOptions;
  readonly #service: Service;
  #timer: Timer | undefined;
  readonly #requests: Iterator<readonly string[]>;
  #unanswered = 0;
  #seen = 0;
  #pieceEnd = 0;
  #hasEnded = false;

  constructor(options: RehearsalOptions, requests: Iterator<readonly string[]>) {
    const { clock, newId } = options;
    this.#options = options;
    const silent = { info: () => {}, warn: () => {}, error: () => {} };
    this.#service = new Service({
      clock,
      newId,
      log: silent,
      maxBacklogBytes: Number.MAX_SAFE_INTEGER,
      processors: 2,
    });
    // Two, so that the code that calls them is not made for one.
    this.#service.onCommit(() => {});
    this.#service.onCommit((database) => database.name);
    // Most servers have two.
    for (const schema of [SCHEMA, { ...SCHEMA, name: 'Spare' }]) {
      const database = this.#service.newDatabase(schema, newId(), { history: HISTORY });
      const store = new SqliteStore(scratchDatabaseFile(schema, newId(), LOG_BYTES), database, RETENTION);
      this.#service.addDatabase(database, store);
    }
    this.#requests = requests;
  }

  /** Resolves when so many bursts have been answered, or all there are. */
  async begin(bursts: number): Promise<void> {
    const pairs = await innerConnections(1 + READERS);
    for (const { server } of pairs) this.#service.accept(server, { probeMs: 0, isReadOnly: false });
    const [writer, ...readers] = pairs;
    if (writer === undefined) return;
    for (const { socket } of readers) {
      // What it is told is not parsed: objects with rows' ids as members would leave a class of their own each.
      socket.resume();
      socket.write(follow(ZERO_UUID));
    }
    await new Promise<void>((resolve) => {
      let left = bursts;
      const message = () => {
        if (--this.#unanswered > 0) return;
        if (left-- > 0) this.#ask(writer.client);
        else this.#answered(writer.client);
        if (left === 0) resolve();
      };
      const close = () => {
        this.end();
        resolve();
      };
      writer.client.start({ message, close });
      this.#ask(writer.client);
    });
  }

  end(): void {
    if (this.#hasEnded) return;
    this.#hasEnded = true;
    this.#timer?.cancel();
    this.#service.close();
  }

  #piece(writer: Connection): void {
    this.#pieceEnd = this.#options.clock.monotonic() + PIECE_MS;
    this.#ask(writer);
  }

  #ask(writer: Connection): void {
    const { value, done } = this.#requests.next();
    if (done === true) this.end();
    else {
      this.#unanswered = value.length;
      for (const text of value) writer.send(text);
    }
  }

  #answered(writer: Connection): void {
    const { clock, requests: asked } = this.#options;
    if (clock.monotonic() < this.#pieceEnd) {
      this.#ask(writer);
      return;
    }
    const isQuiet = asked() === this.#seen;
    this.#seen = asked();
    this.#timer = clock.setTimeout(() => this.#piece(writer), isQuiet ? PAUSE_MS : LONG_PAUSE_MS);
  }
}
