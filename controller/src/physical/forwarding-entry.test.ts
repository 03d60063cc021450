import { expect, test } from '@jest/globals';
import { FDB } from '#schemas/southbound';
import { row, TestNetwork } from '../testing/network.js';

test('stations that were learnt on datapaths of this host: the port by the MAC, and whether the port has the MAC', () => {
  const net = new TestNetwork();
  net.commit(
    net.datapath(0x10, 1),
    net.datapath(0x20, 2),
    net.port(0x11, 'vm1', 0x10, 1),
    net.port(0x21, 'vm2', 0x20, 1),
    ...net.plug(2, 'tap1', { port: 'vm1' }),
    row(FDB, 0x61, { mac: '40:44:00:00:00:09', dp_key: 1, port_key: 7 }),
    row(FDB, 0x62, { mac: '40:44:00:00:00:0a', dp_key: 2, port_key: 1 }),
    row(FDB, 0x63, { mac: 'none', dp_key: 1, port_key: 1 }),
    row(FDB, 0x64, { mac: '40:44:00:00:00:0b', dp_key: 99, port_key: 1 }),
  );
  const own = [
    'cookie=0x61, table=71, priority=100,metadata=0x1,dl_dst=40:44:00:00:00:09 actions=set_field:0x7->reg15',
    'cookie=0x61, table=72, priority=100,reg14=0x7,metadata=0x1,dl_src=40:44:00:00:00:09 actions=set_field:0x100/0x100->reg10',
  ];
  expect(net.flows(71, 72)).toEqual(own);
  net.commit(...net.plug(3, 'tap2', { port: 'vm2' }));
  expect(net.flows(71)).toEqual([
    own[0],
    'cookie=0x62, table=71, priority=100,metadata=0x2,dl_dst=40:44:00:00:00:0a actions=set_field:0x1->reg15',
  ]);
});
