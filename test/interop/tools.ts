import type { Host } from '#testing';
import { differenceOf } from '../parity/report.js';
import type { Cluster } from './cluster.js';
import type { Report } from './scenario.js';

/** The microflow of the routing lab, vm1 to vm3. */
const MICROFLOW = [
  'network1',
  'inport == "vm1" && eth.src == 40:44:00:00:00:01 && eth.dst == 40:44:00:00:00:03 && ip4.src == 192.168.0.11 && ip4.dst == 192.168.1.11 && ip.ttl == 64',
];

/** A command of a C tool against one of Heddle's processes, and what its output must hold. */
interface ToolCheck {
  readonly tool: string;
  readonly args: readonly string[];
  readonly holds: readonly RegExp[];
}

const OPENFLOW: readonly ToolCheck[] = [
  {
    tool: 'ovs-ofctl',
    args: ['show', 'br-int'],
    holds: [/^OFPT_FEATURES_REPLY \(xid=0x\w+\): dpid:\w{16}$/m, /^n_tables:254, n_buffers:0$/m, /\(vm1\): addr:/],
  },
  {
    tool: 'ovs-ofctl',
    args: ['dump-flows', 'br-int'],
    holds: [/table=65, .*priority=100,reg15=0x1,metadata=0x1 actions=output:/],
  },
  {
    tool: 'ovs-ofctl',
    args: ['dump-flows', 'br-int', 'table=0'],
    holds: [/actions=move:NXM_NX_TUN_ID\[0..23\]->OXM_OF_METADATA\[0..23\]/],
  },
  {
    tool: 'ovs-ofctl',
    args: ['dump-ports', 'br-int'],
    holds: [/^OFPST_PORT reply \(xid=0x\w+\): \d+ ports$/m, /rx pkts=\d+/],
  },
  { tool: 'ovs-ofctl', args: ['dump-tables', 'br-int'], holds: [/table 0/, /active=\d+/] },
  { tool: 'ovs-ofctl', args: ['dump-groups', 'br-int'], holds: [/^(OFPST|NXST)_GROUP_DESC reply/m] },
  { tool: 'ovs-ofctl', args: ['dump-tlv-map', 'br-int'], holds: [/0x102\s+0x80\s+4\s+tun_metadata0/] },
  { tool: 'ovs-ofctl', args: ['dump-aggregate', 'br-int'], holds: [/flow_count=\d{2,}/] },
  {
    tool: 'ovs-ofctl',
    args: ['-O', 'OpenFlow13', 'dump-flows', 'br-int', 'table=65'],
    holds: [/priority=100,reg15=0x1,metadata=0x1 actions=output:/],
  },
  {
    tool: 'ovs-ofctl',
    args: ['-O', 'OpenFlow15', 'dump-flows', 'br-int', 'table=65'],
    holds: [/priority=100,reg15=0x1,metadata=0x1 actions=output:/],
  },
  { tool: 'ovs-ofctl', args: ['-O', 'OpenFlow15', 'dump-ports-desc', 'br-int'], holds: [/\(vm1\): addr:/] },
];

const LOCAL_DATABASE: readonly ToolCheck[] = [
  { tool: 'ovs-vsctl', args: ['show'], holds: [/Bridge br-int/, /Port ovn-worker-0/, /Interface vm1/, /type: geneve/] },
  { tool: 'ovs-vsctl', args: ['get', 'Interface', 'vm1', 'external_ids:ovn-installed'], holds: [/^"true"$/m] },
  { tool: 'ovs-vsctl', args: ['list-ports', 'br-int'], holds: [/^vm1$/m] },
];

/** C tools against Heddle's databases, northd's work and the embedded switch: they must work, and agree with ours. */
export async function passTools(cluster: Cluster, report: Report): Promise<void> {
  const { central, worker1 } = cluster;
  const nb = `--db=unix:${central.path('nb.sock')}`;
  const sb = `--db=unix:${central.path('sb.sock')}`;
  await check(central, 'ovn-nbctl', [nb, 'lr-route-list', 'router1'], [], report);
  await sameOutput(central, 'ovn-nbctl', [nb, 'show'], report);
  await sameOutput(central, 'ovn-nbctl', [nb, 'list', 'Logical_Switch_Port'], report);
  await sameOutput(central, 'ovn-sbctl', [sb, 'show'], report);
  await sameOutput(central, 'ovn-sbctl', [sb, 'lflow-list', 'network1'], report);
  await sameOutput(central, 'ovn-trace', [sb, '--summary', ...MICROFLOW], report);
  await sameOutput(central, 'ovn-trace', [sb, '--detailed', ...MICROFLOW], report);
  await check(
    central,
    'ovsdb-client',
    ['dump', `unix:${central.path('sb.sock')}`, 'Port_Binding'],
    [/vm1/, /net1-router1/],
    report,
  );
  await check(
    central,
    'ovsdb-client',
    ['list-dbs', `unix:${central.path('nb.sock')}`],
    [/^OVN_Northbound$/m, /^_Server$/m],
    report,
  );
  for (const { tool, args, holds } of [...LOCAL_DATABASE, ...OPENFLOW]) await check(worker1, tool, args, holds, report);
}

async function check(
  host: Host,
  tool: string,
  args: readonly string[],
  holds: readonly RegExp[],
  report: Report,
): Promise<void> {
  const output = await host.run('c', tool, ...args);
  const missing = holds.find((pattern) => !pattern.test(output));
  if (missing !== undefined) throw new Error(`${tool} ${args.join(' ')}: no ${missing} in\n${output}`);
  report(`${tool} ${args.slice(0, 4).join(' ')}`);
}

/** Rows that the C tool prints in hash order are compared as a set of lines. */
async function sameOutput(host: Host, tool: string, args: readonly string[], report: Report): Promise<void> {
  const [theirs, ours] = [await host.run('c', tool, ...args), await host.run('heddle', tool, ...args)];
  const difference = differenceOf(theirs.split('\n'), ours.split('\n'));
  if (difference !== '') throw new Error(`${tool} ${args.join(' ')} prints other lines (- C, + ours)\n${difference}`);
  report(`${tool} ${args[1]}: C and ours print the same`);
}
