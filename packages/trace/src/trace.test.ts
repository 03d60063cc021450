import { expect, test } from '@jest/globals';
import type { Uuid } from '#base';
import { createSymbolTable } from '#logical';
import type { AnyTable, Row } from '#schemas';
import { Datapath_Binding, Logical_Flow, Multicast_Group, Port_Binding } from '#schemas/southbound';
import { parseExpectations, unexpected } from './expectation.js';
import { FlowCache } from './flow-cache.js';
import { deliveries, renderJson } from './json.js';
import { matrixPorts, reachability, renderMatrix } from './matrix.js';
import { type RowSource, readNetwork } from './network.js';
import { answer, renderAnswer, type TraceForm } from './trace.js';

const id = (n: number) => `0000000${n}-0000-4000-8000-000000000000` as Uuid<never>;
const SWITCH = id(1);
const NO_MAP = new Map<string, string>();

const port = (name: string, key: number, mac: string) => ({
  _uuid: id(key + 1),
  logical_port: name,
  type: '',
  gateway_chassis: [],
  options: NO_MAP,
  datapath: SWITCH,
  tunnel_key: key,
  additional_chassis: [],
  additional_encap: [],
  mirror_rules: [],
  mac: [mac],
  port_security: [],
  nat_addresses: [],
  external_ids: NO_MAP,
  requested_additional_chassis: [],
});

let flows = 0;
const flow = (pipeline: 'ingress' | 'egress', table: number, priority: number, match: string, actions: string) => ({
  _uuid: `f000000${flows++}-0000-4000-8000-000000000000`,
  logical_datapath: SWITCH,
  pipeline,
  table_id: table,
  priority,
  match,
  actions,
  tags: NO_MAP,
  external_ids: new Map([['stage-name', `${pipeline}_${table}`]]),
});

/** A switch with two ports; the second takes no ssh. */
const ROWS: ReadonlyMap<AnyTable, readonly object[]> = new Map<AnyTable, readonly object[]>([
  [
    Datapath_Binding,
    [
      {
        _uuid: SWITCH,
        tunnel_key: 1,
        load_balancers: [],
        external_ids: new Map([
          ['logical-switch', id(9)],
          ['name', 'sw'],
        ]),
      },
    ],
  ],
  [Port_Binding, [port('a', 1, '00:00:00:00:00:01 10.0.0.1'), port('b', 2, '00:00:00:00:00:02 10.0.0.2')]],
  [Multicast_Group, [{ _uuid: id(8), datapath: SWITCH, name: '_MC_flood', tunnel_key: 32768, ports: [id(2), id(3)] }]],
  [
    Logical_Flow,
    [
      flow('ingress', 0, 0, '1', 'next;'),
      flow('ingress', 1, 70, 'eth.mcast', 'outport = "_MC_flood"; output;'),
      flow('ingress', 1, 50, 'eth.dst == 00:00:00:00:00:01', 'outport = "a"; output;'),
      flow('ingress', 1, 50, 'eth.dst == 00:00:00:00:00:02', 'outport = "b"; ip.ttl--; output;'),
      flow('egress', 0, 10, 'outport == "b" && tcp.dst == 22', 'drop;'),
      flow('egress', 0, 0, '1', 'output;'),
      flow('ingress', 1, 90, 'eth.src == 00:00:00:00:00:0f', 'clone { next(0); }; next(0);'),
      flow('ingress', 1, 80, 'eth.src == 00:00:00:00:00:0e', `${'clone { '.repeat(30)}next(0); ${'}; '.repeat(30)}`),
    ],
  ],
]);

const source: RowSource = {
  rows: <T extends AnyTable>(table: T) => (ROWS.get(table) ?? []) as Iterable<Row<T>>,
  get: <T extends AnyTable>(table: T, key: Row<T>['_uuid']) =>
    ((ROWS.get(table) ?? []) as readonly Row<T>[]).find((row) => row._uuid === key),
};

const cache = () => new FlowCache(readNetwork(source), createSymbolTable(), () => {});

const SETTINGS = {
  ctStates: [],
  lbDestination: undefined,
  selectId: undefined,
  hasFriendlyNames: true,
  chance: () => 0,
  warn: () => {},
};

function trace(microflow: string, ...forms: readonly TraceForm[]): string {
  return renderAnswer(answer(cache(), { datapath: 'sw', microflow }, SETTINGS), new Set(forms));
}

const PACKET = 'inport == "a" && eth.src == 00:00:00:00:00:01 && eth.dst == 00:00:00:00:00:02 && ip4 && ip.ttl == 64';
const LINE =
  '# ip,reg14=0x1,vlan_tci=0x0000,dl_src=00:00:00:00:00:01,dl_dst=00:00:00:00:00:02,nw_src=0.0.0.0,nw_dst=0.0.0.0,nw_proto=0,nw_tos=0,nw_ecn=0,nw_ttl=64,nw_frag=no\n';

