/**
 * Runs what clients wait for on a scratch database, in short pieces after its start, fewer while clients ask. JavaScript
 * is compiled well only once it has run some thousand times; without this the first thousands of transactions of a fresh
 * server take three times as long as later ones. Touches no real database.
 */
import type { Clock } from '#base';
import { type Connection, type ConnectionHandlers, parseRemote, Splitter } from '#ovsdb/jsonrpc';
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
const LONG_PAUSE_MS = 15;
const ROUNDS = 1200;
const ROUNDS_A_PIECE = 16;
const ROWS = 100;

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

/** Starts the rehearsal; returns how to break it off. */
export function rehearse(options: RehearsalOptions): () => void {
  const { clock, newId, requests } = options;
  let timer = clock.setTimeout(begin, PAUSE_MS);
  let stop = () => {};

  function begin(): void {
    const silent = { info: () => {}, warn: () => {}, error: () => {} };
    const service = new Service({ clock, newId, log: silent, maxBacklogBytes: Number.MAX_SAFE_INTEGER });
    const database = service.newDatabase(SCHEMA, newId());
    service.addDatabase(database, new SqliteStore(scratchDatabaseFile(SCHEMA, newId()), database, RETENTION));
    const writer = new Actor(service);
    const readers = [new Actor(service), new Actor(service)];
    for (const [i, reader] of readers.entries()) {
      reader.ask('monitor_cond_since', ['Rehearsal', ['m', i], { Switch: [{}], Port: [{}] }, newId()]);
    }
    let round = 0;
    let seen = requests();
    stop = () => service.close();
    const piece = () => {
      const end = clock.monotonic() + PIECE_MS;
      for (let i = 0; i < ROUNDS_A_PIECE && clock.monotonic() < end; i++) play(writer, round++, newId);
      const isQuiet = requests() === seen;
      seen = requests();
      if (round < ROUNDS) timer = clock.setTimeout(piece, isQuiet ? PAUSE_MS : LONG_PAUSE_MS);
      else {
        stop();
        stop = () => {};
      }
    };
    piece();
  }

  return () => {
    timer.cancel();
    stop();
  };
}

/** A transaction as nbctl sends it, one as controllers do, and reads. */
function play(writer: Actor, round: number, newId: () => string): void {
  if (round % ROWS === 0) {
    writer.transact({ op: 'delete', table: 'Switch', where: [] });
    writer.transact({ op: 'insert', table: 'Switch', uuid: SWITCH, row: { name: 'switch' } });
  }
  const name = `port${round}`;
  const uuid = newId();
  const isSwitch = [['_uuid', '==', ['uuid', SWITCH]]];
  const isPort = [['_uuid', '==', ['uuid', uuid]]];
  writer.transact(
    { op: 'insert', table: 'Port', uuid, 'uuid-name': 'p', row: { name, addresses: `0a:00:00:00:00:${round % 90}` } },
    { op: 'mutate', table: 'Switch', where: isSwitch, mutations: [['ports', 'insert', ['named-uuid', 'p']]] },
    { op: 'comment', comment: 'rehearsal' },
  );
  const ids = [
    'map',
    [
      ['iface', name],
      ['round', String(round)],
    ],
  ];
  writer.transact({
    op: 'update',
    table: 'Port',
    where: isPort,
    row: { tag: round % 4096, up: true, external_ids: ids },
  });
  writer.transact({ op: 'update', table: 'Port', where: isPort, row: { home: ['uuid', SWITCH], kind: 'router' } });
  writer.transact({ op: 'select', table: 'Port', where: [['name', '==', name]] });
}

const SWITCH = '5ea50000-0000-4000-8000-000000000001';

/** A client in the same process; what it is told is thrown away. */
class Actor {
  readonly #splitter = new Splitter();
  #handlers: ConnectionHandlers | undefined;
  #id = 0;

  constructor(service: Service) {
    const connection: Connection = {
      peer: 'rehearsal',
      remote: parseRemote('punix:rehearsal'),
      isNetwork: false,
      backlog: 0,
      send: () => {},
      start: (handlers) => {
        this.#handlers = handlers;
      },
      pause: () => {},
      resume: () => {},
      close: (reason) => this.#handlers?.close(reason),
    };
    service.accept(connection, { probeMs: 0, isReadOnly: false });
  }

  transact(...operations: Json[]): void {
    this.ask('transact', ['Rehearsal', ...operations]);
  }

  ask(method: string, params: Json): void {
    const request: Json = { method, params, id: this.#id++ };
    this.#splitter.push(Buffer.from(stringifyJson(request)), (message) => this.#handlers?.message(message));
  }
}
