/**
 * OpenFlow against Open vSwitch's own tools: texts that are read and encoded mean the same to `ovs-ofctl`; what its switch lists is printed as it
 * prints it; and `ovs-ofctl` says of our switch what it says of its own.
 */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import {
  type Controller,
  createMemorySwitch,
  encode,
  formatFlow,
  type OpenFlowVersion,
  openController,
  type PortDescription,
  parseFlow,
  serveSwitch,
} from '#openflow';
import { attempt, Daemon, run as runProgram } from '#testing';
import { comparePacketIns } from './openflow/malformed.js';
import { dumpedFlows, flowTexts } from './openflow/recorded-flow.js';
import { compareLines, type ParityReport } from './report.js';

const SCHEMA = '/usr/share/openvswitch/vswitch.ovsschema';
const VERSIONS = { OpenFlow10: 0x01, OpenFlow13: 0x04, OpenFlow15: 0x06 } as const satisfies Record<
  string,
  OpenFlowVersion
>;

export async function run(report: ParityReport): Promise<void> {
  await compareEncoded(report);
  await comparePacketIns(report);
  const lab = await startSwitch(report.rundir);
  try {
    const target = join(report.rundir, 'br0.mgmt');
    await install(target);
    await compareDumps(report, target);
    await compareServed(report, target);
    await compareOfctl(report, target);
    await compareLeftOut(report, target);
  } finally {
    for (const daemon of lab.reverse()) await daemon.stop();
  }
}

function ofctl(version: string, args: readonly string[]) {
  return attempt(['ovs-ofctl', '--no-names', '-O', version, ...args]);
}

const linesOf = (text: string) => text.split('\n').filter((line) => line !== '');

/** What `ovs-ofctl parse-flows` makes of our texts, and what it reads from our bytes. */
async function compareEncoded(report: ParityReport): Promise<void> {
  const head = /^(?:OFPT|NXT)_FLOW_MOD[^:]*: ADD /;
  const textFile = join(report.rundir, 'flows.txt');
  const byteFile = join(report.rundir, 'flows.bin');
  const modsOf = (text: string) =>
    linesOf(text)
      .filter((line) => head.test(line))
      // In 1.0 the tool's own list says "no table" where the flow will go to table 0.
      .map((line) => line.replace(head, '').replace(/^table:255 /, ''));
  for (const [name, version] of Object.entries(VERSIONS)) {
    const texts = flowTexts(name).filter((text) => !isKnown(text));
    writeFileSync(textFile, `${texts.join('\n')}\n`);
    writeFileSync(byteFile, Buffer.concat(texts.map((text, xid) => encode(parseFlow(text), version, xid))));
    const theirs = modsOf((await attempt(['ovs-ofctl', '-O', name, 'parse-flows', textFile])).stdout);
    const ours = modsOf((await attempt(['ovs-ofctl', 'ofp-parse', byteFile])).stdout);
    compareLines(report, `${name}: ${texts.length} flows read and encoded`, theirs, ours);
  }
}

/** Where ovs-ofctl drops part of what was asked for; see docs/differences.md. */
function isKnown(text: string): boolean {
  return /vlan_tci=0x2000|dl_vlan=0xffff|\/00:00:00:00:00:ff->eth_dst|5\/0xf->tcp_dst|sctp,tp_src|0x1005\/0x100f|tun_metadata|tun_flags|write_metadata:5\/|set_mpls_label/.test(
    text,
  );
}

