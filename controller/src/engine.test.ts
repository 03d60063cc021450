import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import type { RowDelta } from '#incremental';
import { FDB, Logical_DP_Group, Logical_Flow, MAC_Binding, Multicast_Group, Port_Binding } from '#schemas/southbound';
import { Outputs } from './install/output.js';
import { Allocator } from './local/allocator.js';
import { OWN_CHASSIS, row, TestNetwork, u } from './testing/network.js';

// Random histories of a host: after each step the incremental outcome must be that of a fresh computation (the engine
// checks that itself after every commit), and what is left in the end must not depend on the way there.

const DATAPATHS = [0x10, 0x20, 0x30];
const PORTS = [0x51, 0x52, 0x53, 0x54, 0x55, 0x56];

const anyDatapath = fc.constantFrom(...DATAPATHS);
const port = fc.record({
  kind: fc.constant('port' as const),
  id: fc.constantFrom(...PORTS),
  datapath: anyDatapath,
  type: fc.constantFrom('', '', 'patch', 'localnet', 'localport'),
  chassis: fc.constantFrom(undefined, OWN_CHASSIS, 0xc2),
  security: fc.boolean(),
});
const change = fc.oneof(
  { arbitrary: port, weight: 5 },
  fc.record({ kind: fc.constant('drop' as const), id: fc.constantFrom(...PORTS) }),
  fc.record({ kind: fc.constant('plug' as const), id: fc.constantFrom(...PORTS), isIn: fc.boolean() }),
  fc.record({ kind: fc.constant('tunnel' as const), isIn: fc.boolean() }),
  fc.record({ kind: fc.constant('group' as const), datapath: anyDatapath, ports: fc.subarray(PORTS) }),
  fc.record({
    kind: fc.constant('flow' as const),
    id: fc.nat(2),
    port: fc.constantFrom(...PORTS),
    datapath: anyDatapath,
  }),
  fc.record({ kind: fc.constant('dp-group' as const), datapaths: fc.subarray(DATAPATHS) }),
  fc.record({ kind: fc.constant('learn' as const), port: fc.constantFrom(...PORTS), datapath: fc.nat(3) }),
);
type Change = typeof change extends fc.Arbitrary<infer T> ? T : never;

function deltasOf(net: TestNetwork, step: Change): readonly RowDelta[] {
  switch (step.kind) {
    case 'port': {
      const peer = PORTS[(PORTS.indexOf(step.id) + 1) % PORTS.length] ?? 0;
      return [
        net.port(step.id, `p${step.id}`, step.datapath, step.id, {
          type: step.type,
          chassis: step.chassis === undefined ? undefined : u(step.chassis),
          port_security: step.security ? ['40:44:00:00:00:01 10.0.0.1'] : [],
          options: new Map([
            ['peer', `p${peer}`],
            ['network_name', 'phys'],
          ]),
        }),
      ];
    }
    case 'drop':
      return [{ table: Port_Binding, id: u(step.id) }];
    case 'plug':
      return step.isIn
        ? [...net.unplug(`t${step.id}`), ...net.plug(step.id, `t${step.id}`, { port: `p${step.id}` })]
        : net.unplug(`t${step.id}`);
    case 'tunnel':
      return step.isIn ? [...net.unplug('ovn-hv2-0'), ...net.tunnel(1, 'hv2', '127.0.0.2')] : net.unplug('ovn-hv2-0');
    case 'group':
      return [
        row(Multicast_Group, step.datapath + 8, {
          name: '_MC_flood',
          datapath: u(step.datapath),
          tunnel_key: 0x8000,
          ports: step.ports.map(u),
        }),
      ];
    case 'flow':
      return [
        row(Logical_Flow, 0xf0 + step.id, {
          pipeline: 'ingress',
          match: `inport == "p${step.port}" && ip4.src == {1.1.1.1, 2.2.2.2} && tcp.dst == {1, 2}`,
          actions: `outport = "p${step.port}"; next;`,
          ...(step.id === 0 ? { logical_dp_group: u(0x90) } : { logical_datapath: u(step.datapath) }),
        }),
      ];
    case 'dp-group':
      return [row(Logical_DP_Group, 0x90, { datapaths: step.datapaths.map(u) })];
    case 'learn':
      return [
        row(MAC_Binding, 0x70, {
          logical_port: `p${step.port}`,
          ip: '10.0.0.9',
          mac: '40:44:00:00:00:09',
          datapath: u(0x10),
        }),
        row(FDB, 0x71, { dp_key: step.datapath, port_key: step.port, mac: '40:44:00:00:00:08' }),
      ];
  }
}

test('incremental equals recomputed for random histories', () => {
  fc.assert(
    fc.property(fc.array(change, { maxLength: 40 }), (steps) => {
      const net = new TestNetwork({ 'ovn-bridge-mappings': 'phys:br-ex' });
      const allocator = new Allocator(() => undefined);
      const settle = (deltas: readonly RowDelta[]) => {
        for (let queue = deltas; queue.length > 0; ) queue = allocator.deal(net.commit(...queue), true);
      };
      settle([
        ...DATAPATHS.map((id, i) => net.datapath(id, i + 1, i === 1 ? 'router' : 'switch')),
        ...net.chassis(0xc2, 'hv2', '127.0.0.2'),
      ]);
      for (const step of steps) settle(deltasOf(net, step));
      expect(net.engine.warnings).toEqual([]);
      const { table } = row(Port_Binding, 0, {});
      settle(PORTS.map((id) => ({ table, id: u(id) })));
      const left = [...net.engine.outputs(Outputs)].flatMap((output) =>
        output.kind === 'flow' ? [output.cookie] : output.kind === 'clause' ? [-1] : [],
      );
      // With the ports all that hangs on them has gone: fixed flows and tunnels are left.
      expect(left.filter((cookie) => cookie !== 0)).toEqual([]);
    }),
    { numRuns: 60 },
  );
});
