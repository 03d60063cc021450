import { expect, test } from '@jest/globals';
import { isJsonObject, type JsonObject, parseJson, stringifyJson } from '#ovsdb/notation';
import { readClusterHeader, readClusterRecord, standaloneRecords } from './cluster-log.js';

const S = 'a5544a64-841b-405b-a21e-647e5dcab1c4';
const E = '0f1a8af2-ff3e-4d1e-b426-e80b7b47096b';
const SCHEMA = '{"name":"D","version":"1.0.0","tables":{}}';
const HEADER = `{"server_id":"${S}","local_address":"tcp:127.0.0.1:7001","name":"D","cluster_id":"${E}","prev_term":1,"prev_index":1,
  "prev_servers":{"${S}":"tcp:127.0.0.1:7001"},"prev_eid":"${E}","prev_data":[${SCHEMA},{"_date":1}]}`;
const JOINING = `{"server_id":"${S}","local_address":"ssl:[::1]:7002","name":"D","remote_addresses":["tcp:127.0.0.1:7001"]}`;

function record(text: string): JsonObject {
  const json = parseJson(text);
  if (!isJsonObject(json)) throw new Error('no object');
  return json;
}

const entry = (index: number, data: string, term = 1) =>
  `{"term":${term},"index":${index},"eid":"${E}","data":${data}}`;

function standalone(...texts: readonly string[]): string[] {
  return standaloneRecords('f', texts.map(record)).map((json) => stringifyJson(json));
}

test('the first record says who the member is, and whether it has joined', () => {
  expect(readClusterHeader(record(HEADER))).toMatchObject({
    serverId: S,
    localAddress: 'tcp:127.0.0.1:7001',
    name: 'D',
    clusterId: E,
    remoteAddresses: [],
    snapshot: { index: 1, term: 1, servers: new Map([[S, 'tcp:127.0.0.1:7001']]), entryId: E },
  });
  expect(readClusterHeader(record(JOINING))).toEqual({
    serverId: S,
    localAddress: 'ssl:[::1]:7002',
    name: 'D',
    clusterId: undefined,
    remoteAddresses: ['tcp:127.0.0.1:7001'],
    snapshot: undefined,
  });
});

test('records that are none are refused with the words of C', () => {
  const why = (text: string) => {
    try {
      readClusterRecord(record(text));
      return '';
    } catch (error) {
      return error instanceof Error ? error.message : '';
    }
  };
  expect([why('{"x":1}'), why('{"term":"a"}'), why('{"note":"left"}'), why(entry(1, '[]'))]).toEqual([
    "syntax error: Parsing raft log record failed: Required 'term' member is missing.",
    "syntax error: Parsing raft log record failed: Type mismatch for member 'term'.",
    '',
    "syntax error: Parsing raft log record failed: Type mismatch for member 'data'.",
  ]);
  expect(() => readClusterHeader(record('{}'))).toThrow(
    "Parsing raft header failed: Required 'server_id' member is missing.",
  );
});

test('as a standalone database: the snapshot, then the entries', () => {
  expect(
    standalone(
      HEADER,
      '{"term":1,"vote":"x"}',
      entry(2, '[null,{"_date":2}]'),
      '{"commit_index":2}',
      entry(3, '[null,null]'),
    ),
  ).toEqual([SCHEMA, '{"_date":1}', '{"_date":2}']);
});

test('entries that a later leader wrote over are left out, with all that followed them', () => {
  const lost = [2, 3, 4].map((index) => entry(index, `[null,{"_date":${index}}]`));
  expect(standalone(HEADER, ...lost, entry(3, '[null,{"_date":30}]', 2))).toEqual([
    SCHEMA,
    '{"_date":1}',
    '{"_date":2}',
    '{"_date":30}',
  ]);
});

test('a new schema comes with all contents', () => {
  const newer = SCHEMA.replace('1.0.0', '2.0.0');
  const converted = entry(3, `[${newer},{"_date":3}]`);
  expect(standalone(HEADER, entry(2, '[null,{"_date":2}]'), converted, entry(4, '[null,{"_date":4}]'))).toEqual([
    newer,
    '{"_date":3}',
    '{"_date":4}',
  ]);
});

test('a member that never joined has no data', () => {
  expect(() => standalone(JOINING)).toThrow('f: has not joined its cluster: it holds no data');
});
