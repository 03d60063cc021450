import { expect, test } from '@jest/globals';
import { MAC_Binding, Static_MAC_Binding } from '#schemas/southbound';
import { row, TestNetwork, u } from '../testing/network.js';

/** A switch with a VM of this host behind a router, and a router that nobody here needs. */
function lab() {
  const net = new TestNetwork();
  net.commit(
    net.datapath(0x10, 1),
    net.datapath(0x20, 2, 'router'),
    net.datapath(0x30, 3, 'router'),
    net.port(0x11, 'vm1', 0x10, 1),
    net.port(0x12, 'n1-r1', 0x10, 2, { type: 'patch', options: new Map([['peer', 'r1-n1']]) }),
    net.port(0x21, 'r1-n1', 0x20, 5, { type: 'patch', options: new Map([['peer', 'n1-r1']]) }),
    net.port(0x31, 'far', 0x30, 1, { type: 'patch', options: new Map([['peer', 'nowhere']]) }),
    ...net.plug(2, 'tap1', { port: 'vm1' }),
  );
  const datapath = u(0x20);
  const learnt = (number: number, ip: string, mac: string, port = 'r1-n1') =>
    row(MAC_Binding, number, { logical_port: port, ip, mac, datapath });
  const fixed = (number: number, ip: string, mac: string, override: boolean) =>
    row(Static_MAC_Binding, number, { logical_port: 'r1-n1', ip, mac, datapath, override_dynamic_mac: override });
  return { net, learnt, fixed };
}

test('what was learnt of neighbours: the MAC by the address, and whether an address has a MAC', () => {
  const { net, learnt } = lab();
  net.commit(learnt(0x41, '192.168.0.77', '40:44:00:00:00:77'), learnt(0x42, 'fd00::77', '40:44:00:00:00:78'));
  expect(net.flows(66, 67)).toEqual([
    'cookie=0x41, table=66, priority=100,reg0=0xc0a8004d,reg15=0x5,metadata=0x2 actions=set_field:40:44:00:00:00:77->eth_dst,set_field:0x40/0x40->reg10',
    'cookie=0x42, table=66, priority=100,reg0=0xfd000000,reg1=0,reg2=0,reg3=0x77,reg15=0x5,metadata=0x2 actions=set_field:40:44:00:00:00:78->eth_dst,set_field:0x40/0x40->reg10',
    'cookie=0x41, table=67, priority=100,arp,reg0=0xc0a8004d,reg14=0x5,metadata=0x2,dl_src=40:44:00:00:00:77 actions=set_field:0x40/0x40->reg10',
    'cookie=0x42, table=67, priority=100,icmp6,reg0=0xfd000000,reg1=0,reg2=0,reg3=0x77,reg14=0x5,metadata=0x2,dl_src=40:44:00:00:00:78,icmp_code=0 actions=set_field:0x40/0x40->reg10',
  ]);
});

test('what was configured stands below what was learnt, or above it', () => {
  const { net, learnt, fixed } = lab();
  net.commit(
    learnt(0x41, '192.168.0.77', '40:44:00:00:00:77'),
    fixed(0x51, '192.168.0.77', '40:44:00:00:00:01', false),
    fixed(0x52, '192.168.0.77', '40:44:00:00:00:02', true),
  );
  expect(net.flows(66).map((line) => line.replace(/,set_field:0x40.*/, ''))).toEqual([
    'cookie=0x52, table=66, priority=150,reg0=0xc0a8004d,reg15=0x5,metadata=0x2 actions=set_field:40:44:00:00:00:02->eth_dst',
    'cookie=0x41, table=66, priority=100,reg0=0xc0a8004d,reg15=0x5,metadata=0x2 actions=set_field:40:44:00:00:00:77->eth_dst',
    'cookie=0x51, table=66, priority=50,reg0=0xc0a8004d,reg15=0x5,metadata=0x2 actions=set_field:40:44:00:00:00:01->eth_dst',
  ]);
  net.commit({ table: MAC_Binding, id: u(0x41) }, fixed(0x52, '192.168.0.77', '40:44:00:00:00:02', false));
  expect(net.flows(66).map((line) => /priority=\d+/.exec(line)?.[0])).toEqual(['priority=50']);
});

test('rows that cannot be used, or that are for ports which this host does not need, make no flows', () => {
  const { net, learnt } = lab();
  net.commit(
    learnt(0x43, 'not an address', '40:44:00:00:00:77'),
    learnt(0x44, '192.168.0.78', 'none'),
    learnt(0x45, '192.168.0.79', '40:44:00:00:00:79', 'far'),
    learnt(0x46, '192.168.0.80', '40:44:00:00:00:79', 'unknown'),
  );
  expect(net.flows(66, 67)).toEqual([]);
});
