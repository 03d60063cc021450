import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from '@jest/globals';
import { parseJson, parseSchema, stringifyJson } from '#ovsdb/notation';
import { pastText } from '../past-text.js';
import { testService } from '../testing-service.js';
import { readPast } from './load.js';
import { logRecords } from './log-records.js';
import { ovsdbLogOf, ovsdbLogRecord } from './ovsdb-log.js';
import { convertTo, importOvsdbLog, openStored } from './stored-database.js';

const recordOf = (json: string): string => [...ovsdbLogRecord([json])].join('');

const SCHEMA = `{"name":"D","version":"1.0.0","tables":{
  "Switch":{"isRoot":true,"columns":{"name":{"type":"string"},"options":{"type":{"key":"string","value":"string","min":0,"max":"unlimited"}},
    "ports":{"type":{"key":{"type":"uuid","refTable":"Port"},"min":0,"max":"unlimited"}}}},
  "Port":{"columns":{"tag":{"type":{"key":"integer","min":0}}}}}}`;
const S = '11111111-1111-1111-1111-111111111111';
const P = '22222222-2222-2222-2222-222222222222';
const Q = '33333333-3333-3333-3333-333333333333';
const RECORDS = [
  SCHEMA,
  `{"_date":1700000000000,"_is_diff":true,"_comment":"add","Switch":{"${S}":{"name":"s 0","ports":["uuid","${P}"],"options":["map",[["a","1"],["b","2"]]]}},"Port":{"${P}":{"tag":5}}}`,
  `{"_date":1700000001000,"_is_diff":true,"Switch":{"${S}":{"ports":["uuid","${Q}"],"options":["map",[["a","1"],["b","3"],["c","4"]]]}},"Port":{"${Q}":{}}}`,
  `{"_date":1700000002500,"_is_diff":true,"_comment":"last","Switch":{"${S}":{"ports":["uuid","${P}"]}},"Port":{"${P}":null}}`,
];

const LOG = `record 0: "D" schema, version="1.0.0", cksum=""

record 1: 2023-11-14 22:13:20.000 "add"
  table Switch insert row "s 0" (11111111):
    name="s 0"
    options={a="1", b="2"}
    ports=[${P}]
  table Port insert row 22222222:
    tag=5

record 2: 2023-11-14 22:13:21.000
  table Switch row "s 0" (11111111) diff:
    options={a="1", b="3", c="4"}
    ports=[${Q}]
  table Port insert row 33333333:

record 3: 2023-11-14 22:13:22.500 "last"
  table Switch row "s 0" (11111111) diff:
    ports=[${P}]
  table Port row 22222222 (22222222) diff:
    delete row

`;

function inDirectory(use: (path: (name: string) => string) => void): void {
  const directory = mkdtempSync(join(tmpdir(), 'h'));
  try {
    use((name) => join(directory, name));
  } finally {
    rmSync(directory, { recursive: true });
  }
}

test('a log of ovsdb-server comes in with its history and goes out again', () => {
  inDirectory((path) => {
    writeFileSync(path('c.db'), RECORDS.map(recordOf).join(''));
    expect(importOvsdbLog(path('c.db'), path('o.db'))).toBe(3);
    const { file, database, store } = openStored(path('o.db'));
    const past = readPast(file, database, { commits: 100, bytes: 1e6 });
    expect(pastText(database.schema, past, 2)).toBe(LOG);
    const records = [...ovsdbLogOf(database.schema, past)].join('');
    store.close();
    const canonical = (json: string) => stringifyJson(parseJson(json), 'sorted');
    const exported = [...logRecords('export', Buffer.from(records), 'standalone')].map((json) =>
      stringifyJson(json, 'sorted'),
    );
    expect(exported).toEqual(RECORDS.map(canonical));
  });
});

