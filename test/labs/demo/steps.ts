import { appendFileSync } from 'node:fs';
import { unixctlCall } from '#daemon';
import { until } from '#testing';
import { type DemoCluster, DemoFailed, type DemoHost } from './demo-cluster.js';
import { EXPECTED_TRACE, MICROFLOW } from './expected-trace.js';
import { decodeGeneve, formatGeneve, parseCapture } from './geneve-packet.js';
import type { Narrator } from './narrator.js';

const CENTRAL = ['central', '--nb-listen=ptcp:6641:127.0.0.1', '--sb-listen=ptcp:6642:127.0.0.1'];
const DETACHED = ['--detach', '--pidfile', '--log-file'];
const ADDRESS: Readonly<Record<string, string>> = { worker1: '127.0.0.11', worker2: '127.0.0.12' };

/** What every step works with. */
export interface Stage {
  readonly cluster: DemoCluster;
  readonly narrator: Narrator;
  /** Where captured packets are to be kept as a pcap file, if anywhere. */
  readonly pcap: string | undefined;
}

/** Runs a command, shows it and what it printed; gives its output. */
async function show({ cluster, narrator }: Stage, host: DemoHost, argv: readonly string[]): Promise<string> {
  narrator.command(host, argv);
  const output = await cluster.run(host, argv);
  if (output.trim() !== '') narrator.output(output);
  return output;
}

export async function startCluster(stage: Stage): Promise<void> {
  const { narrator, cluster } = stage;
  narrator.heading(`1. Two hosts and a central node (run directories below ${cluster.directory})`);
  await show(stage, 'central', [...CENTRAL, ...DETACHED]);
  for (const host of ['worker1', 'worker2'] as const) {
    const settings = [
      `system-id=${host}`,
      `hostname=${host}`,
      'ovn-remote=tcp:127.0.0.1:6642',
      'ovn-encap-type=geneve',
      `ovn-encap-ip=${ADDRESS[host]}`,
      'ovn-set-local-ip=true',
    ].map((setting) => `external_ids:${setting}`);
    const commands = [
      ['vswitchd', ...DETACHED],
      ['vsctl', 'set', 'Open_vSwitch', '.', ...settings],
      ['controller', ...DETACHED],
    ];
    for (const argv of commands) {
      if (host === 'worker1') await show(stage, host, argv);
      else await cluster.run(host, argv);
    }
  }
  narrator.why('worker2: the same with 127.0.0.12. No root, nothing else installed.');
}

function simulatedVm(name: string, ip: string, mac: string, gateway: string): readonly string[] {
  const options = [`options:ip=${ip}/24`, `options:gateway=${gateway}`, `options:mac="${mac}"`];
  return [
    'vsctl',
    'add-port',
    'br-int',
    name,
    '--',
    'set',
    'Interface',
    name,
    'type=sim',
    ...options,
    `external_ids:iface-id=${name}`,
  ];
}

function addressed(name: string, mac: string, ip: string): readonly string[] {
  return ['lsp-set-addresses', name, `${mac} ${ip}`];
}

export async function buildSwitch(stage: Stage): Promise<void> {
  const { narrator } = stage;
  narrator.heading('2. One switch, two VMs on two hosts');
  await show(stage, 'central', [
    'nbctl',
    'ls-add',
    'network1',
    ...['--', 'lsp-add', 'network1', 'vm1', '--', ...addressed('vm1', '40:44:00:00:00:01', '192.168.0.11')],
    ...['--', 'lsp-add', 'network1', 'vm2', '--', ...addressed('vm2', '40:44:00:00:00:02', '192.168.0.12')],
  ]);
  await show(stage, 'worker1', simulatedVm('vm1', '192.168.0.11', '40:44:00:00:00:01', '192.168.0.1'));
  await show(stage, 'worker2', simulatedVm('vm2', '192.168.0.12', '40:44:00:00:00:02', '192.168.0.1'));
  await show(stage, 'central', [
    'nbctl',
    '--wait=hv',
    'wait-until',
    'Logical_Switch_Port',
    'vm2',
    'up=true',
    '--',
    'lsp-get-up',
    'vm2',
  ]);
  await show(stage, 'central', ['nbctl', 'show']);
  await show(stage, 'central', ['sbctl', 'show']);
}

/** A tunnel's first packet may be lost while neighbours are resolved, on any OVN: wait for one answer, then count. */
async function untilAnswers({ cluster }: Stage, host: DemoHost, vm: string, destination: string): Promise<void> {
  const once = pingCommand(vm, destination, 1);
  await until(`${vm} to reach ${destination}`, async () => (await cluster.attempt(host, once)).status === 0);
}