async function startSwitch(rundir: string): Promise<Daemon[]> {
  const env = { ...process.env, OVS_RUNDIR: rundir, OVS_LOGDIR: rundir, OVS_DBDIR: rundir };
  const database = join(rundir, 'conf.db');
  const socket = join(rundir, 'db.sock');
  await runProgram(['ovsdb-tool', 'create', database, SCHEMA]);
  const vsctl = (...args: readonly string[]) => attempt(['ovs-vsctl', `--db=unix:${socket}`, '-t', '10', ...args]);
  const server = new Daemon({
    name: 'ovsdb-server',
    argv: ['ovsdb-server', '--no-chdir', `--remote=punix:${socket}`, `--unixctl=${join(rundir, 'db.ctl')}`, database],
    env,
    logFile: join(rundir, 'ovsdb-server.log'),
    ready: async () => (await vsctl('--no-wait', 'init')).status === 0,
  });
  await server.start();
  const ports = ['p1', 'p2'].flatMap((name) => [
    '--',
    'add-port',
    'br0',
    name,
    '--',
    'set',
    'Interface',
    name,
    'type=dummy',
  ]);
  const vswitchd = new Daemon({
    name: 'ovs-vswitchd',
    argv: [
      'ovs-vswitchd',
      '--no-chdir',
      '--enable-dummy=override',
      '--disable-system',
      `--unixctl=${join(rundir, 'vs.ctl')}`,
      `unix:${socket}`,
    ],
    env,
    logFile: join(rundir, 'ovs-vswitchd.log'),
    ready: async () =>
      (
        await vsctl(
          '--may-exist',
          'add-br',
          'br0',
          '--',
          'set',
          'Bridge',
          'br0',
          'datapath_type=dummy',
          'fail_mode=secure',
        )
      ).status === 0,
  });
  await vswitchd.start();
  await vsctl(...ports.slice(1));
  return [server, vswitchd];
}

const GROUPS = [
  'group_id=1,type=select,selection_method=dp_hash,bucket=bucket_id:0,weight:100,actions=ct(commit,table=21,zone=NXM_NX_REG13[0..15],nat(dst=10.0.0.1:80))',
  'group_id=2,type=all,bucket=actions=output:1,bucket=actions=resubmit(,2)',
  'group_id=3,type=select,selection_method=hash,fields(ip_src,tcp_dst),bucket=weight:7,watch_port:1,actions=output:1',
];
const METERS = ['meter=1,kbps,burst,band=type=drop,rate=10,burst_size=20', 'meter=2,pktps,band=type=drop,rate=3'];

/** Puts the same groups, meters, mapping and flows into a switch; with its own tools, so that both get the same bytes. */
async function install(target: string): Promise<void> {
  const v15 = (...args: readonly string[]) => runProgram(['ovs-ofctl', '-O', 'OpenFlow15', ...args]);
  for (const group of GROUPS) await v15('add-group', target, group);
  for (const meter of METERS) await v15('add-meter', target, meter);
  await v15('add-tlv-map', target, '{class=0x102,type=0x80,len=4}->tun_metadata0');
  const controller = await openController({ address: target });
  const mods = dumpedFlows().map((text) => parseFlow(text));
  const held = mods.filter(
    (mod) => !mod.actions.some((action) => action.kind === 'group' && action.group > GROUPS.length),
  );
  const outcome = await controller.bundle(held);
  controller.close();
  const [failure] = outcome.failures;
  if (failure !== undefined)
    throw new Error(`${failure.error}: ${formatFlow({ ...flowZero, ...held[failure.index]! })}`);
}

const flowZero = {
  idleTimeout: 0,
  hardTimeout: 0,
  flags: 0,
  importance: 0,
  durationSeconds: 0,
  durationNanoseconds: 0,
  packets: 0n,
  bytes: 0n,
} as const;

async function dump(controller: Controller): Promise<readonly string[]> {
  const { version } = controller;
  if (version === 0x01) controller.send({ kind: 'set_flow_format', format: 'nxm' });
  const parts = await controller.request({ kind: 'flow_stats_request', filter: { match: [] } });
  const flows = parts.flatMap((part) => (part.kind === 'flow_stats_reply' ? part.items : []));
  return flows.map((flow) => ` ${formatFlow(flow, { version, hasStats: false })}`);
}

/** The flows of Open vSwitch, printed by `ovs-ofctl` and by us. */
async function compareDumps(report: ParityReport, target: string): Promise<void> {
  for (const [name, version] of Object.entries(VERSIONS)) {
    const theirs = linesOf((await ofctl(name, ['--no-stats', 'dump-flows', target])).stdout);
    const controller = await openController({ address: target, versions: [version] });
    const ours = await dump(controller);
    controller.close();
    compareLines(report, `${name}: ${ours.length} flows of Open vSwitch printed`, theirs, ours);
  }
}

const COMMANDS = [
  ['show'],
  ['dump-flows', '--no-stats'],
  ['dump-ports'],
  ['dump-ports-desc'],
  ['dump-tables'],
  ['dump-groups'],
  ['dump-group-features'],
  ['dump-group-stats'],
  ['dump-tlv-map'],
  ['dump-aggregate'],
  ['dump-desc'],
  ['queue-stats'],
  ['dump-meters'],
  ['meter-features'],
] as const;

