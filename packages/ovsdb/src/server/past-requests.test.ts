import { randomUUID } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from '@jest/globals';
import { isJsonArray, isJsonObject, type Json, type JsonObject, parseJson, parseSchema } from '#ovsdb/notation';
import { CommitLog } from './store/commit-log.js';
import { createDatabaseFile, openDatabaseFile } from './store/database-file.js';
import { RETENTION } from './store/log-retention.js';
import { SqliteStore } from './store/sqlite-store.js';
import { type TestClient, testService } from './testing-service.js';

const OTHER = '{"name":"Other","version":"1.0.0","tables":{"T":{"columns":{"n":{"type":"integer"}}}}}';
const SCHEMA = parseSchema(
  parseJson(`{"name":"D","version":"1.0.0","tables":{
    "A":{"isRoot":true,"columns":{"n":{"type":"integer"},
      "s":{"type":{"key":"integer","min":0,"max":"unlimited"}},
      "m":{"type":{"key":"string","value":"string","min":0,"max":"unlimited"}}}},
    "B":{"isRoot":true,"columns":{"t":{"type":"string"}}}}}`),
);

/** A generator of whole numbers below `n`, the same each time. */
function dice(): (n: number) => number {
  let state = 1;
  return (n) => {
    state = (state * 1103515245 + 12345) % 2147483648;
    return state % n;
  };
}

async function inService(use: (client: () => TestClient) => Promise<void>): Promise<void> {
  const directory = mkdtempSync(join(tmpdir(), 'h'));
  try {
    const path = join(directory, 'd.db');
    createDatabaseFile(path, SCHEMA, randomUUID());
    const { service, client } = testService(OTHER);
    const file = openDatabaseFile(path);
    const database = service.newDatabase(file.schema, file.baseId);
    service.addDatabase(database, new SqliteStore({ ...file, log: new CommitLog(undefined) }, database, RETENTION));
    try {
      await use(client);
    } finally {
      service.close();
    }
  } finally {
    rmSync(directory, { recursive: true });
  }
}

function resultOf(reply: string): readonly JsonObject[] {
  const json = parseJson(reply);
  const result = isJsonObject(json) ? json['result'] : undefined;
  return isJsonArray(result) ? result.filter(isJsonObject) : [];
}

/** A random operation on some of thirty rows. */
function operation(roll: (n: number) => number): Json {
  const n = 1 + roll(30);
  const where: Json = [['n', '==', n]];
  const pair: Json = ['map', [[`k${roll(4)}`, `v${roll(9)}`]]];
  switch (roll(5)) {
    case 0:
      return { op: 'insert', table: 'A', row: { n, m: pair } };
    case 1:
      return { op: 'delete', table: 'A', where };
    case 2:
      return { op: 'mutate', table: 'A', where, mutations: [['s', roll(2) === 0 ? 'insert' : 'delete', 1 + roll(6)]] };
    case 3:
      return { op: 'update', table: 'A', where, row: { m: pair } };
    default:
      return { op: 'insert', table: 'B', row: { t: `${roll(1000)}` } };
  }
}

const everything: Json = ['D', { op: 'select', table: 'A', where: [] }];

/** The rows of `A` now, as `heddle_rows_before` gives them. */
async function rowsNow(client: TestClient): Promise<string[]> {
  const [select] = resultOf(await client.askLong('transact', everything));
  const rows = select?.['rows'];
  return (isJsonArray(rows) ? rows : []).map((row) => {
    const kept = Object.entries(isJsonObject(row) ? row : {}).filter(
      ([name, value]) => name !== '_version' && value !== 0 && !/^\["(set|map)",\[\]\]$/.test(JSON.stringify(value)),
    );
    return sortedText(Object.fromEntries(kept));
  });
}

const sortedText = (row: JsonObject) => JSON.stringify(Object.entries(row).sort(([a], [b]) => (a < b ? -1 : 1)));

