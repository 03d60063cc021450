import { expect, test } from '@jest/globals';
import { planOf, repeats } from './plan.js';

test('the same seeds each time, others when asked for', () => {
  let drawn = 0;
  const draw = () => ++drawn;
  const fixed = planOf({}, false, draw);
  const named = planOf({ HEDDLE_OVSDB_SEED: '5,6' }, false, draw);
  expect({
    fixed,
    again: planOf({}, false, draw).seeds,
    named,
    exact: planOf({ HEDDLE_OVSDB_SEED: '333', HEDDLE_OVSDB_SEQUENCES: '25' }, false, draw),
    long: planOf({}, true, draw),
    repeats: repeats(333, fixed),
  }).toEqual({
    fixed: { seeds: [1, 22, 333, 4444, 55_555, 666_666, 7_777_777, 968_834], sequences: 25, isLong: false },
    again: fixed.seeds,
    named: { seeds: [5, 6], sequences: 150, isLong: false },
    exact: { seeds: [333], sequences: 25, isLong: false },
    long: { seeds: [1, 2, 3, 4, 5], sequences: 150, isLong: true },
    repeats: 'HEDDLE_OVSDB_SEED=333 HEDDLE_OVSDB_SEQUENCES=25',
  });
});
