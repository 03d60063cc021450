/** What a rehearsal asks for: requests as nbctl, northd and controllers send them, on a database of a few rows. */
import { type Json, parseSchema, stringifyJson } from '#ovsdb/notation';

/** Requests of a burst: of a client that does not wait for each answer. */
const BURST = 6;
/** Rounds after which all rows go and others come: a switch has some tens of ports. */
const ROWS = 50;
const SWITCH = '5ea50000-0000-4000-8000-000000000001';
const PORT = '5ea50000-0000-4000-8000-000000000002';
const NAME = 'Rehearsal';
/** Rows of the largest transaction: several chunks of the stream that it comes in. */
const MANY = 600;

const EXTERNAL_IDS: Json = { type: { key: 'string', value: 'string', min: 0, max: 'unlimited' } };
const STRING: Json = { type: 'string' };

/** Columns of the kinds that databases of OVN consist of. */
export const SCHEMA = parseSchema({
  name: NAME,
  version: '1.0.0',
  tables: {
    Switch: {
      isRoot: true,
      maxRows: 1000,
      columns: {
        name: STRING,
        ports: { type: { key: { type: 'uuid', refTable: 'Port' }, min: 0, max: 'unlimited' } },
        external_ids: EXTERNAL_IDS,
      },
    },
    Port: {
      columns: {
        name: STRING,
        tag: { type: { key: { type: 'integer', minInteger: 0, maxInteger: 4095 }, min: 0, max: 1 } },
        up: { type: { key: 'boolean', min: 0, max: 1 } },
        addresses: { type: { key: 'string', min: 0, max: 'unlimited' } },
        kind: { type: { key: { type: 'string', enum: ['set', ['', 'router']] } } },
        home: { type: { key: { type: 'uuid', refTable: 'Switch', refType: 'weak' }, min: 0, max: 1 } },
        peers: { type: { key: { type: 'uuid', refTable: 'Port', refType: 'weak' }, min: 0, max: 'unlimited' } },
        external_ids: EXTERNAL_IDS,
      },
      indexes: [['name']],
    },
    Neighbour: {
      isRoot: true,
      columns: {
        port: STRING,
        ip: STRING,
        mac: STRING,
        home: { type: { key: { type: 'uuid', refTable: 'Switch' } } },
      },
      indexes: [['port', 'ip']],
    },
  },
});

const EMPTYING = ['Switch', 'Neighbour'].map((table) => ({ op: 'delete', table, where: [] }));
/** The port that the same transaction makes becomes one of the switch. */
const JOINED = {
  op: 'mutate',
  table: 'Switch',
  where: [['_uuid', '==', ['uuid', SWITCH]]],
  mutations: [['ports', 'insert', ['named-uuid', 'p']]],
};

/** Has the server tell of all changes, as clients do that follow a database. */
export function follow(since: string): string {
  const tables = { Switch: [{}], Port: [{}], Neighbour: [{}] };
  return stringifyJson({ method: 'monitor_cond_since', params: [NAME, ['m', 0], tables, since], id: 0 });
}

/** Writes requests, members in the different orders of the clients that there are. */
class RequestWriter {
  #id = 0;

  transaction(...operations: readonly Json[]): string {
    return this.request('transact', [NAME, ...operations]);
  }

  request(method: string, params: readonly Json[]): string {
    const id = this.#id++;
    const forms = [
      { method, params, id },
      { id, method, params },
      { method, id, params },
    ];
    return stringifyJson(forms[id % forms.length] ?? null);
  }
}

/** Bursts of requests, most of one request. */
export function* requests(rounds: number, newId: () => string): Generator<readonly string[]> {
  const writer = new RequestWriter();
  for (let round = 0; round < rounds; round++) {
    if (round % ROWS === 0) {
      yield [writer.transaction(...EMPTYING)];
      yield [writer.transaction({ op: 'insert', table: 'Switch', uuid: SWITCH, row: { name: 'switch' } })];
    }
    yield* portRequests(writer, round, newId());
    yield* neighbourRequests(writer, round, newId());
  }
}