async function ping(
  stage: Stage,
  host: DemoHost,
  vm: string,
  destination: string,
  count: number,
  ttl: number,
): Promise<void> {
  const output = await show(stage, host, pingCommand(vm, destination, count));
  if (!/ 0% packet loss/.test(output)) throw stage.cluster.failure(host, `${vm} lost packets to ${destination}`);
  if (!output.includes(`ttl=${ttl} `))
    throw stage.cluster.failure(host, `answers of ${destination} do not have ttl ${ttl}`);
}

function pingCommand(vm: string, destination: string, count: number): readonly string[] {
  return ['appctl', '-t', 'vswitchd', 'sim/ping', vm, destination, String(count), '0.2'];
}

export async function pingThroughGeneve(stage: Stage): Promise<void> {
  const { narrator, cluster } = stage;
  narrator.heading('3. A ping, and what it looks like on the wire');
  await untilAnswers(stage, 'worker1', 'vm1', '192.168.0.12');
  const capture = ['tunnel/capture', ...(stage.pcap === undefined ? [] : ['--pcap', stage.pcap]), 'icmp-request'];
  const control = cluster.path('worker2', `vswitchd.${cluster.pid('worker2', 'vswitchd')}.ctl`);
  const captured = unixctlCall(control, capture[0] ?? '', capture.slice(1));
  captured.catch(() => {}); // Where the ping fails, nobody waits for the capture any more.
  await ping(stage, 'worker1', 'vm1', '192.168.0.12', 2, 64);
  narrator.command('worker2', ['appctl', '-t', 'vswitchd', ...capture]);
  const { isError, text } = await captured;
  if (isError) throw cluster.failure('worker2', `tunnel/capture: ${text}`);
  const packet = decodeGeneve(parseCapture(text));
  if (packet === undefined) throw cluster.failure('worker2', 'the captured packet is not an OVN Geneve packet');
  narrator.output(formatGeneve(packet));
  const keys = await show(stage, 'central', [
    'sbctl',
    ...['get', 'Datapath_Binding', 'network1', 'tunnel_key'],
    ...['--', 'get', 'Port_Binding', 'vm1', 'tunnel_key', '--', 'get', 'Port_Binding', 'vm2', 'tunnel_key'],
  ]);
  const wire = [packet.vni, packet.ingressPort, packet.egressPort].join(' ');
  const database = keys.trim().split('\n').join(' ');
  if (wire !== database || packet.optionData !== '00010002' || !packet.isEchoRequest) {
    throw new DemoFailed(
      `the packet says datapath, ports ${wire} (data ${packet.optionData}), the southbound database ${database}`,
    );
  }
  narrator.why('The same three numbers: worker2 knows datapath and ports without a look-up.');
}

