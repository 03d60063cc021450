import { expect, test } from '@jest/globals';
import type { Uuid } from '#base';
import { Address_Set as Northbound } from '#schemas/northbound';
import { Address_Set } from '#schemas/southbound';
import { Bench } from '../testing/bench.js';
import { Compiled } from '../testing/network.js';
import { addressSetRows } from './address-set.js';

test('sets of the northbound, and the addresses that the ports of a group name themselves', () => {
  const { engine } = new Compiled({
    switches: {
      sw1: {
        ports: {
          a: { addresses: ['0a:00:00:00:00:01 10.0.0.1 fd00::1', '0a:00:00:00:00:02 10.0.0.2/24 10.0.0.1'] },
          r: { type: 'router', addresses: ['router'], options: { 'router-port': 'rp' } },
        },
      },
      sw2: { ports: { b: { addresses: ['dynamic', 'unknown', '0a:00:00:00:00:03 10.0.0.3'] }, c: {} } },
    },
    routers: { r: { ports: { rp: { mac: '0a:00:00:00:01:01', networks: ['10.0.0.9/24'] } } } },
    groups: { web: { ports: ['a', 'b', 'r'] }, none: { ports: [] } },
    sets: { hosts: ['10.1.1.1', '10.0.0.0/8'] },
  });
  const lines = [...engine.outputs(addressSetRows)].map(({ name, addresses }) => [name, ...addresses].join(' '));
  expect(lines.sort()).toEqual([
    'hosts 10.0.0.0/8 10.1.1.1',
    'none_ip4',
    'none_ip6',
    'svc_monitor_mac 0a:11:22:33:44:55',
    'web_ip4 10.0.0.1 10.0.0.2 10.0.0.3',
    'web_ip6 fd00::1',
  ]);
});

test('members come and go in the row that stands; what others put in is taken out', async () => {
  const bench = new Bench();
  await Promise.all([bench.nb.whenSynced(), bench.sb.whenSynced()]);
  await bench.start();
  let id: Uuid<'Address_Set'> | undefined;
  await bench.change((transaction) => {
    id = transaction.insert(Northbound, { name: 'hosts', addresses: ['10.0.0.1', '10.0.0.2'] });
  });
  const held = () => [...bench.sb.rows(Address_Set)].filter(({ name }) => name === 'hosts');
  const [first] = held();
  bench.writes();
  await bench.change((transaction) => {
    transaction.update(Northbound, id!, { addresses: ['10.0.0.2', '10.0.0.3'] });
  });
  expect(held()).toEqual([{ ...first, addresses: ['10.0.0.2', '10.0.0.3'] }]);
  expect(bench.writes()).toEqual({ 'update Address_Set': 1 });
  const intruder = bench.sb.transaction();
  intruder.update(Address_Set, first!._uuid, { addresses: ['10.0.0.2', '99.0.0.1'] });
  await intruder.commit();
  await bench.settled();
  expect(held()).toEqual([{ ...first, addresses: ['10.0.0.2', '10.0.0.3'] }]);
  await bench.change((transaction) => transaction.delete(Northbound, id!));
  expect(held()).toEqual([]);
  bench.close();
});