/** What comes once only, or seldom: all that must not be new to code that is compiled well. */
export function* rareRequests(newId: () => string): Generator<readonly string[]> {
  const writer = new RequestWriter();
  yield [writer.request('echo', manyValues()), writer.request('list_dbs', []), writer.request('get_schema', [NAME])];
  yield* requests(3, newId);
  const port = { op: 'insert', table: 'Port', uuid: PORT, 'uuid-name': 'p', row: { name: 'seldom' } };
  yield [writer.transaction(port, JOINED)];
  const peers = ['set', [['uuid', PORT]]];
  const isOther = [['name', '!=', 'seldom']];
  yield [writer.transaction({ op: 'update', table: 'Port', where: isOther, row: { peers } })];
  // Refused: it is referred to; there is no such column.
  yield [writer.transaction({ op: 'delete', table: 'Port', where: [['name', '==', 'seldom']] })];
  yield [writer.transaction({ op: 'insert', table: 'Neighbour', row: { none: 1 } })];
  // It goes, and what refers to it weakly is told.
  const mutations = [['ports', 'delete', ['uuid', PORT]]];
  yield [writer.transaction({ op: 'mutate', table: 'Switch', where: [], mutations })];
  yield [manyRows(writer)];
  yield [writer.transaction(...EMPTYING)];
}

/** Of a message of several chunks and pieces: characters that are escaped and that are no ASCII, and numbers of all kinds. */
function manyValues(): Json[] {
  const texts = Array.from({ length: 5000 }, (_, i) => (i % 100 === 0 ? 'é' : `"${i}\\ and some words`));
  return [...texts, 0.5, 1, 2 ** 53];
}

/** As northd writes its first flows: a message of several chunks, with characters that are escaped. */
function manyRows(writer: RequestWriter): string {
  const home = ['named-uuid', 's'];
  const inserts = Array.from({ length: MANY }, (_, i) => {
    const mac = `inport == "many${i}" && eth.src == 0a:00:00:00:00:00 && ip4.src == 10.0.0.${i}`;
    return { op: 'insert', table: 'Neighbour', row: { port: `many${i}`, ip: `10.0.0.${i}`, mac, home } };
  });
  return writer.transaction({ op: 'insert', table: 'Switch', 'uuid-name': 's', row: { name: 'many' } }, ...inserts);
}

function* portRequests(writer: RequestWriter, round: number, uuid: string): Generator<readonly string[]> {
  const name = `port${round}`;
  const isPort = [['_uuid', '==', ['uuid', uuid]]];
  const row = { name, addresses: `0a:00:00:00:00:${round % 90}` };
  const port = { op: 'insert', table: 'Port', uuid, 'uuid-name': 'p', row };
  yield [writer.transaction(port, JOINED, { op: 'comment', comment: 'rehearsal' })];
  const twin = { op: 'insert', table: 'Port', 'uuid-name': 'p', row: { name: `twin${round}` } };
  yield [writer.transaction(twin, JOINED, { op: 'commit', durable: true })];
  const ids = [
    ['iface', name],
    ['round', String(round)],
  ];
  const update = (changed: Json) => writer.transaction({ op: 'update', table: 'Port', where: isPort, row: changed });
  yield [update({ tag: round % 4096, up: true, external_ids: ['map', ids] })];
  yield [update({ home: ['uuid', SWITCH], kind: 'router', peers: ['uuid', uuid] })];
  yield Array.from({ length: BURST }, (_, i) => update({ addresses: `${round} ${i}` }));
  yield [writer.transaction({ op: 'select', table: 'Port', where: [['name', '==', name]] })];
}

function* neighbourRequests(writer: RequestWriter, round: number, uuid: string): Generator<readonly string[]> {
  const table = 'Neighbour';
  const home = ['uuid', SWITCH];
  const row = { port: `port${round}`, ip: '10.0.0.1', mac: '', home };
  yield [writer.transaction({ op: 'insert', table, uuid, row })];
  const where = [['_uuid', '==', ['uuid', uuid]]];
  const update = (i: number) =>
    writer.transaction({ op: 'update', table, where, row: { mac: `0a:00:00:00:${round % 90}:${i}` } });
  yield Array.from({ length: BURST }, (_, i) => update(i));
}
