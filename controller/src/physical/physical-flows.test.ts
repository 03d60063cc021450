import { expect, test } from '@jest/globals';
import { Multicast_Group } from '#schemas/southbound';
import { OWN_CHASSIS, row, TestNetwork, u } from '../testing/network.js';

// The lab of facts 4.1: vm1 is here (port 2), vm2 behind the tunnel to hv2 (port 1).
function lab(settings: Readonly<Record<string, string>> = {}) {
  const net = new TestNetwork(settings);
  net.commit(
    ...net.chassis(0xc2, 'hv2', '127.0.0.2'),
    net.datapath(0x10, 1),
    net.port(0x11, 'vm1', 0x10, 1, { chassis: u(OWN_CHASSIS) }),
    net.port(0x12, 'vm2', 0x10, 2, { chassis: u(0xc2) }),
    row(Multicast_Group, 0x18, { name: '_MC_flood', datapath: u(0x10), tunnel_key: 0x8000, ports: [u(0x11), u(0x12)] }),
    ...net.tunnel(1, 'hv2', '127.0.0.2'),
    ...net.plug(2, 'tap1', { port: 'vm1' }),
    ...net.zones({ vm1: 2, [`${u(0x10)}_dnat`]: 3, [`${u(0x10)}_snat`]: 1 }),
  );
  return net;
}

test('a switch with a port here and one on another chassis', () => {
  expect(lab().flows()).toEqual([
    'priority=100,in_port=1 actions=move:NXM_NX_TUN_ID[0..23]->OXM_OF_METADATA[0..23],move:NXM_NX_TUN_METADATA0[16..30]->NXM_NX_REG14[0..14],move:NXM_NX_TUN_METADATA0[0..15]->NXM_NX_REG15[0..15],resubmit(,40)',
    'cookie=0x11, priority=100,in_port=2 actions=set_field:0x2->reg13,set_field:0x3->reg11,set_field:0x1->reg12,set_field:0x1->metadata,set_field:0x1->reg14,resubmit(,8)',
    'priority=0 actions=drop',
    'table=37, priority=0 actions=resubmit(,39)',
    'table=38, priority=10,reg10=0x1/0x1 actions=resubmit(,40)',
    'table=38, priority=0 actions=resubmit(,39)',
    'table=39, priority=150,reg10=0x10/0x10 actions=resubmit(,40)',
    'table=39, priority=150,reg10=0x2/0x3 actions=resubmit(,40)',
    'cookie=0x12, table=39, priority=100,reg15=0x2,metadata=0x1 actions=set_field:0x1/0xffffff->tun_id,set_field:0x2->tun_metadata0,move:NXM_NX_REG14[0..14]->NXM_NX_TUN_METADATA0[16..30],output:1,resubmit(,40)',
    'cookie=0x18, table=39, priority=100,reg15=0x8000,metadata=0x1 actions=set_field:0x1/0xffffff->tun_id,set_field:0x8000->tun_metadata0,move:NXM_NX_REG14[0..14]->NXM_NX_TUN_METADATA0[16..30],output:1,resubmit(,40)',
    'table=39, priority=0 actions=resubmit(,40)',
    'cookie=0x11, table=40, priority=100,reg15=0x1,metadata=0x1 actions=set_field:0x2->reg13,set_field:0x3->reg11,set_field:0x1->reg12,resubmit(,41)',
    'cookie=0x18, table=40, priority=100,reg15=0x8000,metadata=0x1 actions=set_field:0x2->reg13,set_field:0x1->reg15,resubmit(,41),set_field:0x8000->reg15',
    'table=40, priority=0 actions=drop',
    'cookie=0x11, table=41, priority=100,reg10=0/0x1,reg14=0x1,reg15=0x1,metadata=0x1 actions=drop',
    'table=41, priority=0 actions=set_field:0->reg0,set_field:0->reg1,set_field:0->reg2,set_field:0->reg3,set_field:0->reg4,set_field:0->reg5,set_field:0->reg6,set_field:0->reg7,set_field:0->reg8,set_field:0->reg9,resubmit(,42)',
    'cookie=0x11, table=64, priority=100,reg10=0x1/0x1,reg15=0x1,metadata=0x1 actions=push:NXM_OF_IN_PORT[],set_field:ANY->in_port,resubmit(,65),pop:NXM_OF_IN_PORT[]',
    'table=64, priority=0 actions=resubmit(,65)',
    'cookie=0x11, table=65, priority=100,reg15=0x1,metadata=0x1 actions=output:2',
    'table=65, priority=0 actions=drop',
  ]);
});

test('no flow of a port before its zones are dealt, and none once it is unplugged', () => {
  const net = lab();
  net.commit(...net.zones({ vm1: 2 }).map(({ table, id }) => ({ table, id })));
  expect(net.flows(0, 65)).not.toEqual(expect.arrayContaining([expect.stringContaining('in_port=2')]));
  net.commit(...net.zones({ vm1: 2 }));
  expect(net.flows(65)).toContain('cookie=0x11, table=65, priority=100,reg15=0x1,metadata=0x1 actions=output:2');
  net.commit(...net.unplug('tap1'));
  // Nothing here needs the datapath now.
  expect(net.flows().filter((line) => line.includes('metadata='))).toEqual([]);
});

