import type { Daemon, RunningPing, VirtualMachine } from '#testing';
import type { Cluster } from './cluster.js';
import { L2, L3, type Lab, type LabNetwork, words } from './labs.js';

/** Says what was seen to work; a failure is thrown. */
export type Report = (line: string) => void;

/** Ten pings a second: this many lost in a row is the 3 s that a switch may take to come back. */
const SWITCH_MAY_LOSE = 30;

/** The VMs of a network by name, as the labs built so far have booted them. */
export type Machines = Map<string, VirtualMachine>;

/** Builds both labs and pings through them. */
export async function passLabs(network: LabNetwork, report: Report): Promise<Machines> {
  const machines: Machines = new Map();
  for (const lab of [L2, L3]) {
    await buildLab(network, lab, machines);
    for (const { from, to, ttl } of lab.pings) {
      const machine = machineOf(machines, from);
      await machine.untilAnswers(to);
      const answers = await machine.ping(to, 5);
      const wrong = answers.filter((answer) => answer.ttl !== ttl);
      if (answers.length !== 5 || wrong.length > 0) {
        const ttls = answers.map((answer) => answer.ttl).join(' ');
        throw new Error(`${lab.name}: ${from} -> ${to}: ${answers.length} of 5 answers, ttl ${ttls} (wanted ${ttl})`);
      }
      report(`${lab.name}: ${from} -> ${to}: 5 of 5 answers, ttl ${ttl}`);
    }
  }
  return machines;
}

/** Types a lab's commands and boots its VMs; ends when every host has caught up. */
async function buildLab(network: LabNetwork, lab: Lab, machines: Machines): Promise<void> {
  for (const command of lab.commands) await network.nbctl(words(command));
  for (const spec of lab.machines) {
    machines.set(spec.name, await network.boot(spec));
    await network.nbctl(['--timeout=20', 'wait-until', 'Logical_Switch_Port', spec.name, 'up=true']);
  }
  await caughtUp(network);
}

/** Waits until every hypervisor runs what the NB holds. */
async function caughtUp(network: LabNetwork): Promise<void> {
  await network.nbctl(['--timeout=20', '--wait=hv', 'sync']);
}

function machineOf(machines: Machines, name: string): VirtualMachine {
  const machine = machines.get(name);
  if (machine === undefined) throw new Error(`no machine ${name} in this lab`);
  return machine;
}

/** Pings on while each daemon of each host in turn is restarted; afterwards every host must still catch up. */
export async function surviveRestarts(cluster: Cluster, machines: Machines, report: Report): Promise<void> {
  const from = machineOf(machines, 'vm1');
  for (const host of cluster.hosts) {
    for (const [id, daemon] of host.daemons) await surviveRestart(cluster, from, id, daemon, report);
  }
}

async function surviveRestart(
  cluster: Cluster,
  from: VirtualMachine,
  id: string,
  daemon: Daemon,
  report: Report,
): Promise<void> {
  const pings = [from.startPing('192.168.0.12'), from.startPing('192.168.1.11')];
  const lost = await lossDuring(pings, async () => {
    await daemon.restart();
    for (const ping of pings) await ping.more(10);
    await caughtUp(cluster);
  });
  const allowed = id === 'ovs-vswitchd' ? SWITCH_MAY_LOSE : 0;
  if (lost.some((count) => count > allowed)) {
    throw new Error(`restart of ${daemon.spec.name}: ${lost.join(' and ')} pings lost, ${allowed} allowed`);
  }
  report(`restart of ${daemon.spec.name}: ${lost.join(' and ')} pings lost, hosts caught up`);
}

/** Runs `work` while pings that already get answers go on; gives how many each lost. */
async function lossDuring(pings: readonly RunningPing[], work: () => Promise<void>): Promise<readonly number[]> {
  try {
    for (const ping of pings) await ping.more(3);
    await work();
  } catch (error) {
    for (const ping of pings) await ping.stop();
    throw error;
  }
  return (await Promise.all(pings.map((ping) => ping.stop()))).map((numbers) => numbers.length);
}
