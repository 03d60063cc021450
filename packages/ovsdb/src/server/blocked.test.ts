import { expect, test } from '@jest/globals';
import { testService } from './testing-service.js';

const SCHEMA = '{"name":"D","version":"1.0.0","tables":{"T":{"columns":{"n":{"type":"integer"}},"isRoot":true}}}';
const waitFor = (n: number, more: object = {}) => ({
  op: 'wait',
  table: 'T',
  where: [['n', '==', n]],
  columns: ['n'],
  until: '==',
  rows: [{ n }],
  ...more,
});
const add = (n: number) => ({ op: 'insert', table: 'T', row: { n } });

test('one that waits goes on when another has made what it waits for, and sets others going', async () => {
  const { service, client } = testService(SCHEMA);
  const [first, second, third] = [client(), client(), client()];
  expect(await first.ask('transact', ['D', waitFor(2), add(3)])).toEqual([]);
  expect(await second.ask('transact', ['D', waitFor(1), add(2)])).toEqual([]);
  expect(service.figures()['triggers']).toBe(2);
  await third.ask('transact', ['D', add(1)]);
  for (const each of [first, second]) expect(await each.next()).toEqual([expect.stringContaining('"uuid"')]);
  expect(service.figures()['triggers']).toBeUndefined();
});

test('one whose time is up says so, one whose client has gone is forgotten', async () => {
  const { service, client, clock } = testService(SCHEMA);
  const [first, second] = [client(), client()];
  first.send('transact', ['D', waitFor(2, { timeout: 50 })]);
  second.send('transact', ['D', waitFor(2)]);
  second.hangUp();
  expect(service.figures()['triggers']).toBe(1);
  clock.advance(50);
  expect(await first.next()).toEqual([expect.stringContaining('timed out')]);
  expect(service.figures()['triggers']).toBeUndefined();
});
