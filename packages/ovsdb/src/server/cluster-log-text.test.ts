import { expect, test } from '@jest/globals';
import { isJsonObject, type JsonObject, parseJson } from '#ovsdb/notation';
import { clusterLogText } from './cluster-log-text.js';
import type { Verbosity } from './past-text.js';
import { emptyDatabase } from './store/stored-database.js';

const S = 'a5544a64-841b-405b-a21e-647e5dcab1c4';
const T = '79f0f801-5b84-4842-b8d4-5772763f7926';
const E = '0f1a8af2-ff3e-4d1e-b426-e80b7b47096b';
const ROW = '11111111-1111-1111-1111-111111111111';
const SCHEMA =
  '{"name":"D","version":"1.0.0","cksum":"1 2","tables":{"T":{"isRoot":true,"columns":{"name":{"type":"string"}}}}}';
const RECORDS = [
  `{"server_id":"${S}","local_address":"tcp:127.0.0.1:7001","name":"D","cluster_id":"${E}","prev_term":1,"prev_index":1,
    "prev_servers":{"${S}":"tcp:127.0.0.1:7001"},"prev_eid":"${E}",
    "prev_data":[${SCHEMA},{"T":{"${ROW}":{"name":"a"}},"_date":1700000000000,"_comment":"created"}]}`,
  `{"term":2,"vote":"${S}","comment":"why"}`,
  `{"term":2,"index":2,"servers":{"${S}":"tcp:127.0.0.1:7001","${T}":"tcp:127.0.0.1:7002"}}`,
  '{"commit_index":2}',
  '{"note":"transfer leadership"}',
  `{"term":2,"index":3,"eid":"${E}","data":[null,{"T":{"${ROW}":{"name":"b"}},"_is_diff":true,"_date":1700000001000}]}`,
  `{"term":2,"index":4,"eid":"${T}","data":[null,{"T":{"${ROW}":null},"_is_diff":true,"_date":1700000002000}]}`,
];

function text(verbosity: Verbosity, records: readonly string[] = RECORDS): string {
  const parsed = records.map((each): JsonObject => {
    const json = parseJson(each);
    return isJsonObject(json) ? json : {};
  });
  return [...clusterLogText('f', parsed, { verbosity, newDatabase: (schema) => emptyDatabase(schema, E) })].join('');
}

test('records as C prints them, with the rows by their names', () => {
  expect(text(2)).toBe(`record 0:
 name: "D'
 local address: "tcp:127.0.0.1:7001"
 server_id: a554
 cluster_id: 0f1a
 prev_index: 1
 prev_term: 1
 prev_servers: a554("tcp:127.0.0.1:7001")
 prev_eid: 0f1a
 prev_schema: "D", version="1.0.0", cksum="1 2"
 2023-11-14 22:13:20.000 "created"
  table T insert row "a" (11111111):
    name=a

record 1:
 comment: "why"
 term: 2
 vote: a554

record 2:
 term: 2
 index: 2
 servers: 79f0("tcp:127.0.0.1:7002"), a554("tcp:127.0.0.1:7001")

record 3:
 commit_index: 2

record 4:
 note: "transfer leadership"

record 5:
 term: 2
 index: 3
 eid: 0f1a
 2023-11-14 22:13:21.000
  table T row "b" (11111111) diff:
    name=b

record 6:
 term: 2
 index: 4
 eid: 79f0
 2023-11-14 22:13:22.000
  table T row "b" (11111111) diff:
    delete row

`);
});

test('without rows a transaction is its time and comment', () => {
  expect(text(0, RECORDS.slice(0, 2))).toMatch(/ 2023-11-14 22:13:20.000 "created"\nrecord 1:\n comment: "why"\n/);
});

test('a member that is still to join says where', () => {
  const joining = `{"server_id":"${S}","local_address":"tcp:127.0.0.1:7002","name":"D","remote_addresses":["tcp:a:1","tcp:b:1"]}`;
  expect(text(0, [joining])).toBe(
    `record 0:\n name: "D'\n local address: "tcp:127.0.0.1:7002"\n server_id: a554\n remote_addresses: tcp:a:1 tcp:b:1\n\n`,
  );
});
