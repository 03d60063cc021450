/** Messages of 5 MB each way, on the real service: see ../long-messages.ts. */
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { until } from '#testing';
import { type LongMessage, longMessages } from '../long-messages.js';
import { Site } from './site.js';
import { startSmallDatabase } from './small-database.js';

const BYTES = 5_000_000;

let site: Site;
const webSocketPort = 20002 + (process.pid % 5000) * 4;

beforeAll(async () => {
  site = new Site();
  await startSmallDatabase(site, webSocketPort, '--max-backlog=16', '--max-message=8');
});
afterAll(() => site.close());

test('long messages come and go whole, and the memory that they took comes back', async () => {
  const before = await site.memory('d');
  const told: LongMessage[] = [];
  for await (const message of longMessages({ socket: site.path('d.sock'), webSocketPort }, BYTES)) told.push(message);
  expect(told.map(({ what, bytes }) => [what, bytes >= BYTES])).toEqual([
    ['transaction', true],
    ['update', true],
    ['reply', true],
    ['reply over WebSocket', true],
    ['reply to a reader that had stopped', true],
    ['deletion', false],
    ['transaction over WebSocket', true],
  ]);
  expect(site.warnings('d')).toEqual([]);
  await until('the memory to come back', async () => (await site.memory('d')) - before < 100);
});