export async function route(stage: Stage): Promise<void> {
  const { narrator, cluster } = stage;
  narrator.heading('4. A router, a second network, and vm3 on worker2');
  const port = (network: string, name: string, routerPort: string, mac: string) => [
    ...['--', 'lsp-add', network, name, '--', 'lsp-set-addresses', name, mac, '--', 'lsp-set-type', name, 'router'],
    ...['--', 'lsp-set-options', name, `router-port=${routerPort}`],
  ];
  await show(stage, 'central', [
    ...['nbctl', 'ls-add', 'network2', '--', 'lr-add', 'router1'],
    ...['--', 'lsp-add', 'network2', 'vm3', '--', ...addressed('vm3', '40:44:00:00:00:05', '192.168.1.11')],
  ]);
  await show(stage, 'central', [
    ...['nbctl', 'lrp-add', 'router1', 'router1-net1', '40:44:00:00:00:03', '192.168.0.1/24'],
    ...port('network1', 'net1-router1', 'router1-net1', '40:44:00:00:00:03'),
  ]);
  await cluster.run('central', [
    ...['nbctl', 'lrp-add', 'router1', 'router1-net2', '40:44:00:00:00:04', '192.168.1.1/24'],
    ...port('network2', 'net2-router1', 'router1-net2', '40:44:00:00:00:04'),
  ]);
  await cluster.run('worker2', simulatedVm('vm3', '192.168.1.11', '40:44:00:00:00:05', '192.168.1.1'));
  await cluster.run('central', ['nbctl', '--wait=hv', 'wait-until', 'Logical_Switch_Port', 'vm3', 'up=true']);
  narrator.why('The same for router1-net2 and network2; vm3 is plugged in as vm2 was.');
  await untilAnswers(stage, 'worker1', 'vm1', '192.168.1.11');
  await ping(stage, 'worker1', 'vm1', '192.168.1.11', 1, 63);
  const trace = ['trace', '--summary', 'network1', MICROFLOW];
  narrator.command('central', trace);
  const output = await cluster.run('central', trace);
  const hops = output.split('\n').filter((line) => /gress\(|output to "vm3"/.test(line));
  narrator.output(hops.map((line) => line.replaceAll('    ', ' ')).join('\n'));
  if (output.trimEnd() !== EXPECTED_TRACE.trimEnd())
    throw new DemoFailed(`trace does not print what ovn-trace 23.03.1 does:\n${output}`);
  narrator.why(`The hops only; all ${output.trimEnd().split('\n').length} lines equal ovn-trace's, byte for byte.`);
}

export async function whatNoOtherShows(stage: Stage): Promise<void> {
  const { narrator, cluster } = stage;
  narrator.heading('5. What no other shows');
  await durable(stage);
  const flow = (
    await cluster.run('central', [
      'sbctl',
      '--bare',
      '--columns=_uuid',
      'find',
      'Logical_Flow',
      'match="eth.dst == 40:44:00:00:00:02"',
    ])
  ).trim();
  const explain = ['appctl', '-t', 'northd', 'explain', flow];
  narrator.command('central', explain);
  const explanation = await cluster.run('central', explain);
  if (!explanation.includes('vm2')) throw cluster.failure('central', `explain does not name vm2:\n${explanation}`);
  narrator.output(explanation.trimEnd().split('\n').slice(1).join('\n'));
  const ask = ['appctl', '-t', 'controller', 'port/timeline', 'vm2'];
  narrator.command('worker2', ask);
  const timeline = await cluster.run('worker2', ask);
  const moments = [...timeline.matchAll(/^(\w+) .*(\+\d+ ms)$/gm)].map(([, what, when]) => `${what} ${when}`);
  const missing = ['seen', 'claimed', 'flows', 'up'].filter(
    (name) => !moments.some((moment) => moment.startsWith(name)),
  );
  if (missing.length > 0)
    throw cluster.failure('worker2', `the timeline of vm2 lacks ${missing.join(', ')}:\n${timeline}`);
  narrator.output(moments.join(', '));
  narrator.why('A port is up when its flows are in the switch, not before.');
}

/** Acknowledged, then kill -9 during a ping: nothing is lost, neither the write nor a packet. */
async function durable({ cluster, narrator }: Stage): Promise<void> {
  const running = cluster.attempt('worker1', pingCommand('vm1', '192.168.0.12', 10));
  await cluster.run('central', ['nbctl', 'set', 'Logical_Switch', 'network1', 'external_ids:written=before-the-kill']);
  const victims = ['ovnnb_db', 'ovnsb_db'].map((program) => cluster.pid('central', program));
  narrator.command('central', ['kill', '-9', ...victims.map(String)]);
  for (const pid of victims) process.kill(pid, 'SIGKILL');
  const pinged = await running;
  const read = ['nbctl', '--wait=hv', 'get', 'Logical_Switch', 'network1', 'external_ids:written'];
  const written = await until('the databases to be back', async () => {
    const result = await cluster.attempt('central', read);
    return result.status === 0 ? result.stdout.trim() : undefined;
  });
  const loss = /\d+ packets.*% packet loss/.exec(pinged.stdout)?.[0] ?? pinged.stdout;
  if (!loss.includes(' 0% packet loss') || written !== 'before-the-kill') {
    throw cluster.failure('central', `after kill -9: ${loss}, external_ids:written=${written}`);
  }
  narrator.output(`written=${written}; ${loss}`);
  narrator.why('Both databases killed just after a write: it is there, and no packet was lost.');
}

/** For --keep: what to paste. */
export function howToGoOn({ cluster, narrator }: Stage, bin: string, stopFile: string): void {
  const environment = Object.entries(cluster.settings('central')).map(([name, value]) => `export ${name}=${value}\n`);
  appendFileSync(`${cluster.directory}/env`, `export PATH=${bin}:$PATH\n${environment.join('')}`);
  narrator.heading('The cluster runs on. Paste:');
  narrator.output(`. ${cluster.directory}/env                 # central; for a host:`);
  narrator.output(`export OVS_RUNDIR=${cluster.path('worker1')}`);
  narrator.output('nbctl show; sbctl lflow-list network1');
  narrator.output('appctl -t vswitchd sim/ping vm1 192.168.1.11 3');
  narrator.output(`sh ${stopFile}                # stop it all`);
}
