import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import type { RowDelta } from '#incremental';
import { Address_Set, Logical_Flow, Port_Binding, Port_Group } from '#schemas/southbound';
import { flowText } from '../install/flow-text.js';
import { ClauseFlows, type Output, Outputs } from '../install/output.js';
import { Allocator } from '../local/allocator.js';
import { OWN_CHASSIS, row, TestNetwork, u } from '../testing/network.js';

// Flows follow their sets member by member: whatever happens to the sets, the flows are those of a fresh computation
// (the network compares after every commit), and those of the same match with the members written out.

const PORTS = ['vm1', 'vm2', 'vm3', 'vm4'];

function lab() {
  const net = new TestNetwork();
  const allocator = new Allocator(() => undefined);
  const settle = (...deltas: readonly RowDelta[]) => {
    for (let queue = deltas; queue.length > 0; ) queue = allocator.deal(net.commit(...queue), true);
  };
  settle(
    net.datapath(0x10, 1),
    ...PORTS.map((name, i) => net.port(0x11 + i, name, 0x10, i + 1)),
    ...net.plug(1, 'tap1', { port: 'vm1' }),
    ...net.plug(2, 'tap2', { port: 'vm2' }),
  );
  /** Logical flows as the switch has them: a flow wins over clauses of the same match. */
  const flows = () => {
    const plain = new Map<string, string>();
    const clauses = new Map<string, string>();
    const outputs: Iterable<Output> = net.engine.outputs(Outputs);
    for (const output of outputs) {
      if (output.kind === 'flow' && output.table === 8) plain.set(output.key, flowText({ ...output, cookie: 0 }));
      const flow = output.kind === 'clause' ? net.engine.read.folded(ClauseFlows, output.flowKey)?.flow : undefined;
      if (flow !== undefined) clauses.set(flow.key, flowText(flow));
    }
    return [...new Map([...clauses, ...plain]).values()].sort();
  };
  return { net, settle, flows };
}

const set = (name: string, addresses: readonly string[]): RowDelta =>
  row(Address_Set, name === 'a' ? 0xa1 : 0xa2, { name, addresses });
const group = (ports: readonly string[]): RowDelta => row(Port_Group, 0xa3, { name: '1_pg', ports });
const flow = (match: string, id = 0xf0): RowDelta =>
  row(Logical_Flow, id, { logical_datapath: u(0x10), pipeline: 'ingress', table_id: 0, match, actions: 'next;' });

const MATCHES = [
  'ip4.src == $a',
  'ip6.src == $a',
  'ip4.src == $a && ip4.dst == $b',
  'ip4.src == $a && ip4.dst == $a',
  'ip4.src == $a || ip4.dst == $a',
  'ip4.src == {1.1.1.1, 10.0.0.5, $a}',
  'ip4.src == {$a, $b} && ip4.dst == {1.1.1.1, $a}',
  'reg9[0..3] != $a',
  '!(reg9[0..3] == $a) && ip4.dst == $b',
  'ip4.src == $a && reg9[0..2] != $a',
  'ip4.src == $a && ip4.src == $b',
  'ip4.src == $a && ip4.src == 10.0.0.0/24',
  'ip4.src == $a && 1000 <= tcp.dst <= 1003',
  '(ip4.src == $a || udp) && tcp.dst == {1, 2}',
  '(ip4.src == $a || reg1 == 5) && reg2 == {1, 2}',
  '(ip4.src == $a || reg1 == 5) && ip4.dst == $b',
  '(ip4.src == $a || ip4.dst == $b) && (reg1 == 5 || ip.ttl == 3)',
  'reg0 == $a',
  'reg0 == $a && reg1 == $b',
  'xxreg0 == $a',
  'ip4.src[0..7] == $a',
  'ip.proto == $a',
  'eth.src == $a && inport == @pg',
  'inport == @pg',
  'inport == @pg && outport == @pg && ip4.src == $a',
  'inport == {@pg, "vm1"} && ip4.dst == $a',
  'inport == @pg || (outport == @pg && ip4.src == $a)',
  'tcp.dst == {80, 443} && ip4.src == $a && inport == @pg',
];

const ADDRESSES = [
  '10.0.0.1',
  '10.0.0.1/32',
  '10.0.0.2',
  '10.0.0.5',
  '10.0.0.0/24',
  '10.1.0.0/255.255.0.255',
  '0.0.0.6',
  '6',
];
const ODD = ['0.0.0.0/0', 'fd00::1', 'nonsense', '00:00:00:00:00:01', '0x1'];

const addresses = fc.oneof(
  { arbitrary: fc.subarray(ADDRESSES), weight: 4 },
  { arbitrary: fc.subarray([...ADDRESSES.slice(0, 3), ...ODD]), weight: 1 },
);
const change = fc.oneof(
  {
    arbitrary: fc.record({ kind: fc.constant('set' as const), name: fc.constantFrom('a', 'b'), addresses }),
    weight: 6,
  },
  { arbitrary: fc.record({ kind: fc.constant('group' as const), ports: fc.subarray([...PORTS, 'gone']) }), weight: 2 },
  fc.record({ kind: fc.constant('plug' as const), port: fc.constantFrom(...PORTS), isIn: fc.boolean() }),
  fc.record({ kind: fc.constant('flow' as const), id: fc.nat(2), match: fc.constantFrom(...MATCHES) }),
  fc.record({ kind: fc.constant('drop' as const), what: fc.constantFrom('a', 'b', 'pg') }),
);

