import { afterEach, expect, test } from '@jest/globals';
import type { Clock, Log } from '#base';
import { connect, openSession, request, type Session, systemClock, systemRandom } from '#ovsdb/jsonrpc';
import { type Json, type JsonArray, OvsdbError, parseJson, parseSchema, stringifyJson } from '#ovsdb/notation';
import { TestPlace, until } from '../io/testing-place.js';
import { testService } from '../server/testing-service.js';
import { parseRelay, Relay } from './relay.js';

const SCHEMA = `{"name":"D","version":"1.0.0","tables":{
  "Switch":{"isRoot":true,"columns":{"name":{"type":"string"},"tags":{"type":{"key":"integer","min":0,"max":"unlimited"}},
    "options":{"type":{"key":"string","value":"string","min":0,"max":"unlimited"}},
    "ports":{"type":{"key":{"type":"uuid","refTable":"Port"},"min":0,"max":"unlimited"}}}},
  "Port":{"columns":{"n":{"type":"integer"}}}}}`;
const OWN = '{"name":"Own","version":"1.0.0","tables":{"T":{"columns":{"n":{"type":"integer"}}}}}';
const A = 'aaaaaaaa-aaaa-aaaa-aaaa-aaaaaaaaaaaa';
const P = 'bbbbbbbb-bbbb-bbbb-bbbb-bbbbbbbbbbbb';
const ZERO = '00000000-0000-0000-0000-000000000000';

const place = new TestPlace();
afterEach(() => place.clear());

/** A relay, and the service that it serves its copy with. */
function startRelay(directory: string, name: string, remotes: readonly string[], clock: Clock = systemClock) {
  const { service } = testService(OWN);
  const log: string[] = [];
  const say = (text: string) => void log.push(text);
  const logger: Log = { debug: say, info: say, warn: say, error: say };
  const tls = () => undefined;
  const relay = new Relay(name, remotes, {
    service,
    clock,
    log: logger,
    connectionLog: logger,
    random: systemRandom,
    rundir: directory,
    tls,
  });
  place.later(() => relay.close());
  return { service, log, relay };
}

class Client {
  readonly heard: string[] = [];
  readonly session: Session;

  private constructor(session: Session, heard: string[]) {
    this.session = session;
    this.heard = heard;
  }

  static async at(path: string): Promise<Client> {
    const heard: string[] = [];
    const session = openSession(await connect(`unix:${path}`), {
      clock: systemClock,
      handlers: { notification: (method, params) => heard.push(`${method} ${stringifyJson(params)}`) },
    });
    place.later(() => session.close('test ended'));
    await request(session, 'set_db_change_aware', [true]);
    return new Client(session, heard);
  }

  async ask(method: string, ...params: JsonArray): Promise<string> {
    return stringifyJson(await request(this.session, method, params), 'sorted');
  }

  transact(...operations: Json[]): Promise<string> {
    return this.ask('transact', 'D', ...operations);
  }
}

const insert = (name: string): Json => ({ op: 'insert', table: 'Switch', row: { name } });
const rows = { op: 'select', table: 'Switch', where: [], columns: ['name', 'tags', 'options', 'ports'] };
const names = { op: 'select', table: 'Switch', where: [], columns: ['name'] };
const state = [
  '_Server',
  { op: 'select', table: 'Database', where: [['name', '==', 'D']], columns: ['connected', 'leader', 'model'] },
];