async function portsOf(
  target: string,
): Promise<{ readonly datapathId: bigint; readonly ports: readonly PortDescription[] }> {
  const controller = await openController({ address: target });
  const [features] = await controller.request({ kind: 'features_request' });
  const parts = await controller.request({ kind: 'port_desc_request' });
  controller.close();
  return {
    datapathId: features?.kind === 'features_reply' ? features.datapathId : 0n,
    ports: parts.flatMap((part) => (part.kind === 'port_desc_reply' ? part.items : [])),
  };
}

/** Without what differs by nature: times, and counters of the dummy datapath's own. */
function steady(text: string): readonly string[] {
  return linesOf(text)
    .filter((line) => !/CUSTOM|rx_custom|q0_packets|WARN|INFO/.test(line))
    .map((line) => line.replace(/duration=[\d.]+s/, 'duration=T'));
}

/** The C tool on its own switch and on ours, with the same tables. */
async function compareServed(report: ParityReport, target: string): Promise<void> {
  const { datapathId, ports } = await portsOf(target);
  const address = join(report.rundir, 'ours.mgmt');
  const server = await serveSwitch({ address: `punix:${address}`, handler: createMemorySwitch(datapathId, ports) });
  try {
    await install(address);
    for (const name of Object.keys(VERSIONS)) {
      for (const [command, ...options] of COMMANDS) {
        const theirs = await ofctl(name, [...options, command, target]);
        const ours = await ofctl(name, [...options, command, address]);
        const what = `${name}: ovs-ofctl ${command} on our switch`;
        compareLines(
          report,
          what,
          [`exit ${theirs.status}`, ...steady(theirs.stdout)],
          [`exit ${ours.status}`, ...steady(ours.stdout)],
        );
      }
    }
  } finally {
    await server.close();
  }
}

const OURS = ['node', new URL('../../packages/openflow/src/ofctl/main.js', import.meta.url).pathname];

/** Both tools on Open vSwitch. */
async function compareOfctl(report: ParityReport, target: string): Promise<void> {
  for (const name of Object.keys(VERSIONS)) {
    for (const [command, ...options] of COMMANDS) {
      const words = ['--no-names', '-O', name, ...options, command, target];
      const theirs = await attempt(['ovs-ofctl', ...words]);
      const ours = await attempt([...OURS, ...words]);
      compareLines(
        report,
        `${name}: ofctl ${command}`,
        [`exit ${theirs.status}`, ...steady(theirs.stdout)],
        [`exit ${ours.status}`, ...steady(ours.stdout)],
      );
    }
  }
}

/** Matches of fields without what they need: what each tool says, and the flow that the switch then has. */
const HALF_MATCHES = [
  'nw_src=1.2.3.4',
  'ip,tp_dst=80',
  'tcp_dst=80',
  'arp,nw_src=1.2.3.4,nw_tos=4',
  'nw_proto=6,reg0=5',
  'ipv6_src=fe80::1',
  'icmp6,nd_target=fe80::1',
  'nw_tos=4,nw_ttl=5',
  'tcp,udp_src=5',
  'ip,nw_src=1.2.3.4',
];

async function compareLeftOut(report: ParityReport, target: string): Promise<void> {
  const steady = (text: string) => linesOf(text).map((line) => line.replace(/^\S+\|\d{5}\|/, ''));
  for (const match of HALF_MATCHES) {
    const outcome = async (tool: readonly string[]) => {
      const words = ['--no-names', '-O', 'OpenFlow15'];
      const added = await attempt([...tool, ...words, 'add-flow', target, `table=77,${match},actions=drop`]);
      const { stdout } = await attempt(['ovs-ofctl', ...words, '--no-stats', 'dump-flows', target, 'table=77']);
      await runProgram(['ovs-ofctl', ...words, 'del-flows', target, 'table=77']);
      return [`exit ${added.status}`, ...steady(added.stderr), ...linesOf(stdout)];
    };
    compareLines(report, `ofctl add-flow ${match}`, await outcome(['ovs-ofctl']), await outcome(OURS));
  }
}
