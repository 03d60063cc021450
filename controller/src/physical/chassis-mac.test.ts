import { expect, test } from '@jest/globals';
import { Chassis } from '#schemas/southbound';
import { row, TestNetwork, u } from '../testing/network.js';

/** A switch with a VM, a router and a physical network with this VLAN tag; hv2 has MACs of its own. */
function lab(tag: number | undefined, settings: Readonly<Record<string, string>> = {}) {
  const net = new TestNetwork({ 'ovn-bridge-mappings': 'phys:br-ex', ...settings });
  const macs = 'phys:aa:bb:cc:dd:ee:12,bad:zz, nets:aa:bb:cc:dd:ee:13';
  net.commit(
    ...net.chassis(0xc2, 'hv2', '127.0.0.2'),
    row(Chassis, 0xc2, { name: 'hv2', other_config: new Map([['ovn-chassis-mac-mappings', macs]]) }),
    net.datapath(0x10, 1),
    net.datapath(0x20, 2, 'router'),
    net.port(0x11, 'vm1', 0x10, 1),
    net.port(0x12, 'n1-r1', 0x10, 2, { type: 'patch', options: new Map([['peer', 'r1-n1']]) }),
    net.port(0x21, 'r1-n1', 0x20, 5, {
      type: 'patch',
      options: new Map([['peer', 'n1-r1']]),
      mac: ['40:44:00:00:00:03 192.168.0.1/24'],
    }),
    net.port(0x14, 'ln', 0x10, 4, { type: 'localnet', tag, options: new Map([['network_name', 'phys']]) }),
    ...net.plug(2, 'tap1', { port: 'vm1' }),
    ...net.plug(7, 'patch-br-int-to-ln', { type: 'patch' }),
    ...net.zones({ vm1: 2, ln: 9, [`${u(0x10)}_dnat`]: 3, [`${u(0x10)}_snat`]: 1 }),
  );
  return net.flows(0, 65).filter((line) => /conj|dl_src/.test(line));
}

const OWN = { 'ovn-chassis-mac-mappings': 'other:aa:bb:cc:dd:ee:02,phys:aa:bb:cc:dd:ee:01' };

test('a router sends with the MAC of its chassis, and what comes with the MAC of another is its own again', () => {
  expect(lab(undefined, OWN)).toEqual([
    'cookie=0x21, priority=180,vlan_tci=0x0000/0x1000 actions=conjunction(100,2/2)',
    'cookie=0xc2, priority=180,dl_src=aa:bb:cc:dd:ee:12 actions=conjunction(100,1/2)',
    'cookie=0xc2, priority=180,dl_src=aa:bb:cc:dd:ee:13 actions=conjunction(100,1/2)',
    'cookie=0x21, priority=180,conj_id=100,in_port=7,vlan_tci=0x0000/0x1000 actions=set_field:0x9->reg13,set_field:0x3->reg11,set_field:0x1->reg12,set_field:0x1->metadata,set_field:0x4->reg14,set_field:40:44:00:00:00:03->eth_src,resubmit(,8)',
    'cookie=0x14, table=65, priority=150,reg15=0x4,metadata=0x1,dl_src=40:44:00:00:00:03 actions=set_field:aa:bb:cc:dd:ee:01->eth_src,output:7,set_field:40:44:00:00:00:03->eth_src',
  ]);
});

test('with a VLAN tag: put on behind the MAC, and taken off again', () => {
  expect(lab(7, OWN)).toEqual([
    'cookie=0x21, priority=180,dl_vlan=7 actions=conjunction(100,2/2)',
    'cookie=0xc2, priority=180,dl_src=aa:bb:cc:dd:ee:12 actions=conjunction(100,1/2)',
    'cookie=0xc2, priority=180,dl_src=aa:bb:cc:dd:ee:13 actions=conjunction(100,1/2)',
    'cookie=0x21, priority=180,conj_id=100,in_port=7,dl_vlan=7 actions=pop_vlan,set_field:0x9->reg13,set_field:0x3->reg11,set_field:0x1->reg12,set_field:0x1->metadata,set_field:0x4->reg14,set_field:40:44:00:00:00:03->eth_src,resubmit(,8)',
    'cookie=0x14, table=65, priority=150,reg15=0x4,metadata=0x1,dl_src=40:44:00:00:00:03 actions=set_field:aa:bb:cc:dd:ee:01->eth_src,push_vlan:0x8100,set_field:4103->vlan_vid,output:7,set_field:40:44:00:00:00:03->eth_src,pop_vlan',
  ]);
});

test('a chassis without a MAC for the network sends with the MAC of the router', () => {
  expect(lab(undefined, { 'ovn-chassis-mac-mappings': 'other:aa:bb:cc:dd:ee:02' })).not.toContainEqual(
    expect.stringContaining('table=65'),
  );
});
