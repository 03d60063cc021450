/**
 * The embedded switch: the same flows and the same frames go to Open vSwitch (userspace datapath on dummy devices) and to ours;
 * what each port sends after each frame must be equal to the byte, connections and translations included.
 */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { messageOf } from '#base';
import { type FlowMod, parseFlow, serveSwitch } from '#openflow';
import { attempt, type CommandResult, run as runProgram } from '#testing';
import { TestSwitch, type VlanConfig } from '#vswitch';
import { compareLines, type ParityReport } from './report.js';
import { controlLines } from './vswitch/control-lines.js';
import { OpenVswitch, type PortRequest } from './vswitch/open-vswitch.js';
import { randomScenarios } from './vswitch/random-scenarios.js';
import { type Scenario, scenarios } from './vswitch/scenarios.js';

export async function run(report: ParityReport): Promise<void> {
  const theirs = new OpenVswitch(report.rundir);
  try {
    await theirs.start();
    await compareControl(theirs, report);
    for (const scenario of [...scenarios, ...randomScenarios(5)]) {
      try {
        await compare(theirs, scenario, report);
      } catch (error) {
        report.differ(`${scenario.name} broke off`, messageOf(error));
      }
    }
  } finally {
    await theirs.stop();
  }
}

function portsOf(scenario: Scenario): readonly PortRequest[] {
  return [1, 2, 3, 4].map((number) => ({
    name: `p${number}`,
    number,
    settings: scenario.ports?.[`p${number}`] ?? [],
  }));
}

const lines = (text: string) =>
  text
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line !== '');

async function compare(theirs: OpenVswitch, scenario: Scenario, report: ParityReport): Promise<void> {
  const ports = portsOf(scenario);
  await theirs.bridge('br0', ports);
  const ours = new TestSwitch();
  const bridge = ours.bridge('br0');
  for (const port of ports) ours.port(bridge, port.number, port.name).vlan = vlanOf(port.settings ?? []);
  const handler = ours.handlers.get('br0');
  if (handler === undefined) throw new Error('no bridge');
  const socket = join(report.rundir, 'ours.mgmt');
  const server = await serveSwitch({ address: `punix:${socket}`, handler });
  try {
    if (scenario.groups !== undefined) {
      const file = join(report.rundir, 'groups.txt');
      writeFileSync(file, `${lines(scenario.groups).join('\n')}\n`);
      await theirs.ofctl('add-groups', 'br0', file);
      await runProgram(['ovs-ofctl', '-O', 'OpenFlow15', 'add-groups', socket, file]);
    }
    await theirs.flows('br0', lines(scenario.flows).join('\n'));
    const mods: FlowMod[] = lines(scenario.flows).map((line) => parseFlow(line));
    const refusal = handler.apply(mods);
    if (refusal !== undefined)
      throw new Error(`ours refused flow ${refusal.index}: ${refusal.error} ${refusal.detail}`);
    for (const [index, [port, frame]] of scenario.frames.entries()) {
      const expected = await theirs.receive(port, frame, ports);
      const got = ours
        .receive(port, frame)
        .map((sent) => `${sent.port} ${sent.frame}`)
        .sort();
      const what = `${scenario.name}, frame ${index + 1} on ${port}`;
      if (expected.join() === got.join()) report.ok(what);
      else
        report.differ(what, [`in  ${frame}`, ...expected.map((l) => `- ${l}`), ...got.map((l) => `+ ${l}`)].join('\n'));
    }
  } finally {
    await server.close();
    await theirs.removeBridge('br0', ports);
  }
}

/** The same commands of ovs-ofctl to both, in OpenFlow 1.5; the words of each answer are compared. */
async function compareControl(theirs: OpenVswitch, report: ParityReport): Promise<void> {
  const ports = [1, 2, 3, 4].map((number) => ({ name: `p${number}`, number }));
  await theirs.bridge('br0', ports);
  const ours = new TestSwitch();
  const bridge = ours.bridge('br0');
  for (const port of [...ports, { name: 'mark1', number: 61 }, { name: 'mark2', number: 62 }]) {
    ours.port(bridge, port.number, port.name);
  }
  ours.port(bridge, 0xfffe, 'br0');
  const handler = ours.handlers.get('br0');
  if (handler === undefined) throw new Error('no bridge');
  const socket = join(report.rundir, 'ours.mgmt');
  const server = await serveSwitch({ address: `punix:${socket}`, handler });
  try {
    for (const line of controlLines) {
      const words = (target: string) => line.split(' ').map((word) => (word === 'BRIDGE' ? target : word));
      const their = await theirs.tryOfctl(...words('br0'));
      const our = await attempt(['ovs-ofctl', '-O', 'OpenFlow15', ...words(socket)]);
      compareLines(report, `ovs-ofctl ${line}`, told(their, 'br0'), told(our, socket));
    }
  } finally {
    await server.close();
    await theirs.removeBridge('br0', ports);
  }
}

/** What a command printed, without what differs from run to run: transaction ids, bytes of messages, addresses, ages. */
function told({ stdout, stderr, status }: CommandResult, target: string): readonly string[] {
  const text = `${stdout}${stderr}`
    .replaceAll(target, 'BRIDGE')
    .replaceAll(/xid=0x[0-9a-f]+/g, 'xid')
    .replaceAll(/addr:[0-9a-f:]+/g, 'addr')
    .replaceAll(/^[0-9a-f]{8} .*\|$/gm, '')
    .replaceAll(/duration[:=][0-9.]+s/g, 'duration');
  const lines = text.split('\n').map((line) => line.trimEnd());
  return [...lines.filter((line) => line !== ''), `exit status ${status}`];
}

/** `tag=5`, `trunks=5,6`, `vlan_mode=native-tagged` as the switch takes them. */
function vlanOf(settings: readonly string[]): VlanConfig {
  const values = new Map(settings.map((setting) => [setting.split('=')[0] ?? '', setting.split('=')[1] ?? '']));
  const tag = values.get('tag');
  const trunks = new Set(
    (values.get('trunks') ?? '')
      .split(',')
      .filter((text) => text !== '')
      .map(Number),
  );
  const mode = values.get('vlan_mode');
  return {
    mode:
      mode === 'native-tagged' || mode === 'native-untagged'
        ? mode
        : tag !== undefined && trunks.size === 0
          ? 'access'
          : 'trunk',
    tag: Number(tag ?? 0),
    trunks,
  };
}