test('a relay serves what its source has, hands on writes, and catches up after a cut', async () => {
  const directory = place.directory();
  const source = testService(SCHEMA);
  const { service, log } = startRelay(directory, 'D', [`unix:${directory}/s`]);
  await place.listen(service, `${directory}/r`);
  const client = await Client.at(`${directory}/r`);
  expect(await client.ask('list_dbs')).toBe('["D","Own","_Server"]');
  expect(await client.ask('transact', ...state)).toBe(
    '[{"rows":[{"connected":false,"leader":false,"model":"relay"}]}]',
  );
  await expect(client.transact(rows)).rejects.toThrow('database not available: transact request specifies database D');

  const writer = source.client();
  await writer.ask('transact', [
    'D',
    { op: 'insert', table: 'Switch', uuid: A, row: { name: 'a', tags: ['set', [1, 2]] } },
  ]);
  let listener = await place.listen(source.service, `${directory}/s`);
  await until(() => service.database('D') !== undefined);
  expect(await client.ask('transact', ...state)).toMatch('"connected":true');

  await request(client.session, 'monitor_cond', ['D', 'm', { Switch: [{ columns: ['name'] }] }]);
  expect(
    await client.transact(
      { op: 'insert', table: 'Port', uuid: P, row: { n: 1 } },
      {
        op: 'mutate',
        table: 'Switch',
        where: [],
        mutations: [
          ['tags', 'insert', ['set', [3]]],
          ['tags', 'delete', 1],
          ['ports', 'insert', ['uuid', P]],
        ],
      },
      { op: 'update', table: 'Switch', where: [], row: { name: 'b', options: ['map', [['k', 'v']]] } },
    ),
  ).toBe(`[{"uuid":["uuid","${P}"]},{"count":1},{"count":1}]`);
  expect(client.heard).toEqual([`update2 ["m",{"Switch":{"${A}":{"modify":{"name":"b"}}}}]`]);
  expect(await client.transact(rows)).toBe(
    `[{"rows":[{"name":"b","options":["map",[["k","v"]]],"ports":["uuid","${P}"],"tags":["set",[2,3]]}]}]`,
  );
  expect(await client.transact({ op: 'insert', table: 'Port', row: { n: 'x' } })).toMatch('expected integer');

  await listener.close();
  await until(() => log.some((line) => line.includes('connection closed')));
  // What writes waits for the source; what only reads does not.
  const kept = client.transact(insert('kept'));
  const taken = request(client.session, 'transact', ['D', insert('taken back')]);
  client.session.notify('cancel', [client.session.request('echo', [], () => {}) - 1]);
  await expect(taken).rejects.toThrow('canceled');
  expect(await client.transact(names)).toBe('[{"rows":[{"name":"b"}]}]');
  await writer.ask('transact', [
    'D',
    { op: 'update', table: 'Switch', where: [], row: { name: 'c', options: ['map', []] } },
  ]);
  listener = await place.listen(source.service, `${directory}/s`);
  expect(await kept).toMatch('"uuid"');
  expect(client.heard[1]).toBe(`update2 ["m",{"Switch":{"${A}":{"modify":{"name":"c"}}}}]`);
  expect(await client.transact(names)).toBe('[{"rows":[{"name":"c"},{"name":"kept"}]}]');
  expect(log.filter((line) => line.includes('relaying'))).toEqual([
    `unix:${directory}/s: relaying D, loaded whole`,
    `unix:${directory}/s: relaying D, resumed`,
  ]);
}, 20_000);

test('a transaction in flight when the source goes is canceled; one that waits there can be canceled', async () => {
  const directory = place.directory();
  const source = testService(SCHEMA);
  const listener = await place.listen(source.service, `${directory}/s`);
  const { service } = startRelay(directory, 'D', [`unix:${directory}/s`]);
  await place.listen(service, `${directory}/r`);
  await until(() => service.database('D') !== undefined);
  const client = await Client.at(`${directory}/r`);
  const wait: Json = { op: 'wait', table: 'Switch', where: [], columns: ['name'], until: '==', rows: [{ name: 'x' }] };
  const first = request(client.session, 'transact', ['D', wait, insert('never')]);
  client.session.notify('cancel', [client.session.request('echo', [], () => {}) - 1]);
  await expect(first).rejects.toThrow('canceled');
  const second = client.transact(wait, insert('never'));
  await until(() => source.service.figures()['triggers'] === 1);
  const lost = expect(second).rejects.toEqual(new OvsdbError('canceled'));
  await listener.close();
  await lost;
}, 20_000);

test('a relay refuses what its own remotes do not allow', async () => {
  const directory = place.directory();
  const source = testService(SCHEMA);
  await place.listen(source.service, `${directory}/s`);
  const { service } = startRelay(directory, 'D', [`unix:${directory}/s`]);
  await place.listen(service, `${directory}/r`, true);
  await until(() => service.database('D') !== undefined);
  const client = await Client.at(`${directory}/r`);
  expect(await client.transact(names, insert('a'))).toBe(
    '[{},{"details":"insert operation not allowed when database server is in read only mode","error":"not allowed"}]',
  );
  await expect(client.ask('convert', 'D', parseJson(SCHEMA))).rejects.toThrow(
    'cannot be converted through this remote',
  );
  expect(await client.transact(names)).toBe('[{"rows":[]}]');
}, 20_000);

