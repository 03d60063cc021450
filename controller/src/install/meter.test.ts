import { expect, test } from '@jest/globals';
import { MeterTable, meterMod, meterOf } from './meter.js';

const slow = meterOf('kbps', [{ rate: 100, burst: 0 }]);
const fast = meterOf('pktps', [{ rate: 1000, burst: 50 }]);

test('a burst is asked for only where one is given', () => {
  expect([slow, fast]).toEqual([
    { flags: 1 | 8, bands: [{ type: 'drop', rate: 100, burst: 0 }] },
    { flags: 2 | 4 | 8, bands: [{ type: 'drop', rate: 1000, burst: 50 }] },
  ]);
});

test('meters are added, changed and deleted once each', () => {
  const table = new MeterTable();
  const step = (...meters: Parameters<MeterTable['change']>[0][]) => {
    for (const list of meters) table.change(list);
    return [...table.additions(), ...table.deletions()];
  };
  expect(step([{ id: 1, meter: slow }])).toEqual([meterMod('add', 1, slow)]);
  expect(step()).toEqual([]);
  expect(step([{ id: 1, meter: slow }])).toEqual([]);
  expect(step([{ id: 1, meter: fast }])).toEqual([meterMod('modify', 1, fast)]);
  expect(step([{ id: 2, meter: slow }], [{ id: 2, meter: undefined }])).toEqual([]);
  expect(step([{ id: 1, meter: undefined }])).toEqual([meterMod('delete', 1, fast)]);
});

test('what the switch has already is kept, and what nobody wants goes', () => {
  const table = new MeterTable();
  table.change([
    { id: 1, meter: slow },
    { id: 2, meter: fast },
  ]);
  table.adopt([
    { meter: 1, ...slow },
    { meter: 2, ...slow },
    { meter: 3, ...fast },
  ]);
  expect(table.additions()).toEqual([meterMod('modify', 2, fast)]);
  expect(table.deletions()).toEqual([meterMod('delete', 3, fast)]);
  // A switch that lost them all gets them again.
  table.adopt([]);
  expect([...table.additions(), ...table.deletions()]).toEqual([meterMod('add', 1, slow), meterMod('add', 2, fast)]);
});
