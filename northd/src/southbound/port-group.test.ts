import { afterEach, beforeEach, expect, test } from '@jest/globals';
import type { Uuid } from '#base';
import { Logical_Switch, Logical_Switch_Port, Port_Group as Northbound } from '#schemas/northbound';
import { Port_Group } from '#schemas/southbound';
import { Bench } from '../testing/bench.js';

let bench: Bench;

beforeEach(async () => {
  bench = new Bench();
  await Promise.all([bench.nb.whenSynced(), bench.sb.whenSynced()]);
  await bench.start();
});

afterEach(() => bench.close());

const groups = () => [...bench.sb.rows(Port_Group)].map(({ name, ports }) => [name, ...ports].join(' ')).sort();

/** Switches `sw1` with a1 and a2, `sw2` with b1; groups `web` of a1 and b1, `none` of nothing. */
async function lab() {
  const ids: Record<string, Uuid<never>> = {};
  await bench.change((transaction) => {
    for (const name of ['a1', 'a2', 'b1']) ids[name] = transaction.insert(Logical_Switch_Port, { name }) as never;
    ids['sw1'] = transaction.insert(Logical_Switch, { name: 'sw1', ports: [ids['a1']!, ids['a2']!] }) as never;
    ids['sw2'] = transaction.insert(Logical_Switch, { name: 'sw2', ports: [ids['b1']!] }) as never;
    ids['web'] = transaction.insert(Northbound, { name: 'web', ports: [ids['a1']!, ids['b1']!] }) as never;
    transaction.insert(Northbound, { name: 'none' });
  });
  return ids;
}

test('a group has a row for each switch that it has ports in, named by the key of the switch', async () => {
  const { a2, b1, web, sw2 } = await lab();
  expect(groups()).toEqual(['1_web a1', '2_web b1']);
  bench.writes();
  await bench.change((transaction) => transaction.update(Northbound, web!, { ports: [a2!, b1!] }));
  expect(groups()).toEqual(['1_web a2', '2_web b1']);
  expect(bench.writes()).toEqual({ 'update Port_Group': 1 });
  await bench.change((transaction) => transaction.update(Northbound, web!, { name: 'www' }));
  expect(groups()).toEqual(['1_www a2', '2_www b1']);
  await bench.change((transaction) => transaction.delete(Logical_Switch, sw2!));
  expect(groups()).toEqual(['1_www a2']);
});

test('a switch whose key changes takes the name of its rows along', async () => {
  const { sw1 } = await lab();
  await bench.change((transaction) =>
    transaction.update(Logical_Switch, sw1!, { other_config: new Map([['requested-tnl-key', '7']]) }),
  );
  expect(groups()).toEqual(['2_web b1', '7_web a1']);
});

test('rows of no group go, and those that others changed are set right', async () => {
  await lab();
  const transaction = bench.sb.transaction();
  const [first] = [...bench.sb.rows(Port_Group)].filter(({ name }) => name === '1_web');
  transaction.update(Port_Group, first!._uuid, { ports: ['b1', 'zz'] });
  transaction.insert(Port_Group, { name: '1_lost', ports: ['a1'] });
  transaction.insert(Port_Group, { name: 'strange' });
  await transaction.commit();
  await bench.settled();
  expect(groups()).toEqual(['1_web a1', '2_web b1']);
});
