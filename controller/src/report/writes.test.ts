import { expect, test } from '@jest/globals';
import { Chassis, Port_Binding } from '#schemas/southbound';
import { Conditions } from '../local/conditions.js';
import { Installed, type InstalledRow } from '../local/state.js';
import { WantedZones } from '../local/zone.js';
import { OWN_CHASSIS, row, TestNetwork, u } from '../testing/network.js';
import { LocalWrites } from './local-write.js';
import { SouthboundWrites } from './southbound-write.js';

const kinds = (net: TestNetwork) => [...net.engine.outputs(SouthboundWrites)].map((write) => write.kind).sort();
const localWrites = (net: TestNetwork) => [...net.engine.outputs(LocalWrites)];
const ofKind = (net: TestNetwork, kind: string) => localWrites(net).filter((write) => write.kind === kind);

test('a port is claimed when it is plugged in, up when its flows are installed, released when unplugged', () => {
  const net = new TestNetwork();
  const port = (columns: object) => net.port(0x11, 'vm1', 0x10, 1, columns);
  net.commit(net.datapath(0x10, 1), port({}));
  const without = kinds(net);
  net.commit(...net.plug(2, 'tap1', { port: 'vm1' }));
  expect(kinds(net)).toEqual([...without, 'claim'].sort());
  net.commit(port({ chassis: u(OWN_CHASSIS) }));
  expect(kinds(net)).toEqual(without);
  const since: InstalledRow = { _uuid: u(0x11), at: 5 };
  net.commit({ table: Installed, id: u(0x11), after: since });
  expect(kinds(net)).toEqual([...without, 'up'].sort());
  expect(ofKind(net, 'installed')).toHaveLength(1);
  net.commit(port({ chassis: u(OWN_CHASSIS), up: true }));
  expect(kinds(net)).toEqual(without);
  net.commit(...net.unplug('tap1'));
  expect(kinds(net)).toEqual([...without, 'release'].sort());
});

test('a virtual port stays while the port that speaks for it is here', () => {
  const net = new TestNetwork();
  const virtual = (columns: object) => net.port(0x12, 'vip', 0x10, 2, { type: 'virtual', ...columns });
  const parent = net.port(0x11, 'vm1', 0x10, 1, { chassis: u(OWN_CHASSIS), up: true });
  net.commit(net.datapath(0x10, 1), parent, virtual({}), ...net.plug(2, 'tap1', { port: 'vm1' }));
  const without = kinds(net);
  net.commit(virtual({ chassis: u(OWN_CHASSIS), virtual_parent: 'vm1' }));
  expect(kinds(net)).toEqual([...without, 'up'].sort());
  net.commit(virtual({ chassis: u(OWN_CHASSIS), virtual_parent: 'vm1', up: true }));
  expect(kinds(net)).toEqual(without);
  net.commit(virtual({ chassis: u(OWN_CHASSIS), virtual_parent: 'vm3', up: true }));
  expect(kinds(net)).toEqual([...without, 'release'].sort());
  net.commit(virtual({ chassis: u(OWN_CHASSIS), virtual_parent: 'vm1', up: true }), ...net.unplug('tap1'));
  expect([...net.engine.outputs(SouthboundWrites)].filter(({ kind }) => kind === 'release')).toEqual([
    { kind: 'release', port: u(0x12), name: 'vip', isVirtual: true },
    { kind: 'release', port: u(0x11), name: 'vm1', isVirtual: false },
  ]);
});

test('requested-chassis: only the chassis that is asked for claims', () => {
  const net = new TestNetwork();
  const port = (requested: number, additional: readonly number[] = []) =>
    net.port(0x11, 'vm1', 0x10, 1, {
      options: new Map([['requested-chassis', 'somebody']]),
      requested_chassis: u(requested),
      requested_additional_chassis: additional.map(u),
    });
  net.commit(net.datapath(0x10, 1), ...net.plug(2, 'tap1', { port: 'vm1' }), port(0xc2));
  expect(kinds(net)).not.toContain('claim');
  net.commit(port(OWN_CHASSIS));
  expect(kinds(net)).toContain('claim');
  net.commit(port(0xc2, [OWN_CHASSIS]));
  expect(kinds(net)).toContain('claim-additional');
});

