import { expect, test } from '@jest/globals';
import { TestNetwork, u } from '../testing/network.js';
import { Allocator } from './allocator.js';
import { FreeNumbers, FreeRuns } from './free-numbers.js';

test('the lowest free number is dealt, what was given back again', () => {
  const numbers = new FreeNumbers(3);
  expect([numbers.take(2), numbers.take(2), numbers.take(4)]).toEqual([true, false, false]);
  expect([numbers.deal(), numbers.deal(), numbers.deal()]).toEqual([1, 3, undefined]);
  numbers.free(2);
  expect(numbers.deal()).toBe(2);
  const runs = new FreeRuns();
  expect([runs.deal(2), runs.deal(1)]).toEqual([1, 3]);
  runs.free(1, 2);
  expect([runs.deal(1), runs.deal(2)]).toEqual([4, 1]);
});

test('zones come back from the bridge after a restart, and only new ones are flushed', () => {
  const net = new TestNetwork();
  const flushed: number[] = [];
  const allocator = new Allocator((zone) => flushed.push(zone));
  allocator.restoreZones(
    new Map([
      ['ct-zone-vm1', '4'],
      ['ct-zone-gone', '1'],
      ['ovn-nb-cfg', '7'],
    ]),
  );
  const changes = net.commit(
    net.datapath(0x10, 1),
    net.port(0x11, 'vm1', 0x10, 1),
    ...net.plug(2, 'tap1', { port: 'vm1' }),
  );
  expect(allocator.deal(changes, false).map(({ id, after }) => [id, after])).toEqual([
    [`${u(0x10)}_dnat`, { _uuid: `${u(0x10)}_dnat`, zone: 2 }],
    [`${u(0x10)}_snat`, { _uuid: `${u(0x10)}_snat`, zone: 3 }],
  ]);
  expect(flushed).toEqual([2, 3]);
  expect(allocator.freeUnwantedZones().map(({ id }) => id)).toEqual(['gone']);
  expect(Object.fromEntries(allocator.zones)).toEqual({ vm1: 4, [`${u(0x10)}_dnat`]: 2, [`${u(0x10)}_snat`]: 3 });
});
