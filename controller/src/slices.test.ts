import { expect, test } from '@jest/globals';
import type { Clock } from '#base';
import { Slices } from './slices.js';

test.each([
  { what: 'short work is one slice', steps: 100, stepMs: 0.1, breaths: [], longest: 10 },
  { what: 'the clock is looked at every 32 steps', steps: 70, stepMs: 1, breaths: [32, 64], longest: 32 },
  { what: 'a slice of 20 ms is enough', steps: 200, stepMs: 0.25, breaths: [96, 192], longest: 24 },
])('$what', async ({ steps, stepMs, breaths, longest }) => {
  let now = 0;
  let done = 0;
  const heard: number[] = [];
  const clock: Clock = { now: () => now, monotonic: () => now, setTimeout: () => ({ cancel: () => undefined }) };
  const slices = new Slices(clock, async () => {
    heard.push(done);
    now += 1000; // others' time is not counted
  });
  function* work(): Generator<undefined, string> {
    for (; done < steps; now += stepMs, done++) yield undefined;
    return 'done';
  }
  expect(await slices.run(work())).toBe('done');
  // The step that is being taken counts when it is over.
  expect(heard.map((each) => each + 1)).toEqual(breaths);
  expect(Math.round(slices.longest)).toBe(longest);
});
