import { expect, test } from '@jest/globals';
import { MacTable } from './mac-table.js';

function lab() {
  const clock = { now: 0 };
  let changes = 0;
  const table = new MacTable(
    () => clock.now,
    () => changes++,
  );
  return { clock, table, changes: () => changes };
}

test('an address is known per VLAN for 300 seconds after it was last seen', () => {
  const { clock, table, changes } = lab();
  table.learn(0, 0x02, 1);
  table.learn(10, 0x02, 2);
  expect([table.lookup(0, 0x02), table.lookup(10, 0x02), table.lookup(20, 0x02), changes()]).toEqual([
    1,
    2,
    undefined,
    2,
  ]);
  clock.now = 200_000;
  table.learn(0, 0x02, 1);
  // The same once more is no change.
  expect(changes()).toBe(2);
  clock.now = 300_000;
  expect([table.lookup(0, 0x02), table.lookup(10, 0x02)]).toEqual([1, undefined]);
  table.expire();
  expect([...table.list()]).toEqual([{ port: 1, vlan: 0, mac: 0x02, age: 100 }]);
  clock.now = 500_000;
  expect(table.lookup(0, 0x02)).toBeUndefined();
  table.learn(0, 0x02, 1);
  expect([table.lookup(0, 0x02), changes()]).toEqual([1, 4]);
});

test('an address that moves is a change; a port that goes takes its addresses with it', () => {
  const { table, changes } = lab();
  table.learn(0, 0xffffffffffff, 1);
  table.learn(4095, 0xffffffffffff, 1);
  table.learn(0, 0xffffffffffff, 2);
  expect([1, 2, 4094, 4095].map((vlan) => table.lookup(vlan, 0xffffffffffff))).toEqual([
    undefined,
    undefined,
    undefined,
    1,
  ]);
  expect([table.lookup(0, 0xffffffffffff), changes(), table.version]).toEqual([2, 3, 3]);
  table.forget(2);
  expect([...table.list()]).toEqual([{ port: 1, vlan: 4095, mac: 0xffffffffffff, age: 0 }]);
  table.flush();
  expect([...table.list()]).toEqual([]);
});

test('a full table forgets what was not seen for longest', () => {
  const { clock, table } = lab();
  for (let mac = 0; mac < 8192; mac++) {
    clock.now = mac;
    table.learn(0, mac, 1);
  }
  table.learn(0, 0, 1);
  clock.now = 9000;
  table.learn(0, 9999, 1);
  expect([table.lookup(0, 0), table.lookup(0, 1), table.lookup(0, 2), table.lookup(0, 9999)]).toEqual([
    1,
    undefined,
    1,
    1,
  ]);
});