test('what ovsdb-server would not read right as a difference goes out as values', () => {
  const record = (values: string, isDiff = true) =>
    `{"_date":1700000000000,${isDiff ? '"_is_diff":true,' : ''}"T":{"${S}":${values}}}`;
  const schema = `{"name":"D","version":"1.0.0","tables":{"T":{"isRoot":true,"columns":{
    "few":{"type":{"key":"string","min":0,"max":2}},
    "pairs":{"type":{"key":"string","value":"integer","min":0,"max":2}},"n":{"type":"integer"},
    "some":{"type":{"key":"integer","min":1,"max":"unlimited"}}}}}}`;
  const records = [
    record('{"few":["set",["a","b"]],"pairs":["map",[["a",1],["b",2]]]}'),
    record('{"few":["set",["b","c"]],"pairs":["map",[["a",3],["b",4]]]}'),
    record('{"few":["set",["a","c","d","e"]],"n":5}'),
    record('{"pairs":["map",[["a",3],["b",4],["c",1],["d",2]]]}'),
    record('{"some":["set",[0,1]]}'),
    record('{"some":2}'),
  ];
  inDirectory((path) => {
    writeFileSync(path('c.db'), [schema, ...records].map(recordOf).join(''));
    importOvsdbLog(path('c.db'), path('o.db'));
    const { file, database, store } = openStored(path('o.db'));
    const bytes = [...ovsdbLogOf(database.schema, readPast(file, database, { commits: 100, bytes: 1e6 }))].join('');
    store.close();
    const [, ...exported] = [...logRecords('export', Buffer.from(bytes), 'standalone')].map((json) =>
      stringifyJson(json),
    );
    expect(exported).toEqual([
      ...records.slice(0, 2),
      record('{"few":["set",["d","e"]],"n":5}', false),
      record('{"pairs":["map",[["c",1],["d",2]]]}', false),
      record('{"some":1}', false),
      record('{"some":2}'),
    ]);
  });
});

test('a log that is damaged or cut short is refused', () => {
  const whole = Buffer.from(RECORDS.map(recordOf).join(''));
  const read = (bytes: Buffer) => [...logRecords('f', bytes, 'standalone')];
  // Cut off where the message says, the file is whole again.
  const lastAt = whole.length - recordOf(RECORDS.at(-1) ?? '').length;
  for (const end of [whole.length - 1, lastAt + 40, lastAt + 60, lastAt + 3]) {
    expect(() => read(whole.subarray(0, end))).toThrow(
      `f: its last record, at offset ${lastAt}, is cut short: take a whole one, or, where a crash left it so, ` +
        `cut that off with "truncate -s ${lastAt}"`,
    );
  }
  expect(read(whole.subarray(0, lastAt))).toHaveLength(RECORDS.length - 1);
  const damaged = Buffer.from(whole);
  damaged[whole.length - 10] = 0x58;
  expect(() => read(damaged)).toThrow(/^f: record at offset \d+ is damaged: its checksum is wrong$/);
  const member = Buffer.from(`OVSDB CLUSTER 5 ${'0'.repeat(40)}\n`);
  expect(() => read(member)).toThrow('f: cannot apply this operation to clustered database file');
  expect(() => read(Buffer.from('OVSDB JSON x\n'))).toThrow('f: unexpected file format');
  expect(() => read(Buffer.alloc(0))).toThrow('f: cannot identify file type');
  expect(() => read(Buffer.from(recordOf('')))).toThrow('f: record at offset 0 is no JSON (');
  expect(() => read(Buffer.from(recordOf('[]')))).toThrow('f: record at offset 0 is no JSON object');
});

