import type { Daemon, RunningPing } from '#testing';
import type { Cluster } from './cluster.js';
import { L2, L3, type Lab } from './labs.js';

/** Says what was seen to work; a failure is thrown. */
export type Report = (line: string) => void;

/** Ten pings a second: this many lost in a row is the 3 s that a switch may take to come back. */
const SWITCH_MAY_LOSE = 30;

/** Builds both labs, pings through them, and pings on while each daemon in turn is restarted. */
export async function passLabs(cluster: Cluster, report: Report): Promise<void> {
  for (const lab of [L2, L3]) await passLab(cluster, lab, report);
  for (const host of cluster.hosts) {
    for (const [id, daemon] of host.daemons) await surviveRestart(cluster, id, daemon, report);
  }
}

async function passLab(cluster: Cluster, lab: Lab, report: Report): Promise<void> {
  await cluster.build(lab);
  for (const { from, to, ttl } of lab.pings) {
    const machine = cluster.machine(from);
    await machine.untilAnswers(to);
    const answers = await machine.ping(to, 5);
    const wrong = answers.filter((answer) => answer.ttl !== ttl);
    if (answers.length !== 5 || wrong.length > 0) {
      throw new Error(
        `${lab.name}: ${from} -> ${to}: ${answers.length} of 5 answers, ttl ${answers.map((a) => a.ttl)} (wanted ${ttl})`,
      );
    }
    report(`${lab.name}: ${from} -> ${to}: 5 of 5 answers, ttl ${ttl}`);
  }
}

async function surviveRestart(cluster: Cluster, id: string, daemon: Daemon, report: Report): Promise<void> {
  const pings = [cluster.machine('vm1').startPing('192.168.0.12'), cluster.machine('vm1').startPing('192.168.1.11')];
  const lost = await lossDuring(pings, async () => {
    await daemon.restart();
    for (const ping of pings) await ping.more(10);
    await cluster.sync();
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