test('each state of the past, and each transaction, while others write', () =>
  inService(async (client) => {
    const roll = dice();
    const [writer, reader] = [client(), client()];
    const states: string[][] = [];
    while (states.length < 200) {
      const before = await rowsNow(writer);
      const operations = Array.from({ length: 1 + roll(3) }, () => operation(roll));
      const comment = { op: 'comment', comment: `${states.length}` };
      writer.send('transact', ['D', ...operations, { op: 'insert', table: 'B', row: {} }, comment]);
      await writer.next();
      states.push(before);
    }
    // Others go on writing all the time.
    let isOver = false;
    const writing = (async () => {
      while (!isOver) {
        await writer.askLong('transact', [
          'D',
          operation(roll),
          { op: 'update', table: 'A', where: [], row: { s: 7 } },
        ]);
      }
    })().catch(() => {}); // It ends with the service when an expectation fails.
    const found = new Map<number, JsonObject>();
    let before: Json | undefined;
    while (!found.has(0)) {
      const options: JsonObject = { limit: 7, ...(before === undefined ? {} : { before }) };
      const page = resultOf(await reader.askLong('heddle_transactions', ['D', options]));
      expect(page.length).toBeGreaterThan(0);
      for (const each of page) if (each['comment'] !== '') found.set(Number(each['comment']), each);
      before = page.at(-1)?.['id'];
    }
    expect(found.size).toBe(states.length);
    for (const [n, { id = null, changes }] of found) {
      const state = new Set(states[n]);
      const rows = isJsonObject(changes) && isJsonObject(changes['A']) ? Object.values(changes['A']) : [];
      // Going forward over the transaction leads from one state to the next.
      for (const row of rows) {
        if (!isJsonObject(row)) continue;
        if (isJsonObject(row['before'])) {
          const text = sortedText(row['before']);
          expect([...state]).toContain(text);
          state.delete(text);
        }
        if (isJsonObject(row['after'])) state.add(sortedText(row['after']));
      }
      if (n + 1 < states.length) expect([...state].sort()).toEqual([...(states[n + 1] ?? [])].sort());
      if (n % 10 !== 0) continue;
      const past = resultOf(await reader.askLong('heddle_rows_before', ['D', id, 'A'])).map(sortedText);
      expect(past).toEqual(states[n]);
    }
    isOver = true;
    await writing;
  }));

test('the log is read as far back as it goes, with turns for others in between', () =>
  inService(async (client) => {
    const [writer, reader] = [client(), client()];
    await writer.askLong('transact', ['D', { op: 'insert', table: 'A', row: { n: 0 } }]);
    for (let n = 1; n <= 6000; n++) {
      writer.send('transact', ['D', { op: 'update', table: 'A', where: [], row: { n } }]);
      if (n % 500 === 0) await writer.next();
    }
    let before: Json | undefined;
    let count = 0;
    for (let page: readonly JsonObject[] = []; count === 0 || page.length > 0; count += page.length) {
      const options: JsonObject = { limit: 1000, ...(before === undefined ? {} : { before }) };
      page = resultOf(await reader.askLong('heddle_transactions', ['D', options]));
      before = page.at(-1)?.['id'] ?? before;
      if (page.length === 0) break;
    }
    expect(count).toBe(6001);
    // An echo that comes after the request is answered before it.
    reader.send('heddle_rows_before', ['D', before ?? null, 'A'], 'past');
    reader.send('echo', [], 'echo');
    expect(await reader.next()).toEqual(['{"id":"echo","result":[],"error":null}']);
    while (reader.heard.length === 0) await new Promise((resolve) => setImmediate(resolve));
    expect(reader.heard).toEqual(['{"id":"past","result":[],"error":null}']);
  }));

test('pages end early when they are long, and what makes no sense is refused', () =>
  inService(async (client) => {
    const asker = client();
    const text = 'x'.repeat(1_500_000);
    for (let n = 0; n < 6; n++) {
      await asker.askLong('transact', ['D', { op: 'insert', table: 'B', row: { t: `${n}${text}` } }]);
      await asker.askLong('transact', ['D', { op: 'delete', table: 'B', where: [] }]);
    }
    const page = await asker.askLong('heddle_transactions', ['D', { limit: 100 }]);
    expect(page.length).toBeLessThan(10_000_000);
    expect(resultOf(page).length).toBeGreaterThan(1);
    for (const [method, params, error] of [
      ['heddle_transactions', ['D', 1], 'options must be an object'],
      ['heddle_transactions', ['D', { limit: 0 }], 'limit must be an integer from 1 to 1000'],
      ['heddle_transactions', ['D', { before: 1 }], 'before must be a string'],
      ['heddle_transactions', ['D', { limits: 1 }], 'is no option: there are limit and before'],
      ['heddle_rows_before', ['D', 'x'], 'params must be <db-name>, <transaction>, <table>'],
      ['heddle_transactions', ['D', { before: 'x' }], 'unknown transaction'],
      ['heddle_rows_before', ['D', 'x', 'A'], 'unknown transaction'],
      ['heddle_rows_before', ['D', 'x', 'Nope'], 'no such table'],
      ['heddle_rows_before', ['D', null, 'A'], 'the id of a transaction must be a string'],
      ['heddle_transactions', ['Nope'], 'unknown database'],
      ['heddle_transactions', ['_Server'], 'keeps no history'],
    ] satisfies [string, Json, string][]) {
      expect(await asker.askLong(method, params)).toMatch(error);
    }
  }));
