import { expect, test } from '@jest/globals';
import { FakeClock } from '../client/testing/fake-clock.js';
import { IdleCollection } from './idle-collection.js';

const MIB = 1024 * 1024;

/** At which of these looks, of so many MiB in use, one every 2 s, the heap is collected. */
async function collectedAt(looks: readonly number[]): Promise<readonly number[]> {
  const clock = new FakeClock();
  let at = 0;
  const collected: number[] = [];
  const collection = new IdleCollection(clock, {
    used: () => (looks[at++] ?? 0) * MIB,
    collect: () => collected.push(at - 1),
  });
  await clock.advance(2000 * (looks.length - 1));
  collection.stop();
  await clock.advance(10_000);
  expect(at).toBe(looks.length);
  return collected;
}

test('a heap that has grown much and is quiet is collected, once', async () => {
  // At 501 MiB; what is left then is in use, until less shows. 621 is not a quarter more than that; 140 to 151 is little.
  expect(await collectedAt([30, 32, 200, 500, 501, 502, 502, 502, 502, 502, 620, 621, 140, 141, 150, 151])).toEqual([
    4,
  ]);
});

test('the next large work is collected, too', async () => {
  expect(await collectedAt([30, 300, 301, 35, 300, 301, 36, 37])).toEqual([2, 5]);
});

test('what comes before a collection is through is not taken for what is left of it', async () => {
  expect(await collectedAt([30, 300, 301, 520, 521, 521, 40, 41])).toEqual([2, 4]);
});
