import { expect, test } from '@jest/globals';
import { FakeClock } from '../client/testing/fake-clock.js';
import { IdleCollection } from './idle-collection.js';

const MIB = 1024 * 1024;

test('a heap that has grown much and is quiet is collected, once', async () => {
  const clock = new FakeClock();
  // MiB in use at each look, every 2 s from the start on, and what a collection leaves.
  const looks = [30, 32, 200, 500, 501, 502, 502, 620, 621, 140, 141, 150, 151];
  let at = 0;
  const collected: number[] = [];
  const collection = new IdleCollection(clock, {
    used: () => (looks[at++] ?? 0) * MIB,
    collect: () => collected.push(at - 1),
  });
  await clock.advance(2000 * (looks.length - 1));
  collection.stop();
  await clock.advance(10_000);
  // At 501 MiB; what is left then is in use, until less shows. 621 is not a quarter more than that; 140 to 151 is little.
  expect(collected).toEqual([4]);
  expect(at).toBe(looks.length);
});

test('the next large work is collected, too', async () => {
  const clock = new FakeClock();
  const looks = [30, 300, 301, 35, 300, 301, 36, 37];
  let at = 0;
  const collected: number[] = [];
  const collection = new IdleCollection(clock, {
    used: () => (looks[at++] ?? 0) * MIB,
    collect: () => collected.push(at - 1),
  });
  await clock.advance(2000 * (looks.length - 1));
  collection.stop();
  expect(collected).toEqual([2, 5]);
});
