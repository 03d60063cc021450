import { expect, test } from '@jest/globals';
import { TestNetwork, u } from '../testing/network.js';

const NETWORK = { [`${u(0x10)}_dnat`]: 8, [`${u(0x10)}_snat`]: 9 };

test('containers share the interface of their VM by VLAN; packets between them turn round in it', () => {
  const net = new TestNetwork();
  net.commit(
    net.datapath(0x10, 1),
    net.port(0x11, 'vm1', 0x10, 1),
    net.port(0x12, 'c1', 0x10, 2, { parent_port: 'vm1', tag: 42 }),
    net.port(0x13, 'untagged', 0x10, 3, { parent_port: 'vm1' }),
    net.port(0x14, 'orphan', 0x10, 4, { parent_port: 'nowhere', tag: 43 }),
    ...net.plug(2, 'tap1', { port: 'vm1' }),
    ...net.zones({ vm1: 1, c1: 2, untagged: 3, orphan: 4, ...NETWORK }),
  );
  expect(net.flows(0, 64, 65).filter((line) => !line.includes('priority=0 '))).toEqual([
    'cookie=0x12, priority=150,in_port=2,dl_vlan=42 actions=set_field:0x20/0x20->reg10,pop_vlan,set_field:0x2->reg13,set_field:0x8->reg11,set_field:0x9->reg12,set_field:0x1->metadata,set_field:0x2->reg14,resubmit(,8)',
    'cookie=0x11, priority=100,in_port=2 actions=set_field:0x1->reg13,set_field:0x8->reg11,set_field:0x9->reg12,set_field:0x1->metadata,set_field:0x1->reg14,resubmit(,8)',
    'cookie=0x11, table=64, priority=100,reg10=0x1/0x1,reg15=0x1,metadata=0x1 actions=push:NXM_OF_IN_PORT[],set_field:ANY->in_port,resubmit(,65),pop:NXM_OF_IN_PORT[]',
    'table=64, priority=100,reg10=0x20/0x20,reg15=0x1,metadata=0x1 actions=push:NXM_OF_IN_PORT[],set_field:ANY->in_port,resubmit(,65),pop:NXM_OF_IN_PORT[]',
    'cookie=0x12, table=64, priority=100,reg15=0x2,metadata=0x1 actions=push:NXM_OF_IN_PORT[],set_field:ANY->in_port,resubmit(,65),pop:NXM_OF_IN_PORT[]',
    'cookie=0x11, table=65, priority=100,reg15=0x1,metadata=0x1 actions=output:2',
    'cookie=0x12, table=65, priority=100,reg15=0x2,metadata=0x1 actions=push_vlan:0x8100,set_field:4138->vlan_vid,output:2,pop_vlan',
  ]);
  net.commit(...net.unplug('tap1'));
  expect(net.flows(0, 64, 65).filter((line) => line.startsWith('cookie'))).toEqual([]);
});

test('what a localport sends is marked, and stays on its chassis', () => {
  const net = new TestNetwork();
  net.commit(
    net.datapath(0x10, 1),
    net.port(0x11, 'vm1', 0x10, 1),
    net.port(0x15, 'meta', 0x10, 5, { type: 'localport' }),
    ...net.plug(2, 'tap1', { port: 'vm1' }),
    ...net.plug(3, 'tap3', { port: 'meta' }),
    ...net.zones({ vm1: 1, meta: 5, ...NETWORK }),
  );
  expect(net.flows(0, 39, 40).filter((line) => line.startsWith('cookie=0x15'))).toEqual([
    'cookie=0x15, priority=100,in_port=3 actions=set_field:0x5->reg13,set_field:0x8->reg11,set_field:0x9->reg12,set_field:0x1->metadata,set_field:0x5->reg14,set_field:0x400/0x400->reg10,resubmit(,8)',
    'cookie=0x15, table=39, priority=150,reg14=0x5,metadata=0x1 actions=resubmit(,40)',
    'cookie=0x15, table=40, priority=100,reg15=0x5,metadata=0x1 actions=set_field:0x5->reg13,set_field:0x8->reg11,set_field:0x9->reg12,resubmit(,41)',
  ]);
});

test('an untagged physical network: packets without tag, and with the tag of VLAN 0', () => {
  const net = new TestNetwork({ 'ovn-bridge-mappings': 'phys:br-ex' });
  net.commit(
    net.datapath(0x10, 1),
    net.port(0x11, 'vm1', 0x10, 1),
    net.port(0x14, 'ln', 0x10, 4, { type: 'localnet', options: new Map([['network_name', 'phys']]) }),
    ...net.plug(2, 'tap1', { port: 'vm1' }),
    ...net.plug(7, 'patch-br-int-to-ln', { type: 'patch' }),
    ...net.zones({ vm1: 1, ln: 6, ...NETWORK }),
  );
  expect(net.flows(0, 65).filter((line) => line.startsWith('cookie=0x14'))).toEqual([
    'cookie=0x14, priority=100,in_port=7,vlan_tci=0x0000/0x1000 actions=set_field:0x6->reg13,set_field:0x8->reg11,set_field:0x9->reg12,set_field:0x1->metadata,set_field:0x4->reg14,resubmit(,8)',
    'cookie=0x14, priority=100,in_port=7,dl_vlan=0 actions=pop_vlan,set_field:0x6->reg13,set_field:0x8->reg11,set_field:0x9->reg12,set_field:0x1->metadata,set_field:0x4->reg14,resubmit(,8)',
    'cookie=0x14, table=65, priority=100,reg15=0x4,metadata=0x1 actions=output:7',
  ]);
});
