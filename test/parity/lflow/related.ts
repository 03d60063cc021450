/**
 * Which ports' flows a host has: ports of every type, here and elsewhere. ovn-controller's flows of a switch, for each
 * port and pipeline, and ours on the same databases and switch.
 */
import { compareLines, type ParityReport } from '../report.js';
import type { FlowCase, FlowPlace, LflowLab } from './lab.js';
import { normalized } from './ours.js';

const OTHER = 'hv2';

type Columns = Readonly<Record<string, unknown>>;

/** Ports by name; `OWN` and `THERE` stand for the two chassis. */
const PORTS: Readonly<Record<string, Columns>> = {
  remote_vm: { chassis: 'THERE' },
  unbound: {},
  local_here: { type: 'localport' },
  local_none: { type: 'localport' },
  physical: { type: 'localnet', options: { network_name: 'nope' } },
  l2_here: { type: 'l2gateway', options: { 'l2gateway-chassis': 'hv1', network_name: 'nope' } },
  l2_there: { type: 'l2gateway', options: { 'l2gateway-chassis': OTHER, network_name: 'nope' } },
  l3_here: { type: 'l3gateway', options: { 'l3gateway-chassis': 'hv1', peer: 'none' } },
  l3_there: { type: 'l3gateway', options: { 'l3gateway-chassis': OTHER, peer: 'none' } },
  patch_open: { type: 'patch', options: { peer: 'none' } },
  vtep: { type: 'vtep', options: { 'vtep-physical-switch': 'a', 'vtep-logical-switch': 'b' } },
  box_here: { parent_port: 'vm1', tag: 5 },
  box_there: { parent_port: 'vm3', tag: 5 },
  virtual_here: { type: 'virtual', options: { 'virtual-parents': 'vm1' }, virtual_parent: 'vm1', chassis: 'OWN' },
  virtual_free: { type: 'virtual', options: { 'virtual-parents': 'vm1' } },
  virtual_there: { type: 'virtual', options: { 'virtual-parents': 'vm3' }, virtual_parent: 'vm3', chassis: 'THERE' },
  external_here: { type: 'external', chassis: 'OWN' },
  external_there: { type: 'external', chassis: 'THERE' },
  redirect_here: { type: 'chassisredirect', chassis: 'OWN', options: { 'distributed-port': 'none' } },
  redirect_there: { type: 'chassisredirect', chassis: 'THERE', options: { 'distributed-port': 'none' } },
  remote: { type: 'remote', chassis: 'THERE' },
  wrong_host: { options: { 'requested-chassis': OTHER } },
  moving: { chassis: 'THERE', additional_chassis: 'OWN' },
  odd: { type: 'odd' },
};

/** Of this host; matches and actions with them, and with what is not replaced. */
const VARIABLES = {
  vip: '10.0.0.9',
  'a.b': '10.0.0.8',
  port: '80',
  cond: 'reg0 == 5 && reg1 == 6',
  q: 'vm1',
  empty: '',
  list: '1 2',
  other: '^port',
};
const VARIABLE_CASES: readonly FlowCase[] = [
  ...['ip4.dst == {^vip, ^a.b}', 'ip4.dst == ^vip && tcp.dst == ^port', '^cond', 'ip4 ^empty', 'reg0 == 1^port'],
  ...['inport == "^q"', 'reg0 == 1 // ^vip', 'reg0 == 1 ^port', 'reg0 == ^port 1', 'reg0 == {^list}', 'reg0 == ^other'],
  ...['ip4&&^cond', 'ip4 & ^port', 'reg0 == ^port & ip4', 'reg0 == ^nope && ip4', 'reg0 == 1 ^nope', '^nope && ip4'],
  ...[
    'inport == "a^q',
    'reg0 == ^port # ip4',
    'reg0 == ^port /* ^q',
    '/* ^ */ ip4',
    'inport == ^q',
    'reg0 == {^port, ^}',
  ],
  ...[
    'ip4.src == ^vip/24',
    'ip4.src == 10.0.0.0/^port',
    'reg0[^port] == 1',
    '$^port == ip4',
    'reg^port == 1',
    'reg^ == 1',
  ],
  ...['^port^port == reg0', 'reg0 == {1 2 ^empty}', 'ip4 foo ^empty', 'ip4 ^other', 'reg0 == 1^ && ip4', '^', '(^)'],
  ...['reg0 == ^port && eth.src == 00:00:00:00:00:0A && ip6.src == FD00::1/64', 'reg0 == 01 && reg1 == ^port'],
]
  .map((match): FlowCase => ({ match, actions: 'next;' }))
  .concat(
    [
      'reg0 = ^port; next;',
      'reg0 = 1 ^port; next;',
      'outport = "^q"; reg0 = ^; next;',
      'reg0 = ^port; next # foo',
      'ct_dnat(^vip);',
      'outport = "^q"; next;',
    ].map((actions) => ({ match: 'ip4', actions })),
  );

