import { expect, test } from '@jest/globals';
import { MetricsTable } from './metrics.js';

function tableAt(time: { now: number }) {
  return new MetricsTable({ now: () => time.now, monotonic: () => time.now, setTimeout: () => ({ cancel() {} }) });
}

test('stopwatches, counters and memory as their commands print them', () => {
  const time = { now: 0 };
  const metrics = tableAt(time);
  metrics.memory(() => ({ rows: 3, cells: 20 }));
  metrics.memory(() => ({ atoms: 14 }));
  for (const milliseconds of [10, 20, 30]) metrics.sample('loop', milliseconds);
  metrics.count('wakeup');
  time.now = 4000;
  metrics.count('wakeup', 9);
  expect(metrics.showMemory()).toBe('atoms:14 cells:20 rows:3\n');
  expect(metrics.showStopwatches('loop')).toBe(
    [
      "Statistics for 'loop'",
      '  Total samples: 3',
      '  Maximum: 30 msec',
      '  Minimum: 10 msec',
      '  95th percentile: 30.000000 msec',
      '  Short term average: 22.500000 msec',
      '  Long term average: 10.299000 msec',
      '',
    ].join('\n'),
  );
  expect(metrics.showStopwatches('nope')).toBeUndefined();
  expect(metrics.showCoverage()).toBe(
    [
      'Event coverage, avg rate over last: 5 seconds, last minute, last hour:',
      'wakeup                     2.0/sec     0.167/sec        0.0028/sec   total: 10',
      '',
    ].join('\n'),
  );
});