/** The match with members written out; undefined where the language cannot say it, or a set has nothing that counts. */
function written(
  match: string,
  sets: ReadonlyMap<string, readonly string[]>,
  plugged: ReadonlySet<string>,
): string | undefined {
  let text: string | undefined = match.replaceAll(/\{([^}]*)\}/g, '$1');
  for (const [sign, quoted] of [
    ['$a', false],
    ['$b', false],
    ['@pg', true],
  ] as const) {
    const members = (sets.get(sign.slice(1)) ?? []).filter((member) =>
      quoted ? plugged.has(member) : member !== 'nonsense',
    );
    if (!match.includes(sign)) continue;
    if (members.length === 0) return undefined;
    text = text.replaceAll(sign, members.map((member) => (quoted ? `"${member}"` : member)).join(', '));
  }
  return text.replaceAll(/(==|!=) ([^&|()]*,[^&|()]*[^&|() ])/g, '$1 {$2}');
}

test('flows follow sets through any changes', () => {
  fc.assert(
    fc.property(fc.constantFrom(...MATCHES), fc.array(change, { maxLength: 12 }), (first, steps) => {
      const { net, settle, flows } = lab();
      const sets = new Map<string, readonly string[]>([
        ['a', ['10.0.0.1', '10.0.0.2', '10.0.0.5']],
        ['b', ['10.0.0.1', '10.0.0.0/24']],
        ['pg', ['vm1', 'vm2', 'vm3']],
      ]);
      const plugged = new Set(['vm1', 'vm2']);
      const matches = new Map([[0xf0, first]]);
      settle(set('a', sets.get('a') ?? []), set('b', sets.get('b') ?? []), group(PORTS.slice(0, 3)), flow(first));
      for (const step of steps) {
        if (step.kind === 'set') {
          sets.set(step.name, step.addresses);
          settle(set(step.name, step.addresses));
        } else if (step.kind === 'group') {
          sets.set('pg', step.ports);
          settle(group(step.ports));
        } else if (step.kind === 'plug') {
          const ofport = PORTS.indexOf(step.port) + 1;
          if (step.isIn) plugged.add(step.port);
          else plugged.delete(step.port);
          settle(...net.unplug(`tap${ofport}`));
          if (step.isIn) settle(...net.plug(ofport, `tap${ofport}`, { port: step.port }));
        } else if (step.kind === 'flow') {
          matches.set(0xf0 + step.id, step.match);
          settle(flow(step.match, 0xf0 + step.id));
        } else {
          sets.delete(step.what);
          const gone = step.what === 'pg' ? group([]) : set(step.what, []);
          settle({ table: gone.table, id: gone.id });
        }
      }
      const [[id, match]] = [...matches] as [[number, string]];
      for (const other of matches.keys()) if (other !== id) settle({ table: Logical_Flow, id: u(other) });
      const text = written(match, sets, plugged);
      const had = flows();
      settle(flow(text ?? '0'));
      // A set that is not there is an error; an empty one has been compared with a fresh computation.
      if (text !== undefined) expect(normal(flows())).toEqual(normal(had));
    }),
    { numRuns: 100 },
  );
});

const normal = (flows: readonly string[]) => flows.map((text) => text.replaceAll(/conj(?:_id=|unction\()\d+/g, 'id'));

test('a port that moves away takes its own flows along, and nothing else is looked at again', () => {
  const { net, settle, flows } = lab();
  settle(group(PORTS), flow('inport == @pg && ip4.dst == {1.1.1.1, 2.2.2.2}'), flow('inport == "vm1"', 0xf1));
  settle(...net.plug(3, 'tap3', { port: 'vm3' }));
  const before = flows();
  const gone = net.commit(...net.unplug('tap2')).of(Outputs);
  const names = (list: readonly Output[]) => list.flatMap((output) => (output.kind === 'clause' ? [output.key] : []));
  expect(names(gone.deleted)).toHaveLength(1);
  expect(names(gone.inserted)).toHaveLength(0);
  settle(...net.plug(2, 'tap2', { port: 'vm2' }));
  expect(flows()).toEqual(before);
  settle(net.port(0x14, 'vm4', 0x10, 4, { chassis: u(0xc2) }));
  expect(flows()).toEqual(before);
  settle({ table: Port_Binding, id: u(0x14) }, net.port(0x11, 'vm1', 0x10, 1, { chassis: u(OWN_CHASSIS) }));
  expect(flows()).toEqual(before);
});

test('a member more of a big set costs a row a flow, a port elsewhere nothing', () => {
  const { net, settle } = lab();
  const many = Array.from({ length: 1000 }, (_, i) => `10.1.${i >> 8}.${i & 255}`);
  settle(
    set('a', many),
    group(PORTS),
    ...Array.from({ length: 5 }, (_, i) => flow(`ip4.src == $a && tcp.dst == {1, 2} && inport == @pg`, 0xf0 + i)),
  );
  const { engine } = net;
  const rows = (list: readonly Output[]) => list.filter((output) => output.kind !== 'conjunction').length;
  const cost = (...deltas: readonly RowDelta[]) => {
    const { elements } = engine.statistics;
    const { inserted, deleted, updated } = net.commit(...deltas).of(Outputs);
    return [engine.statistics.elements - elements, rows(inserted), rows(deleted), updated.length];
  };
  expect(cost(set('a', [...many.slice(0, 500), '10.9.9.9', ...many.slice(500)]))).toEqual([5, 5, 0, 0]);
  expect(cost(set('a', many))).toEqual([0, 0, 5, 0]);
  expect(cost(group(PORTS.slice(0, 3)))).toEqual([0, 0, 0, 0]);
  expect(cost(set('b', many))).toEqual([0, 0, 0, 0]);
});