test('a patch between two datapaths is a clone into the other one; groups serve it at the source', () => {
  const net = lab();
  net.commit(
    net.datapath(0x20, 2, 'router'),
    net.port(0x13, 'n1-r1', 0x10, 3, { type: 'patch', options: new Map([['peer', 'r1-n1']]) }),
    net.port(0x21, 'r1-n1', 0x20, 1, { type: 'patch', options: new Map([['peer', 'n1-r1']]) }),
    row(Multicast_Group, 0x18, { name: '_MC_flood', datapath: u(0x10), tunnel_key: 0x8000, ports: [u(0x11), u(0x13)] }),
    ...net.zones({ [`${u(0x20)}_dnat`]: 7, [`${u(0x20)}_snat`]: 5 }),
  );
  const ofPatch = (table: number) => net.flows(table).filter((line) => /^cookie=0x(13|18)/.test(line));
  expect([...ofPatch(39), ...ofPatch(40), ...ofPatch(65)]).toEqual([
    'cookie=0x18, table=39, priority=100,reg15=0x8000,metadata=0x1 actions=set_field:0x3->reg15,resubmit(,41),set_field:0x8000->reg15,resubmit(,40)',
    'cookie=0x18, table=40, priority=100,reg15=0x8000,metadata=0x1 actions=set_field:0x2->reg13,set_field:0x1->reg15,resubmit(,41),set_field:0x8000->reg15',
    'cookie=0x13, table=40, priority=100,reg15=0x3,metadata=0x1 actions=set_field:0x3->reg11,set_field:0x1->reg12,resubmit(,41)',
    'cookie=0x13, table=65, priority=100,reg15=0x3,metadata=0x1 actions=clone(ct_clear,set_field:0->reg11,set_field:0->reg12,set_field:0->reg13,set_field:0x7->reg11,set_field:0x5->reg12,set_field:0x2->metadata,set_field:0x1->reg14,set_field:0->reg10,set_field:0->reg15,set_field:0->reg0,set_field:0->reg1,set_field:0->reg2,set_field:0->reg3,set_field:0->reg4,set_field:0->reg5,set_field:0->reg6,set_field:0->reg7,set_field:0->reg8,set_field:0->reg9,resubmit(,8))',
  ]);
});

test('a tagged localnet port: VLANs in and out, and ports elsewhere are reached by the wire', () => {
  const net = lab({ 'ovn-bridge-mappings': 'phys:br-ex' });
  net.commit(
    net.port(0x14, 'ln', 0x10, 4, { type: 'localnet', tag: 100, options: new Map([['network_name', 'phys']]) }),
    ...net.plug(7, 'patch-br-int-to-ln', { type: 'patch' }),
    ...net.zones({ ln: 9 }),
  );
  expect(net.flows(0, 39, 40, 41, 65).filter((line) => /^cookie=0x1[24]/.test(line))).toEqual([
    'cookie=0x14, priority=150,in_port=7,dl_vlan=100 actions=pop_vlan,set_field:0x9->reg13,set_field:0x3->reg11,set_field:0x1->reg12,set_field:0x1->metadata,set_field:0x4->reg14,resubmit(,8)',
    'cookie=0x12, table=40, priority=100,reg15=0x2,metadata=0x1 actions=set_field:0x4->reg15,resubmit(,40)',
    'cookie=0x14, table=40, priority=100,reg15=0x4,metadata=0x1 actions=set_field:0x9->reg13,set_field:0x3->reg11,set_field:0x1->reg12,resubmit(,41)',
    'cookie=0x14, table=41, priority=160,reg10=0x400/0x400,reg15=0x4,metadata=0x1 actions=drop',
    'cookie=0x14, table=41, priority=160,reg10=0x10/0x10,reg15=0x4,metadata=0x1 actions=drop',
    'cookie=0x14, table=41, priority=100,reg10=0/0x1,reg14=0x4,reg15=0x4,metadata=0x1 actions=drop',
    'cookie=0x14, table=65, priority=100,reg15=0x4,metadata=0x1 actions=push_vlan:0x8100,set_field:4196->vlan_vid,output:7,pop_vlan',
  ]);
});

test('VXLAN: 12 bits of datapath and 12 of port, whose highest says group', () => {
  const net = lab({ 'ovn-encap-type': 'vxlan' });
  net.commit(
    ...net.unplug('ovn-hv2-0'),
    ...net.chassis(0xc2, 'hv2', '127.0.0.2', ['vxlan']),
    ...net.tunnel(3, 'hv2', '127.0.0.2', 'vxlan'),
  );
  expect(net.flows(0, 39).filter((line) => /tun_id|in_port=3/.test(line))).toEqual([
    'priority=105,tun_id=0x800000/0x800000,in_port=3 actions=set_field:0x8000/0x8000->reg15,move:NXM_NX_TUN_ID[12..22]->NXM_NX_REG15[0..10],move:NXM_NX_TUN_ID[0..11]->OXM_OF_METADATA[0..11],resubmit(,40)',
    'priority=100,in_port=3 actions=move:NXM_NX_TUN_ID[12..23]->NXM_NX_REG15[0..11],move:NXM_NX_TUN_ID[0..11]->OXM_OF_METADATA[0..11],resubmit(,40)',
    'cookie=0x12, table=39, priority=100,reg15=0x2,metadata=0x1 actions=set_field:0x2001/0xffffff->tun_id,output:3,resubmit(,40)',
    'cookie=0x18, table=39, priority=100,reg15=0x8000,metadata=0x1 actions=set_field:0x800001/0xffffff->tun_id,output:3,resubmit(,40)',
  ]);
});
