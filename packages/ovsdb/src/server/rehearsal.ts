/**
 * Runs what clients wait for on a scratch database: some rounds before the server listens, the others in short pieces after
 * that, fewer while clients ask. JavaScript
 * is compiled well only once it has run some hundred times; without this the first thousands of transactions of a fresh
 * server take three times as long as later ones. Each request comes over a socket and is answered in a turn of its own, as
 * those of clients that wait for their answers. Touches no real database.
 */
import { type Clock, type Timer, ZERO_UUID } from '#base';
import { type Connection, innerConnections } from '#ovsdb/jsonrpc';
import { type Json, parseSchema, stringifyJson } from '#ovsdb/notation';
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
const LONG_PAUSE_MS = 6;
const ROUNDS = 150;
/** Bursts before anything else is served: some ten milliseconds' work. */
const FIRST_BURSTS = 120;
/** Requests of a burst: of a client that does not wait for each answer. */
const BURST = 6;
/** Ports that the switch has at most. */
const ROWS = 100;
const READERS = 2;

/** Columns of the kinds that databases of OVN consist of. */
const SCHEMA = parseSchema({
  name: 'Rehearsal',
  version: '1.0.0',
  tables: {
    Switch: {
      isRoot: true,
      columns: {
        name: { type: 'string' },
        ports: { type: { key: { type: 'uuid', refTable: 'Port' }, min: 0, max: 'unlimited' } },
        external_ids: { type: { key: 'string', value: 'string', min: 0, max: 'unlimited' } },
      },
    },
    Port: {
      columns: {
        name: { type: 'string' },
        tag: { type: { key: { type: 'integer', minInteger: 0, maxInteger: 4095 }, min: 0, max: 1 } },
        up: { type: { key: 'boolean', min: 0, max: 1 } },
        addresses: { type: { key: 'string', min: 0, max: 'unlimited' } },
        kind: { type: { key: { type: 'string', enum: ['set', ['', 'router']] } } },
        home: { type: { key: { type: 'uuid', refTable: 'Switch', refType: 'weak' }, min: 0, max: 1 } },
        external_ids: { type: { key: 'string', value: 'string', min: 0, max: 'unlimited' } },
      },
      indexes: [['name']],
    },
  },
});

/**
 * Starts the rehearsal. Resolves when every step has been taken some times, with how to break off the rest: code that V8
 * compiles before it has run all its branches is thrown away when it comes to the others.
 */
export async function rehearse(options: RehearsalOptions): Promise<() => void> {
  const rehearsal = new Rehearsal(options);
  try {
    await rehearsal.begin();
  } catch {
    // Without a socket to do it on it does not take place.
    rehearsal.end();
  }
  return () => rehearsal.end();
}

class Rehearsal {
  readonly #options: RehearsalOptions;
  readonly #service: Service;
  #timer: Timer | undefined;
  readonly #requests: Iterator<readonly string[]>;
  #unanswered = 0;
  #seen = 0;
  #pieceEnd = 0;
  #hasEnded = false;

  constructor(options: RehearsalOptions) {
    const { clock, newId } = options;
    this.#options = options;
    const silent = { info: () => {}, warn: () => {}, error: () => {} };
    this.#service = new Service({ clock, newId, log: silent, maxBacklogBytes: Number.MAX_SAFE_INTEGER });
    const database = this.#service.newDatabase(SCHEMA, newId());
    const store = new SqliteStore(scratchDatabaseFile(SCHEMA, newId()), database, RETENTION);
    this.#service.addDatabase(database, store);
    this.#requests = requests(newId);
  }

  /** Resolves when the first rounds are over. */
  async begin(): Promise<void> {
    const pairs = await innerConnections(1 + READERS);
    for (const { server } of pairs) this.#service.accept(server, { probeMs: 0, isReadOnly: false });
    const [writer, ...readers] = pairs.map(({ client }) => client);
    if (writer === undefined) return;
    for (const [i, reader] of readers.entries()) {
      reader.start({ message: () => {}, close: () => {} });
      const tables = { Switch: [{}], Port: [{}] };
      reader.send({ method: 'monitor_cond_since', params: ['Rehearsal', ['m', i], tables, ZERO_UUID], id: 0 });
    }
    await new Promise<void>((resolve) => {
      let left = FIRST_BURSTS;
      const message = () => {
        if (--this.#unanswered > 0) return;
        if (left-- > 0) this.#ask(writer);
        else this.#answered(writer);
        if (left === 0) resolve();
      };
      const close = () => {
        this.end();
        resolve();
      };
      writer.start({ message, close });
      this.#ask(writer);
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

/** Bursts of transactions as nbctl and controllers send them, and reads: most of one request. */
function* requests(newId: () => string): Generator<readonly string[]> {
  let id = 0;
  const transaction = (...operations: readonly Json[]): string => {
    const params = ['Rehearsal', ...operations];
    const method = 'transact';
    // Clients write the members in different orders.
    const forms = [
      { method, params, id },
      { id, method, params },
      { method, id, params },
    ];
    return stringifyJson(forms[id++ % forms.length] ?? null);
  };
  const isSwitch = [['_uuid', '==', ['uuid', SWITCH]]];
  const joined = {
    op: 'mutate',
    table: 'Switch',
    where: isSwitch,
    mutations: [['ports', 'insert', ['named-uuid', 'p']]],
  };
  for (let round = 0; round < ROUNDS; round++) {
    if (round % ROWS === 0) {
      yield [transaction({ op: 'delete', table: 'Switch', where: [] })];
      yield [transaction({ op: 'insert', table: 'Switch', uuid: SWITCH, row: { name: 'switch' } })];
    }
    const name = `port${round}`;
    const uuid = newId();
    const isPort = [['_uuid', '==', ['uuid', uuid]]];
    const row = { name, addresses: `0a:00:00:00:00:${round % 90}` };
    yield [
      transaction({ op: 'insert', table: 'Port', uuid, 'uuid-name': 'p', row }, joined, {
        op: 'comment',
        comment: 'rehearsal',
      }),
    ];
    const twin = { op: 'insert', table: 'Port', 'uuid-name': 'p', row: { name: `twin${round}` } };
    yield [transaction(twin, joined, { op: 'commit', durable: true })];
    const ids = [
      ['iface', name],
      ['round', String(round)],
    ];
    const bound = { tag: round % 4096, up: true, external_ids: ['map', ids] };
    yield [transaction({ op: 'update', table: 'Port', where: isPort, row: bound })];
    const moved = { home: ['uuid', SWITCH], kind: 'router' };
    yield [transaction({ op: 'update', table: 'Port', where: isPort, row: moved })];
    yield Array.from({ length: BURST }, (_, i) =>
      transaction({ op: 'update', table: 'Port', where: isPort, row: { addresses: `${round} ${i}` } }),
    );
    yield [transaction({ op: 'select', table: 'Port', where: [['name', '==', name]] })];
  }
}

const SWITCH = '5ea50000-0000-4000-8000-000000000001';