test('tunnels: one to each address of the best encapsulation that both ends have', () => {
  const net = new TestNetwork({ 'ovn-encap-type': 'geneve,vxlan', 'ovn-set-local-ip': 'true' });
  net.commit(
    ...net.chassis(0xc2, 'hv2', '127.0.0.2', ['vxlan', 'geneve']),
    ...net.chassis(0xc3, 'hv3', '127.0.0.3', ['vxlan']),
  );
  const tunnels = ofKind(net, 'add-tunnel').map((write) => (write.kind === 'add-tunnel' ? write.tunnel : undefined));
  expect(tunnels).toEqual([
    {
      chassis: 'hv2',
      type: 'geneve',
      remoteIp: '127.0.0.2',
      options: new Map([
        ['csum', 'true'],
        ['key', 'flow'],
        ['local_ip', '127.0.0.1'],
        ['remote_ip', '127.0.0.2'],
      ]),
    },
    expect.objectContaining({ chassis: 'hv3', type: 'vxlan' }),
  ]);
  net.commit(...net.tunnel(1, 'hv3', '127.0.0.3', 'vxlan'), { table: Chassis, id: u(0xc2) });
  // hv2 has gone; the tunnel to hv3 is there and wants its options.
  expect(localWrites(net).map((write) => write.kind)).toContain('set-tunnel');
  expect(ofKind(net, 'add-tunnel')).toEqual([]);
  net.commit({ table: Chassis, id: u(0xc3) });
  expect(ofKind(net, 'delete-port')).toHaveLength(1);
});

test('what is monitored follows what is plugged in', () => {
  const net = new TestNetwork();
  const where = () =>
    Object.fromEntries([...net.engine.outputs(Conditions)].map((condition) => [condition.table.name, condition.where]));
  expect(where()).toMatchObject({
    Chassis_Private: [['name', '==', 'hv1']],
    Chassis_Template_Var: [['chassis', '==', 'hv1']],
    Logical_Flow: [['logical_dp_group', '!=', undefined]],
    Multicast_Group: false,
  });
  net.commit(
    net.datapath(0x10, 1),
    net.datapath(0x20, 2, 'router'),
    net.datapath(0x30, 3),
    net.port(0x11, 'vm1', 0x10, 1),
    net.port(0x12, 'n1-r1', 0x10, 2, { type: 'patch', options: new Map([['peer', 'r1-n1']]) }),
    net.port(0x21, 'r1-n1', 0x20, 1, { type: 'patch', options: new Map([['peer', 'n1-r1']]) }),
    ...net.plug(2, 'tap1', { port: 'vm1' }),
  );
  expect(where()['Multicast_Group']).toEqual([
    ['datapath', '==', u(0x10)],
    ['datapath', '==', u(0x20)],
  ]);
  expect(where()['Port_Binding']).toEqual(
    expect.arrayContaining([
      ['logical_port', '==', 'vm1'],
      ['parent_port', '==', 'vm1'],
      ['datapath', '==', u(0x20)],
    ]),
  );
  expect([...net.engine.outputs(WantedZones)].map(({ name }) => name).sort()).toEqual(
    [`${u(0x10)}_dnat`, `${u(0x10)}_snat`, `${u(0x20)}_dnat`, `${u(0x20)}_snat`, 'vm1'].sort(),
  );
  net.set({ 'ovn-monitor-all': 'true' });
  expect(where()).toMatchObject({ Port_Binding: true, Logical_Flow: true, Multicast_Group: true });
});

test('patch ports to a physical network, and none without its bridge', () => {
  const net = new TestNetwork({ 'ovn-bridge-mappings': 'phys:br-ex' });
  net.commit(
    net.datapath(0x10, 1),
    net.port(0x11, 'vm1', 0x10, 1),
    row(Port_Binding, 0x12, {
      logical_port: 'ln',
      type: 'localnet',
      datapath: u(0x10),
      tunnel_key: 2,
      options: new Map([['network_name', 'phys']]),
    }),
    ...net.plug(2, 'tap1', { port: 'vm1' }),
  );
  expect(ofKind(net, 'add-patch')).toEqual([]);
  net.commit(...net.bridge('br-ex'));
  expect(ofKind(net, 'add-patch')).toEqual([
    expect.objectContaining({ name: 'patch-br-int-to-ln', peer: 'patch-ln-to-br-int' }),
    expect.objectContaining({ name: 'patch-ln-to-br-int', peer: 'patch-br-int-to-ln' }),
  ]);
});
