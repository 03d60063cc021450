import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { FreeNumbers, FreeRuns } from './free-numbers.js';

test('the lowest free number is dealt, and none beyond the last', () => {
  const numbers = new FreeNumbers(4);
  expect([numbers.take(2), numbers.take(2), numbers.take(0), numbers.take(5), numbers.take(1.5)]).toEqual([
    true,
    false,
    false,
    false,
    false,
  ]);
  expect([numbers.deal(), numbers.deal(), numbers.deal(), numbers.deal()]).toEqual([1, 3, 4, undefined]);
  numbers.free(3);
  numbers.free(1);
  numbers.free(1);
  expect([numbers.deal(), numbers.deal(), numbers.deal()]).toEqual([1, 3, undefined]);
});

test('whatever was taken and freed, a dealt number is the lowest that nobody has', () => {
  const step = fc.record({ kind: fc.constantFrom('take', 'deal', 'free'), number: fc.integer({ min: 1, max: 8 }) });
  fc.assert(
    fc.property(fc.array(step, { maxLength: 40 }), (steps) => {
      const numbers = new FreeNumbers(8);
      const used = new Set<number>();
      for (const { kind, number } of steps) {
        if (kind === 'take') {
          expect(numbers.take(number)).toBe(!used.has(number));
          used.add(number);
        } else if (kind === 'free') {
          numbers.free(number);
          used.delete(number);
        } else {
          const wanted = [1, 2, 3, 4, 5, 6, 7, 8].find((each) => !used.has(each));
          expect(numbers.deal()).toBe(wanted);
          if (wanted !== undefined) used.add(wanted);
        }
      }
    }),
  );
});

test('a freed run is dealt to the next who wants as many', () => {
  const runs = new FreeRuns();
  expect([runs.deal(3), runs.deal(2), runs.deal(1)]).toEqual([1, 4, 6]);
  runs.free(1, 3);
  runs.free(4, 2);
  expect([runs.deal(2), runs.deal(1), runs.deal(3), runs.deal(3)]).toEqual([4, 7, 1, 8]);
});
