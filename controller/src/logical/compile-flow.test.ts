import { expect, test } from '@jest/globals';
import type { RowDelta } from '#incremental';
import type { Insert } from '#schemas';
import { Address_Set, Chassis_Template_Var, Logical_DP_Group, Logical_Flow } from '#schemas/southbound';
import { flowText } from '../install/flow-text.js';
import { ClauseFlows, Outputs } from '../install/output.js';
import { Allocator } from '../local/allocator.js';
import { OWN_CHASSIS, row, TestNetwork, u } from '../testing/network.js';

function lab(...flows: readonly Insert<typeof Logical_Flow>[]) {
  const net = new TestNetwork();
  const allocator = new Allocator(() => undefined);
  /** Commits, and deals the numbers that are wanted, until nothing is. */
  const settle = (...deltas: readonly RowDelta[]) => {
    let queue: readonly RowDelta[] = deltas;
    while (queue.length > 0) queue = allocator.deal(net.commit(...queue), true);
  };
  settle(
    net.datapath(0x10, 1),
    net.datapath(0x20, 2),
    net.port(0x11, 'vm1', 0x10, 1, { chassis: u(OWN_CHASSIS) }),
    net.port(0x12, 'vm2', 0x10, 2),
    net.port(0x21, 'vm3', 0x20, 1, { chassis: u(OWN_CHASSIS) }),
    row(Logical_DP_Group, 0x90, { datapaths: [u(0x10), u(0x20)] }),
    row(Address_Set, 0x91, { name: 'as1', addresses: ['10.0.0.1', '10.0.0.2'] }),
    ...net.plug(2, 'tap1', { port: 'vm1' }),
    ...net.plug(3, 'tap3', { port: 'vm3' }),
    ...flows.map((columns, i) => row(Logical_Flow, 0xf0 + i, { pipeline: 'ingress', ...columns })),
  );
  const logical = () => net.flows(...Array.from({ length: 20 }, (_, i) => 8 + i)).concat(net.flows(42, 43));
  return { net, settle, logical };
}

test('a grouped flow is compiled for each datapath; a port name only counts on its own', () => {
  const { logical } = lab(
    { logical_dp_group: u(0x90), table_id: 3, priority: 0, match: '1', actions: 'next;' },
    { logical_dp_group: u(0x90), table_id: 4, priority: 50, match: 'inport == "vm1" && ip4', actions: 'drop;' },
    { logical_datapath: u(0x20), pipeline: 'egress', table_id: 1, match: 'outport == "vm3"', actions: 'output;' },
  );
  expect(logical()).toEqual([
    'cookie=0xf0, table=11, priority=0,metadata=0x1 actions=resubmit(,12)',
    'cookie=0xf0, table=11, priority=0,metadata=0x2 actions=resubmit(,12)',
    'cookie=0xf1, table=12, priority=50,ip,reg14=0x1,metadata=0x1 actions=drop',
    'cookie=0xf2, table=43, priority=0,reg15=0x1,metadata=0x2 actions=resubmit(,64)',
  ]);
});

test('flows that are for one port are left out where the port is not', () => {
  const tagged = (port: string) => ({
    logical_datapath: u(0x10),
    table_id: 0,
    match: `inport == "${port}"`,
    actions: 'next;',
    tags: new Map([['in_out_port', port]]),
  });
  expect(lab(tagged('vm1'), tagged('vm2')).logical()).toEqual([
    'cookie=0xf0, table=8, priority=0,reg14=0x1,metadata=0x1 actions=resubmit(,9)',
  ]);
});

test('an address set is followed', () => {
  const { settle, logical } = lab({ logical_datapath: u(0x10), match: 'ip4.src == $as1', actions: 'next;' });
  expect(logical()).toHaveLength(2);
  settle(row(Address_Set, 0x91, { name: 'as1', addresses: ['10.0.0.3'] }));
  expect(logical()).toEqual(['cookie=0xf0, table=8, priority=0,ip,metadata=0x1,nw_src=10.0.0.3 actions=resubmit(,9)']);
});

