import { expect, test } from '@jest/globals';
import { FakeClock } from '../client/testing/fake-clock.js';
import { IdleCollection } from './idle-collection.js';

const MIB = 1024 * 1024;

/** At which of these looks, of so many MiB in use, one every 2 s, collections begin and end. */
async function collections(looks: readonly number[]): Promise<readonly string[]> {
  const clock = new FakeClock();
  let at = 0;
  const told: string[] = [];
  const collection = new IdleCollection(clock, {
    used: () => (looks[at++] ?? 0) * MIB,
    collect: () => told.push(`begins at ${at - 1}`),
    collected: () => told.push(`ends at ${at - 1}`),
  });
  await clock.advance(2000 * (looks.length - 1));
  collection.stop();
  await clock.advance(10_000);
  expect(at).toBe(looks.length);
  return told;
}

test('a heap that has grown much and is quiet is collected, once', async () => {
  // At 501 MiB; what is left then is in use, until less shows. 621 is not a quarter more than that; 140 to 151 is little.
  expect(await collections([30, 32, 200, 500, 501, 502, 502, 502, 502, 502, 620, 621, 140, 141, 150, 151])).toEqual([
    'begins at 4',
    'ends at 9',
  ]);
});

test('the next large work is collected, too', async () => {
  expect(await collections([30, 300, 301, 35, 300, 301, 36, 37])).toEqual([
    'begins at 2',
    'ends at 3',
    'begins at 5',
    'ends at 6',
  ]);
});

test('what comes before a collection is through is not taken for what is left of it', async () => {
  expect(await collections([30, 300, 301, 520, 521, 521, 40, 41])).toEqual([
    'begins at 2',
    'ends at 3',
    'begins at 4',
    'ends at 6',
  ]);
});