/** Ports that get an interface, allowed here or not. */
const PLUGGED = ['local_here', 'wrong_host', 'moving', 'virtual_free'];

const INGRESS: FlowPlace = { datapath: 'ls', pipeline: 'ingress', table: 4 };
const EGRESS: FlowPlace = { datapath: 'ls', pipeline: 'egress', table: 4 };

export async function compareRelatedPorts(report: ParityReport, lab: LflowLab): Promise<void> {
  await addPorts(lab);
  const names = [...Object.keys(PORTS), 'vm1', 'vm3', 'ls-lr', '_MC_some', 'none'];
  const next = (match: string): FlowCase => ({ match, actions: 'next;' });
  const cases: readonly FlowCase[] = [
    ...names.map((name) => next(`inport == "${name}"`)),
    ...names.map((name) => next(`outport == "${name}"`)),
    ...names.map((name) => next(`is_chassis_resident("${name}")`)),
    ...names.map((name) => ({ ...next('ip.ttl == 77'), onlyPort: name })),
    next('inport == {"vm1", "vm3", "unbound"} && ip4.src == $as1'),
    next('inport == {"vm3", "unbound"} && ip4.src == $as1'),
    next('outport == {"vm1", "vm3", "unbound"} && ip4.src == $as1'),
    next('inport == @pg1 && ip4.src == $as1'),
    next('inport == @pg_all && ip4.src == {$as1, 10.9.9.9}'),
    next('outport == @pg_all && ip4.src == {$as1, 10.9.9.9}'),
    next('inport == @pg_all'),
    next('inport == @pg_there'),
    next('inport == @pg_there && ip4.src == $as1'),
    next('inport == {@pg_there, "vm1"} && outport == @pg_all'),
    next('inport == "vm3" && ip4.src == $as1 && ip.ttl == {4, 5}'),
    ...VARIABLE_CASES,
  ];
  const flows = async (place: FlowPlace) =>
    (await lab.compile(cases, place)).map((own) => (typeof own === 'string' ? [own] : normalized(own)));
  const places = [INGRESS, EGRESS];
  const theirs = [];
  for (const place of places) theirs.push(await flows(place));
  await lab.startController('heddle');
  for (const [at, place] of places.entries()) {
    const ours = await flows(place);
    for (const [i, { match, actions, onlyPort }] of cases.entries()) {
      const what = `ports here and there: ${place.pipeline}: ${match} | ${actions} ${onlyPort ?? ''}`;
      compareLines(report, what, theirs[at]?.[i] ?? [], ours[i] ?? []);
    }
  }
  await lab.startController('c');
}

async function addPorts(lab: LflowLab): Promise<void> {
  const [datapath] = await lab.select('Datapath_Binding', [['tunnel_key', '==', 1]], ['_uuid']);
  const [own] = await lab.select('Chassis', [['name', '==', 'hv1']], ['_uuid']);
  const [, other] = await lab.transact(
    { op: 'insert', table: 'Encap', row: { type: 'geneve', ip: '127.0.0.9', chassis_name: OTHER }, 'uuid-name': 'e' },
    { op: 'insert', table: 'Chassis', row: { name: OTHER, encaps: ['named-uuid', 'e'] } },
  );
  const chassis: Readonly<Record<string, unknown>> = { OWN: own?.['_uuid'], THERE: uuidOf(other) };
  const place = { datapath: datapath?.['_uuid'] };
  const rows = Object.entries(PORTS).map(([logical_port, columns], i) => {
    const row: Record<string, unknown> = { ...place, logical_port, tunnel_key: 20 + i };
    for (const [name, value] of Object.entries(columns)) {
      row[name] = name === 'options' ? ['map', Object.entries(value ?? {})] : (chassis[String(value)] ?? value);
    }
    return { op: 'insert', table: 'Port_Binding', row };
  });
  const [group] = await lab.select('Port_Binding', [['logical_port', '==', 'vm1']], ['_uuid']);
  const groups = {
    '1_pg_all': ['vm1', 'vm2', 'vm3', ...Object.keys(PORTS), 'nowhere'],
    '1_pg_there': ['vm3', 'remote_vm', 'unbound'],
  };
  await lab.transact(
    ...Object.entries({ hv1: VARIABLES, [OTHER]: { vip: '10.0.0.99' } }).map(([name, variables]) => ({
      op: 'insert',
      table: 'Chassis_Template_Var',
      row: { chassis: name, variables: ['map', Object.entries(variables)] },
    })),
    ...rows,
    ...Object.entries(groups).map(([name, ports]) => ({
      op: 'insert',
      table: 'Port_Group',
      row: { name, ports: ['set', ports] },
    })),
    {
      op: 'insert',
      table: 'Multicast_Group',
      row: { ...place, name: '_MC_some', tunnel_key: 40_000, ports: group?.['_uuid'] },
    },
  );
  for (const port of PLUGGED) await lab.plug(port);
}

function uuidOf(result: unknown): unknown {
  return typeof result === 'object' && result !== null && 'uuid' in result ? result.uuid : undefined;
}