test('relays of relays: transaction ids are the same everywhere, so that clients resume at another one', async () => {
  const directory = place.directory();
  const source = testService(SCHEMA);
  await place.listen(source.service, `${directory}/s`);
  const near = startRelay(directory, 'D', [`unix:${directory}/s`]);
  const nearListener = await place.listen(near.service, `${directory}/near`);
  const far = startRelay(directory, 'D', [`unix:${directory}/near`]);
  await place.listen(far.service, `${directory}/far`);
  await until(() => far.service.database('D') !== undefined);
  const client = await Client.at(`${directory}/far`);
  await client.transact(insert('a'));
  const id = near.service.database('D')?.lastId ?? ZERO;
  expect([far.service.database('D')?.lastId, source.service.database('D')?.lastId]).toEqual([id, id]);
  const other = await Client.at(`${directory}/near`);
  await other.transact(insert('b'));
  expect(await client.ask('monitor_cond_since', 'D', 'm', { Switch: [{ columns: ['name'] }] }, id)).toMatch(
    /^\[true,".{36}",\{"Switch":\{".{36}":\{"insert":\{"name":"b"/,
  );
  await nearListener.close();
  await until(() => far.log.some((line) => line.includes('connection closed')));
  await expect(other.transact(names)).rejects.toThrow('connection');
}, 20_000);

test('a relay that goes on at one that lags waits for it, and does not go back', async () => {
  const directory = place.directory();
  const source = testService(SCHEMA);
  await place.listen(source.service, `${directory}/s`);
  const ahead = startRelay(directory, 'D', [`unix:${directory}/s`]);
  // It is back at its source soon after that is back.
  const hasty: Clock = {
    ...systemClock,
    setTimeout: (run, ms) => systemClock.setTimeout(run, ms === 30_000 ? ms : Math.min(ms, 200)),
  };
  const behind = startRelay(directory, 'D', [`unix:${directory}/s2`], hasty);
  const lateListener = await place.listen(source.service, `${directory}/s2`);
  const aheadListener = await place.listen(ahead.service, `${directory}/r`);
  const far = startRelay(directory, 'D', [`unix:${directory}/r`]);
  await until(() => [ahead, behind, far].every(({ service }) => service.database('D') !== undefined));
  const names = () =>
    [...(far.service.database('D')?.tables.get('Switch')?.rows.values() ?? [])].map(({ values }) => values[0]);
  await lateListener.close();
  const writer = source.client();
  await writer.ask('transact', ['D', insert('a')]);
  await until(() => names().length === 1);

  await aheadListener.close();
  await until(() => far.log.some((line) => line.includes('connection closed')));
  const asked = behind.service.requestCount;
  await place.listen(behind.service, `${directory}/r`);
  // It was asked whether it knows the transaction, twice: it does not.
  await until(() => behind.service.requestCount >= asked + 7);
  expect([names(), behind.service.database('D')?.rowCount()]).toEqual([['a'], 0]);
  await place.listen(source.service, `${directory}/s2`);
  await until(() => far.log.some((line) => line.includes('resumed')));
  await writer.ask('transact', ['D', insert('b')]);
  await until(() => names().length === 2);
  expect(far.log.filter((line) => line.includes('relaying'))).toEqual([
    `unix:${directory}/r: relaying D, loaded whole`,
    `unix:${directory}/r: relaying D, resumed`,
  ]);
}, 20_000);

test('a schema that changes at the source is followed', async () => {
  const directory = place.directory();
  const source = testService(SCHEMA);
  await place.listen(source.service, `${directory}/s`);
  const { service } = startRelay(directory, 'D', [`unix:${directory}/s`]);
  await place.listen(service, `${directory}/r`);
  await until(() => service.database('D') !== undefined);
  const client = await Client.at(`${directory}/r`);
  await client.transact(insert('a'));
  await request(client.session, 'monitor_cond', ['D', 'm', { Switch: [{ columns: ['name'] }] }]);
  const schema = SCHEMA.replace('1.0.0', '2.0.0').replace('"n":', '"added":{"type":"string"},"n":');
  // The source of this test has no files to convert: another one stands at its place.
  source.service.removeDatabase('D');
  const fresh = source.service.newDatabase(parseSchema(parseJson(schema)), P);
  source.service.addDatabase(fresh, source.store);
  await until(() => service.database('D')?.schema.version === '2.0.0');
  await until(() => client.heard.includes('monitor_canceled ["m"]'));
  expect(await client.transact({ op: 'insert', table: 'Port', row: { added: 'x' } })).toMatch('"uuid"');
}, 20_000);

test('clients are told that the source is away after half a minute', async () => {
  const directory = place.directory();
  const source = testService(SCHEMA);
  const listener = await place.listen(source.service, `${directory}/s`);
  const hasty: Clock = {
    ...systemClock,
    setTimeout: (run, ms) => systemClock.setTimeout(run, ms === 30_000 ? 50 : ms),
  };
  const { service } = startRelay(directory, 'D', [`unix:${directory}/s`], hasty);
  await place.listen(service, `${directory}/r`);
  await until(() => service.database('D') !== undefined);
  const client = await Client.at(`${directory}/r`);
  await request(client.session, 'monitor_cond', ['_Server', 's', { Database: [{ columns: ['connected'] }] }]);
  await listener.close();
  await until(() => client.heard.length === 1);
  await place.listen(source.service, `${directory}/s`);
  await until(() => client.heard.length === 2);
  expect(client.heard.map((line) => /"modify":(\{.*?\})/.exec(line)?.[1])).toEqual([
    '{"connected":false}',
    '{"connected":true}',
  ]);
}, 20_000);

test('what a relay is told to relay', () => {
  expect(parseRelay('relay:D:tcp:127.0.0.1:6641,unix:/s')).toEqual({
    name: 'D',
    remotes: ['tcp:127.0.0.1:6641', 'unix:/s'],
  });
  expect(() => parseRelay('relay:D')).toThrow('relay:D: invalid syntax');
  expect(() => parseRelay('relay:D:ptcp:1')).toThrow('cannot connect to a passive remote');
});