test('conversion keeps what the new schema has, and refuses what does not fit', () => {
  inDirectory((path) => {
    writeFileSync(path('c.db'), RECORDS.map(recordOf).join(''));
    importOvsdbLog(path('c.db'), path('o.db'));
    const wider = SCHEMA.replace('"1.0.0"', '"1.1.0"').replace('"tag":', '"up":{"type":"boolean"},"tag":');
    const stored = openStored(path('o.db'));
    convertTo(stored, parseSchema(parseJson(wider)), path('n.db'), 'converted');
    const tight = SCHEMA.replace('"name":{"type":"string"}', '"name":{"type":{"key":{"type":"string","maxLength":2}}}');
    expect(() => convertTo(stored, parseSchema(parseJson(tight)), path('t.db'), 'converted')).toThrow(
      /length 3 is greater/,
    );
    stored.store.close();
    const converted = openStored(path('n.db'));
    const text = pastText(
      converted.database.schema,
      readPast(converted.file, converted.database, { commits: 9, bytes: 1e6 }),
      2,
    );
    converted.store.close();
    expect(
      text.replace(/\d{4}-\d\d-\d\d \d\d:\d\d:\d\d\.\d{3}/, 'TIME'),
    ).toBe(`record 0: "D" schema, version="1.1.0", cksum=""

record 1: TIME "converted"
  table Switch insert row "s 0" (11111111):
    name="s 0"
    options={b="3", c="4"}
    ports=[${Q}]
  table Port insert row 33333333:

`);
    expect(readFileSync(path('n.db')).subarray(0, 15).toString()).toBe('SQLite format 3');
  });
});

test('the past can be read while the database is served', async () => {
  const directory = mkdtempSync(join(tmpdir(), 'h'));
  try {
    writeFileSync(join(directory, 'c.db'), RECORDS.map(recordOf).join(''));
    importOvsdbLog(join(directory, 'c.db'), join(directory, 'o.db'));
    const { database, store } = openStored(join(directory, 'o.db'));
    const { service, client } = testService(SCHEMA.replace('"name":"D"', '"name":"Other"'));
    service.addDatabase(database, store);
    const reader = client();
    const page = await reader.askLong('heddle_transactions', ['D', { limit: 2 }]);
    const ids = [...page.matchAll(/"id":"([^"]{36})"/g)].map(([, id = '']) => id);
    expect(page.replace(/"(id|client)":"[^"]*",?/g, '')).toBe(
      `{"id":1,"result":[{"time":1700000002500,"comment":"last","changes":{` +
        `"Switch":{"${S}":{"before":{"_uuid":["uuid","${S}"],"name":"s 0","options":["map",[["b","3"],["c","4"]]],"ports":["set",[["uuid","${P}"],["uuid","${Q}"]]]},` +
        `"after":{"_uuid":["uuid","${S}"],"name":"s 0","options":["map",[["b","3"],["c","4"]]],"ports":["uuid","${Q}"]}}},` +
        `"Port":{"${P}":{"before":{"_uuid":["uuid","${P}"],"tag":5}}}}},` +
        `{"time":1700000001000,"comment":"","changes":{` +
        `"Switch":{"${S}":{"before":{"_uuid":["uuid","${S}"],"name":"s 0","options":["map",[["a","1"],["b","2"]]],"ports":["uuid","${P}"]},` +
        `"after":{"_uuid":["uuid","${S}"],"name":"s 0","options":["map",[["b","3"],["c","4"]]],"ports":["set",[["uuid","${P}"],["uuid","${Q}"]]]}}},` +
        `"Port":{"${Q}":{"after":{"_uuid":["uuid","${Q}"]}}}}}],"error":null}`,
    );
    const next = await reader.askLong('heddle_transactions', ['D', { before: ids[1] ?? '' }]);
    expect([...next.matchAll(/"comment":"([^"]*)"/g)].map(([, comment]) => comment)).toEqual(['add']);
    expect(await reader.askLong('heddle_rows_before', ['D', ids[0] ?? '', 'Port'])).toBe(
      `{"id":1,"result":[{"_uuid":["uuid","${P}"],"tag":5},{"_uuid":["uuid","${Q}"]}],"error":null}`,
    );
    expect(await reader.askLong('heddle_rows_before', ['D', S, 'Port'])).toMatch('unknown transaction');
    service.close();
  } finally {
    rmSync(directory, { recursive: true });
  }
});
