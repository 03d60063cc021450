import { randomUUID } from 'node:crypto';
import { expect, test } from '@jest/globals';
import type { Clock, Timer } from '#base';
import { rehearse } from './rehearsal.js';

/** Real time; tells how many timers are waited for. */
function countingClock(): Clock & { readonly waiting: Set<object> } {
  const waiting = new Set<object>();
  return {
    waiting,
    now: () => Date.now(),
    monotonic: () => performance.now(),
    setTimeout(callback, ms): Timer {
      const timer = setTimeout(() => {
        waiting.delete(timer);
        callback();
      }, ms);
      waiting.add(timer);
      return {
        cancel: () => {
          clearTimeout(timer);
          waiting.delete(timer);
        },
      };
    },
  };
}

test('a rehearsal goes on after its first bursts until it is broken off, and leaves nothing behind', async () => {
  const clock = countingClock();
  const end = await rehearse({ clock, newId: randomUUID, requests: () => 0 });
  expect(clock.waiting.size).toBeGreaterThan(0);
  end();
  await new Promise((resolve) => setImmediate(resolve));
  expect(clock.waiting.size).toBe(0);
});