test('the detailed form lists flow by flow', () => {
  expect(trace(PACKET, 'detailed')).toBe(`${LINE}
ingress(dp="sw", inport="a")
----------------------------
 1. ingress_1: eth.dst == 00:00:00:00:00:02, priority 50, uuid f0000003
    outport = "b";
    ip.ttl--;
    output;

egress(dp="sw", inport="a", outport="b")
----------------------------------------
 0. egress_0: 1, priority 0, uuid f0000005
    output;
    /* output to "b", type "" */
`);
});

test('several forms have banners', () => {
  expect(trace(PACKET, 'summary', 'minimal')).toBe(`${LINE}# Summary trace.
ingress(dp="sw", inport="a") {
    outport = "b";
    ip.ttl--;
    output;
    egress(dp="sw", inport="a", outport="b") {
        output;
        /* output to "b", type "" */;
    };
};
# Minimal trace.
ip.ttl--;
output("b");
`);
});

test('a group reaches its members but the one it came from', () => {
  expect(
    trace('inport == "a" && eth.dst == ff:ff:ff:ff:ff:ff', 'summary'),
  ).toContain(`    multicast(dp="sw", mcgroup="_MC_flood") {
        egress(dp="sw", inport="a", outport="a") {
            /* omitting output because inport == outport && !flags.loopback */;
        };
        egress(dp="sw", inport="a", outport="b") {`);
});

const errorsOf = (text: string) => [
  ...new Set(
    text
      .split('\n')
      .map((line) => line.trim())
      .filter((line) => line.startsWith('***')),
  ),
];

test.each<TraceForm>(['detailed', 'summary', 'minimal'])(
  'a packet that multiplies as it loops is followed so far only (%s)',
  (form) => {
    const packet = PACKET.replace('eth.src == 00:00:00:00:00:01', 'eth.src == 00:00:00:00:00:0f');
    expect(errorsOf(trace(packet, form).replaceAll(';\n', '\n'))).toEqual([
      '*** packet loops: more than 500 tables',
      '*** the packet multiplies as it loops: no more is followed',
    ]);
  },
);

test('actions in actions are followed so deep only', () => {
  const packet = PACKET.replace('eth.src == 00:00:00:00:00:01', 'eth.src == 00:00:00:00:00:0e');
  expect(errorsOf(trace(packet, 'detailed'))).toEqual(['*** actions nest too deeply: no more is followed']);
  const given = answer(cache(), { datapath: 'sw', microflow: packet }, SETTINGS);
  expect(renderJson(given)).toContain('*** actions nest too deeply');
});

test.each([
  ['ip4 && ip6', 'Constraints are contradictory.'],
  [
    'tcp.dst == 80',
    'Constraints are ambiguous: tcp.dst == 0x50 && ip.proto == 0x6 && (eth.type == 0x800 || eth.type == 0x86dd).',
  ],
  ['foo', "Syntax error at `foo' expecting field name."],
])('the microflow %s is refused', (microflow, message) => {
  expect(trace(microflow, 'detailed')).toBe(`error parsing flow: ${message}\n`);
});

test('JSON has every step and where the packet went', () => {
  const given = answer(cache(), { datapath: 'sw', microflow: PACKET }, SETTINGS);
  expect(given.kind === 'trace' && deliveries(given.nodes)).toEqual(['b']);
  const json: unknown = JSON.parse(renderJson(given));
  expect(json).toMatchObject({ datapath: 'sw', delivered: ['b'], steps: [{ kind: 'pipeline' }] });
});

test('the matrix says who reaches whom, and what stops the others', () => {
  const traced = cache();
  const ports = matrixPorts(traced, undefined);
  if (typeof ports === 'string') throw new Error(ports);
  const traffic = {
    protocol: 'tcp',
    port: 22,
    sourcePort: 1024,
    ttl: 64,
    number: undefined,
    family: undefined,
  } as const;
  const kinds = [
    { name: 'ssh', traffic },
    { name: 'tcp:80', traffic: { ...traffic, port: 80 } },
  ];
  const reaches = reachability(traced, ports, kinds, undefined);
  expect(renderMatrix(reaches, ports, kinds)).toBe(`# traffic: ssh, tcp:80
from \\ to  a    b
a          .    tcp:80
b          all  .
a -> b ssh: egress_0, priority 10
`);
  const expectations = parseExpectations('a b ssh yes # not so\nb a ssh yes\n\na c ssh no\n');
  expect(unexpected(reaches, expectations)).toEqual([
    'line 1: a -> b ssh: should pass, but is stopped by egress_0, priority 10',
    'line 4: a -> c ssh: no such pair',
  ]);
  expect(() => parseExpectations('a b')).toThrow(
    'line 1: say SOURCE DESTINATION TRAFFIC yes|no, as in "vm1 vm2 tcp:443 yes"',
  );
});
