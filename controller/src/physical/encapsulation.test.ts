import { expect, test } from '@jest/globals';
import { Multicast_Group } from '#schemas/southbound';
import { OWN_CHASSIS, row, TestNetwork, u } from '../testing/network.js';

test('keys of STT and VXLAN, and a copy into each tunnel of a port that is on two chassis', () => {
  const net = new TestNetwork();
  net.commit(
    ...net.chassis(0xc2, 'hv2', '127.0.0.2'),
    ...net.chassis(0xc3, 'hv3', '127.0.0.3'),
    net.datapath(0x10, 1),
    net.port(0x11, 'vm1', 0x10, 1, { chassis: u(OWN_CHASSIS) }),
    net.port(0x12, 'vm2', 0x10, 2, { chassis: u(0xc2), additional_chassis: [u(0xc3)] }),
    net.port(0x13, 'vm3', 0x10, 3, { chassis: u(0xc3) }),
    row(Multicast_Group, 0x18, {
      name: '_MC_flood',
      datapath: u(0x10),
      tunnel_key: 0x8001,
      ports: [u(0x11), u(0x12), u(0x13)],
    }),
    ...net.plug(2, 'tap1', { port: 'vm1' }),
    ...net.tunnel(6, 'hv2', '127.0.0.2', 'stt'),
    ...net.tunnel(5, 'hv3', '127.0.0.3', 'vxlan'),
    ...net.zones({ vm1: 2, [`${u(0x10)}_dnat`]: 3, [`${u(0x10)}_snat`]: 1 }),
  );
  expect(net.flows(0, 39).filter((line) => /tun_id|in_port=[56]/.test(line))).toEqual([
    'priority=105,tun_id=0x800000/0x800000,in_port=5 actions=set_field:0x8000/0x8000->reg15,move:NXM_NX_TUN_ID[12..22]->NXM_NX_REG15[0..10],move:NXM_NX_TUN_ID[0..11]->OXM_OF_METADATA[0..11],resubmit(,40)',
    'priority=100,in_port=5 actions=move:NXM_NX_TUN_ID[12..23]->NXM_NX_REG15[0..11],move:NXM_NX_TUN_ID[0..11]->OXM_OF_METADATA[0..11],resubmit(,40)',
    'priority=100,in_port=6 actions=move:NXM_NX_TUN_ID[0..23]->OXM_OF_METADATA[0..23],move:NXM_NX_TUN_ID[40..54]->NXM_NX_REG14[0..14],move:NXM_NX_TUN_ID[24..39]->NXM_NX_REG15[0..15],resubmit(,40)',
    'cookie=0x12, table=39, priority=100,reg15=0x2,metadata=0x1 actions=set_field:0x2000001->tun_id,move:NXM_NX_REG14[0..14]->NXM_NX_TUN_ID[40..54],output:6,set_field:0x2001/0xffffff->tun_id,output:5,resubmit(,40)',
    'cookie=0x18, table=39, priority=100,reg15=0x8001,metadata=0x1 actions=set_field:0x8001000001->tun_id,move:NXM_NX_REG14[0..14]->NXM_NX_TUN_ID[40..54],output:6,set_field:0x801001/0xffffff->tun_id,output:5,resubmit(,40)',
    'cookie=0x13, table=39, priority=100,reg15=0x3,metadata=0x1 actions=set_field:0x3001/0xffffff->tun_id,output:5,resubmit(,40)',
  ]);
});