test('variables are those of this host, outside strings, and are followed', () => {
  const variables = (chassis: string, ...entries: readonly (readonly [string, string])[]) => ({
    chassis,
    variables: new Map(entries),
  });
  const { settle, logical } = lab(
    { logical_datapath: u(0x10), match: 'ip4.dst == {^vip, ^a.b}', actions: 'reg0 = ^port; next;' },
    { logical_datapath: u(0x10), table_id: 1, match: 'inport == "^port"', actions: 'next;' },
    { logical_datapath: u(0x10), table_id: 2, match: 'ip4.dst == ^nested', actions: 'next;' },
  );
  expect(logical()).toEqual([]);
  settle(
    row(
      Chassis_Template_Var,
      0xa0,
      variables('hv1', ['vip', '10.0.0.9'], ['a.b', '10.0.0.8'], ['port', '80'], ['nested', '^vip']),
    ),
    row(Chassis_Template_Var, 0xa1, variables('another', ['vip', '10.9.9.9'])),
  );
  const actions = 'set_field:0x50000000000000000000000000/0xffffffff000000000000000000000000->xxreg0,resubmit(,9)';
  const flow = (address: string) =>
    `cookie=0xf0, table=8, priority=0,ip,metadata=0x1,nw_dst=${address} actions=${actions}`;
  expect(logical()).toEqual([flow('10.0.0.8'), flow('10.0.0.9')]);
  settle(row(Chassis_Template_Var, 0xa0, variables('hv1', ['vip', '10.0.0.7'], ['a.b', '10.0.0.7'], ['port', '80'])));
  expect(logical()).toEqual([flow('10.0.0.7')]);
});

test('conjunctions get ids of their own, and clauses that share a match one flow', () => {
  const match = (ports: string) => `ip4.src == {1.1.1.1, 2.2.2.2} && tcp.dst == {${ports}}`;
  const { net, settle, logical } = lab(
    { logical_datapath: u(0x10), match: match('80, 443'), actions: 'next;' },
    { logical_datapath: u(0x10), match: match('80, 444'), actions: 'drop;' },
  );
  const clauses = () =>
    [...net.engine.outputs(Outputs)]
      .filter((output) => output.kind === 'clause')
      .flatMap((output) => (output.kind === 'clause' ? [output.flowKey] : []));
  const joined = () =>
    [...new Set(clauses())]
      .map((key) => net.engine.read.folded(ClauseFlows, key)?.flow)
      .flatMap((flow) => (flow === undefined ? [] : [flowText(flow)]))
      .sort();
  expect(joined()).toEqual([
    'table=8, priority=0,tcp,metadata=0x1,nw_src=1.1.1.1 actions=conjunction(1,1/2),conjunction(2,1/2)',
    'table=8, priority=0,tcp,metadata=0x1,nw_src=2.2.2.2 actions=conjunction(1,1/2),conjunction(2,1/2)',
    'table=8, priority=0,tcp,metadata=0x1,tp_dst=443 actions=conjunction(1,2/2)',
    'table=8, priority=0,tcp,metadata=0x1,tp_dst=444 actions=conjunction(2,2/2)',
    'table=8, priority=0,tcp,metadata=0x1,tp_dst=80 actions=conjunction(1,2/2),conjunction(2,2/2)',
  ]);
  expect(logical()).toEqual([
    'cookie=0xf0, table=8, priority=0,conj_id=1,tcp,metadata=0x1 actions=resubmit(,9)',
    'cookie=0xf1, table=8, priority=0,conj_id=2,tcp,metadata=0x1 actions=drop',
  ]);
  settle({ table: Logical_Flow, id: u(0xf0) });
  expect(joined()[0]).toBe('table=8, priority=0,tcp,metadata=0x1,nw_src=1.1.1.1 actions=conjunction(2,1/2)');
});

test('a select group is dealt a number before its flow appears', () => {
  const { net, logical } = lab({
    logical_datapath: u(0x10),
    match: 'ip4',
    actions: 'reg8[16..31] = select(1=50, 2=100);',
  });
  expect(logical()).toEqual(['cookie=0xf0, table=8, priority=0,ip,metadata=0x1 actions=group:1']);
  expect([...net.engine.outputs(Outputs)].filter((output) => output.kind === 'group')).toHaveLength(1);
});

test('a flow that cannot be understood is a problem of its own', () => {
  const { net, logical } = lab(
    { logical_datapath: u(0x10), match: 'ip4.src == nonsense', actions: 'next;' },
    { logical_datapath: u(0x10), match: 'ip4', actions: 'frobnicate;' },
    { logical_datapath: u(0x10), match: 'ip6', actions: 'next;' },
  );
  expect(logical()).toEqual(['cookie=0xf2, table=8, priority=0,ipv6,metadata=0x1 actions=resubmit(,9)']);
  expect([...net.engine.outputs(Outputs)].filter((output) => output.kind === 'problem')).toHaveLength(2);
});
