/** A service without sockets and files, for tests: clients that speak JSON, a store that can be told to refuse. */
import type { Clock, Timer } from '#base';
import { type Connection, type ConnectionHandlers, parseRemote } from '#ovsdb/jsonrpc';
import { type Json, parseJson, parseSchema, stringifyJson } from '#ovsdb/notation';
import { Service } from './service.js';
import type { Store, StoredTransaction } from './store.js';

/** A client's end: what it was told, in order, as text. */
export class TestClient {
  readonly heard: string[] = [];
  /** Why the server closed the connection. */
  closedBecause: string | undefined;
  /** What the connection says is not taken yet. */
  backlog = 0;
  #handlers: ConnectionHandlers | undefined;
  /** Whether the server reads what it sends, and what it has not read. */
  isRead = true;
  #unread: Json[] = [];
  #text = '';

  readonly connection: Connection;

  constructor(peer: string) {
    this.connection = {
      peer,
      remote: parseRemote('punix:/test'),
      isNetwork: false,
      backlog: 0,
      unread: 0,
      send: (message) => this.#hear(typeof message === 'string' ? message : stringifyJson(message)),
      start: (handlers) => {
        this.#handlers = handlers;
      },
      pause: () => {
        this.isRead = false;
      },
      resume: () => this.#resume(),
      close: (reason) => {
        this.closedBecause = reason ?? 'closed';
        this.#handlers?.close(reason);
      },
    };
    Object.defineProperty(this.connection, 'backlog', { get: () => this.backlog });
  }

  /** Sends a request and gives the next turn of the event loop, in which the answer comes. */
  async ask(method: string, params: Json, id: Json = 1): Promise<string[]> {
    this.send(method, params, id);
    return this.next();
  }

  /** Sends a request whose answer takes many turns, and gives the first message that comes. */
  async askLong(method: string, params: Json, id: Json = 1): Promise<string> {
    this.send(method, params, id);
    let text = '';
    while (this.closedBecause === undefined) {
      const piece = this.heard.shift();
      if (piece === undefined) {
        await new Promise((resolve) => setImmediate(resolve));
        continue;
      }
      text += piece;
      if (isWhole(text)) return text;
    }
    throw new Error(`the server closed the connection: ${this.closedBecause}`);
  }

  send(method: string, params: Json, id: Json = 1): void {
    this.#unread.push({ method, params, id });
    if (this.isRead) this.#resume();
  }

  #resume(): void {
    this.isRead = true;
    while (this.isRead) {
      const message = this.#unread.shift();
      if (message === undefined) return;
      this.#handlers?.message(message);
    }
  }

  /** What was said since the last time, once the server's turn is over. */
  async next(): Promise<string[]> {
    await new Promise((resolve) => setImmediate(() => setImmediate(resolve)));
    return this.heard.splice(0);
  }

  drain(): void {
    this.backlog = 0;
    this.#handlers?.drained?.();
  }

  hangUp(): void {
    this.#handlers?.close('connection closed by peer');
  }

  /** Messages come as pieces of text: each is kept once it is whole. */
  #hear(text: string): void {
    this.#text += text;
    for (const message of splitMessages(this.#text)) this.heard.push(message);
    this.#text = '';
  }
}

/** False for the first pieces of a long message. */
function isWhole(text: string): boolean {
  // To parse a long message after each of its pieces would take long.
  if (text.length > 100_000 && !text.endsWith(',"error":null}')) return false;
  try {
    return parseJson(text) !== undefined;
  } catch {
    return false;
  }
}

function splitMessages(text: string): string[] {
  const messages: string[] = [];
  let from = 0;
  for (let to = text.indexOf('}{', from); to >= 0; to = text.indexOf('}{', from)) {
    messages.push(text.slice(from, to + 1));
    from = to + 1;
  }
  messages.push(text.slice(from));
  return messages;
}

export class TestStore implements Store {
  readonly committed: StoredTransaction[][] = [];
  /** Set to make the next commits fail. */
  refusal: string | undefined;

  commit(batch: readonly StoredTransaction[]): void {
    if (this.refusal !== undefined) throw new Error(this.refusal);
    this.committed.push([...batch]);
  }

  /** False to sync as a slow disk does: when the test calls `finishSync`. */
  isFast = true;
  #syncing: ((error: Error | undefined) => void) | undefined;

  syncsFast(): boolean {
    return this.isFast;
  }

  sync(): void {}

  syncLater(done: (error: Error | undefined) => void): void {
    this.#syncing = done;
  }

  finishSync(error?: Error): void {
    const done = this.#syncing;
    this.#syncing = undefined;
    done?.(error);
  }

  maintain(): boolean {
    return false;
  }

  tidy(): boolean {
    return false;
  }

  compact(done: (error?: Error) => void): void {
    done();
  }

  close(): void {}
}

/** A clock that stands still until it is turned. */
export class TestClock implements Clock {
  #now = 0;
  /** Milliseconds that pass each time when somebody looks how long something takes. */
  tick = 0;
  #timers: { readonly at: number; readonly run: () => void }[] = [];

  now(): number {
    return this.#now;
  }

  monotonic(): number {
    this.#now += this.tick;
    return this.#now;
  }

  readonly setTimeout = (run: () => void, ms: number): Timer => {
    const timer = { at: this.#now + ms, run };
    this.#timers.push(timer);
    return { cancel: () => (this.#timers = this.#timers.filter((each) => each !== timer)) };
  };

  advance(ms: number): void {
    this.#now += ms;
    const due = this.#timers.filter(({ at }) => at <= this.#now);
    this.#timers = this.#timers.filter(({ at }) => at > this.#now);
    for (const { run } of due) run();
  }
}

export interface TestService {
  readonly service: Service;
  readonly store: TestStore;
  readonly clock: TestClock;
  readonly log: string[];
  client(): TestClient;
}

export interface TestServiceOptions {
  readonly maxBacklogBytes?: number;
  /** Where the uuids that it makes up begin: services that know each other need different ones. */
  readonly idsAfter?: number;
}

/** A service with one empty database of `schema`; uuids it makes up count up from `00000000-0000-4000-8000-000000000001`. */
export function testService(schema: string, options: TestServiceOptions = {}): TestService {
  const clock = new TestClock();
  const log: string[] = [];
  let ids = options.idsAfter ?? 0;
  const newId = () => `00000000-0000-4000-8000-${String(++ids).padStart(12, '0')}`;
  const service = new Service({
    clock,
    newId,
    log: { info: (text) => log.push(text), warn: (text) => log.push(text), error: (text) => log.push(text) },
    maxBacklogBytes: options.maxBacklogBytes ?? 1024 * 1024,
  });
  const store = new TestStore();
  service.addDatabase(service.newDatabase(parseSchema(parseJson(schema)), newId()), store);
  let clients = 0;
  return {
    service,
    store,
    clock,
    log,
    client: () => {
      const client = new TestClient(`test#${clients++}`);
      service.accept(client.connection, { probeMs: 0, isReadOnly: false });
      return client;
    },
  };
}
