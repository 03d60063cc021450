/**
 * Clients that are each within their limits, and together ask for more memory than the service may spend on them: the one that has
 * most is dropped with one line in the log, and the others notice nothing.
 */
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { WebSocket } from 'ws';
import { until } from '#testing';
import { RawPeer } from './raw-peer.js';
import { Site } from './site.js';
import { startSmallDatabase } from './small-database.js';

const MIB = 1024 * 1024;

let site: Site;
const webSocketPort = 20003 + (process.pid % 5000) * 4;

beforeAll(async () => {
  site = new Site();
  await startSmallDatabase(site, webSocketPort, '--max-message=16', '--max-backlog=32', '--max-client-memory=24');
});
afterAll(() => site.close());

const peer = () => RawPeer.connect(site.path('d.sock'));
const heard = (of: RawPeer) => of.heard.toString();

/** The beginning of an echo of so many MiB; `"]}` ends it. */
const begun = (mib: number) => `{"id":1,"method":"echo","params":["${'x'.repeat(mib * MIB)}`;
/** `mib`: as a regular expression. */
const line = (kind: string, mib: string) =>
  expect.stringMatching(
    new RegExp(
      `^ovsdb\\|WARN\\|${kind}\\d+: all clients' messages and what they leave untaken would take more than 24 MiB, and its ${mib} MiB are the most$`,
    ),
  );

test('messages that do not end: the longest goes, the others are answered', async () => {
  const peers = [await peer(), await peer(), await peer()];
  const [small, large, middle] = peers;
  if (small === undefined || large === undefined || middle === undefined) throw new Error('no peers');
  await small.say(begun(5));
  await large.say(begun(12));
  // One that is not whole yet is no reason to read nobody else.
  const asker = await peer();
  await asker.say('{"id":1,"method":"echo","params":[]}');
  await until('the answer', () => heard(asker) !== '');
  expect(site.warnings('d')).toEqual([]);
  await middle.say(begun(8));
  await large.dropped();
  await until('the log line', () => site.warnings('d').length > 0);
  expect(site.warnings('d')).toEqual([line('unix#', '1\\d')]);
  for (const [each, mib] of [
    [small, 5],
    [middle, 8],
  ] as const) {
    await each.say('"]}');
    await until('the echo', () => heard(each).length > mib * MIB && heard(each).endsWith('}'));
    expect(each.isOpen).toBe(true);
    await each.close();
  }
  await asker.close();
});

test('a WebSocket message whose end does not come counts, too', async () => {
  const before = site.warnings('d').length;
  const socket = new WebSocket(`ws://127.0.0.1:${webSocketPort}/`);
  await new Promise((resolve) => socket.once('open', resolve));
  const closed = new Promise((resolve) => socket.once('close', resolve));
  socket.on('error', () => {}); // A reset is one way of being dropped.
  socket.send(`{"jsonrpc":"2.0","id":1,"method":"echo","params":["${'x'.repeat(13 * MIB)}`, { fin: false });
  const other = await peer();
  await other.say(begun(12));
  await closed;
  await until('the log line', () => site.warnings('d').length > before);
  expect(site.warnings('d').slice(before)).toEqual([line('ws:127.0.0.1:', '1\\d')]);
  await other.say('"]}');
  await until('the echo', () => heard(other).length > 12 * MIB);
  await other.close();
});

test('updates that nobody takes: readers that stand still go one by one, one that reads stays', async () => {
  const before = site.warnings('d').length;
  const monitor = '{"id":"m","method":"monitor","params":["D",null,{"T":[{}]}]}';
  const lazy = await Promise.all(Array.from({ length: 4 }, peer));
  const reader = await peer();
  for (const each of [...lazy, reader]) {
    await each.say(monitor);
    await until('the monitor', () => heard(each) !== '');
  }
  for (const each of lazy) each.stopReading();
  const writer = await peer();
  const text = 'x'.repeat(MIB / 2);
  const count = 24;
  for (let n = 0; n < count; n++) {
    const row = { name: `${text}${n}`, n };
    const ops = [
      { op: 'insert', table: 'T', row },
      { op: 'delete', table: 'T', where: [] },
    ];
    for (const op of ops) {
      const length = writer.heard.length;
      await writer.say(JSON.stringify({ id: n, method: 'transact', params: ['D', op] }));
      await until('the reply', () => writer.heard.length > length, { everyMs: 1 });
    }
  }
  // Each update that brings a row, and each that takes it away, carries its text.
  await until('all updates', () => heard(reader).split(`${count - 1}"`).length > 2 && heard(reader).endsWith('}'));
  const lines = site.warnings('d').slice(before);
  expect(lines.length).toBeGreaterThan(0);
  expect(lines.length).toBeLessThanOrEqual(lazy.length);
  for (const each of lines) expect(each).toEqual(line('unix#', '\\d+'));
  expect([reader.isOpen, writer.isOpen]).toEqual([true, true]);
  for (const each of [...lazy, reader, writer]) await each.close();
});

test('transactions that wait count until they are answered', async () => {
  const before = site.warnings('d').length;
  const waiting = (id: number, mib: number) => {
    const wait = { op: 'wait', table: 'T', where: [], columns: ['n'], until: '==', rows: [{ n: -1 }] };
    const params = ['D', wait, { op: 'comment', comment: 'x'.repeat(mib * MIB) }];
    return JSON.stringify({ id, method: 'transact', params });
  };
  const [greedy, modest] = [await peer(), await peer()];
  await modest.say(waiting(0, 4));
  for (let id = 0; id < 3 && greedy.isOpen; id++) await greedy.say(waiting(id, 7));
  await greedy.dropped();
  await until('the log line', () => site.warnings('d').length > before);
  expect(site.warnings('d').slice(before)).toEqual([line('unix#', '2\\d')]);
  await modest.say(JSON.stringify({ method: 'cancel', params: [0], id: null }));
  await until('the answer', () => heard(modest).includes('"canceled"'));
  await modest.close();
});
