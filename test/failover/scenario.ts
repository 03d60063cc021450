/**
 * What a network on a clustered database has to survive: members, the leader first, and the active northd are killed
 * (SIGKILL) while ports are added. Nothing acknowledged may be lost or be there twice, all must come to what a fresh
 * computation gives, and who loses its member resumes at another one.
 */
import { readFileSync } from 'node:fs';
import { SILENT_LOG } from '#base';
import { openReplica } from '#ovsdb/client';
import { connect, splitRemotes, systemClock, systemRandom } from '#ovsdb/jsonrpc';
import { Logical_Switch_Port } from '#schemas/northbound';
import { Port_Binding, southbound } from '#schemas/southbound';
import { until } from '#testing';
import { FailoverNetwork, NB, PORTS_A_HOST, SB } from './network.js';
import { Watcher } from './watcher.js';
import { Writer } from './writer.js';

/** Elections and takeovers take 1 to 2 s, and longer on a machine with other work. */
const PATIENCE = { timeoutMs: 60_000 };
/** So many rounds of kills come to one change of the cluster's members. */
const CHANGE_EVERY = 4;

export interface FailoverReport {
  ok(what: string): void;
  differ(what: string, detail: string): void;
  note(text: string): void;
}

export interface FailoverOptions {
  /** How many times the southbound leader is killed; more kinds of faults come with more rounds. */
  readonly rounds: number;
}

export async function surviveFailover(
  directory: string,
  { rounds }: FailoverOptions,
  report: FailoverReport,
): Promise<void> {
  const network = await FailoverNetwork.start(directory);
  const writer = new Writer(network.cluster.remotes);
  const watchers = [
    new Watcher('the cluster', network.cluster.remotes, 'leader'),
    new Watcher('the relay', network.relay, 'any'),
  ];
  try {
    const local = ['host1', 'host2'].flatMap((host) => Array.from({ length: PORTS_A_HOST }, (_, i) => `${host}-${i}`));
    await writer.prepare(local);
    await caughtUp(network);
    for (const client of ['relay', 'host1'] as const) await checkResume(network, client, report);
    writer.start();
    for (const watcher of watchers) watcher.start(() => writer.acknowledged);
    let stalls = 0;
    for (let round = 0; round < rounds; round++) {
      await killMember(network, writer, await network.cluster.leader(round % 2 === 0 ? SB : NB));
      await killMember(network, writer, memberOf(network, round % 2 === 0 ? 'relay' : 'host1'));
      await killNorthd(network, writer);
      if (round % 3 === 2) {
        stalls++;
        await stallLeader(network, writer);
      }
      await caughtUp(network);
    }
    checkLoads(network, writer, stalls, report);
    for (let change = 0; change < Math.ceil(rounds / CHANGE_EVERY); change++) await changeMembers(network, writer);
    await writer.stop();
    await caughtUp(network);
    report.note(
      `${rounds} rounds: ${writer.acknowledged.length} ports, ${writer.unanswered} answers lost, ${writer.recognised} of them carried out`,
    );
    checkPorts(writer, report);
    await checkBindings(network, writer, local, report);
    await checkComputations(network, report);
    await checkTools(network, report);
    for (const watcher of watchers) await watcher.check(report);
  } finally {
    for (const watcher of watchers) watcher.close();
    writer.replica.close();
    await network.stop();
  }
}

/** `nbctl --wait=hv sync` on all members: it passes, whoever leads. */
async function caughtUp(network: FailoverNetwork): Promise<void> {
  await network.ctl('heddle', 'nbctl', '--timeout=50', '--wait=hv', 'sync');
}

async function killMember(network: FailoverNetwork, writer: Writer, name: string): Promise<void> {
  const daemon = network.cluster.member(name);
  await daemon.stop('SIGKILL');
  const synced = caughtUp(network);
  await writer.more(20);
  await synced;
  await daemon.start();
  await writer.more(5);
}

/** The member that the relay, or a host's controller, follows now: leader or not. */
function memberOf(network: FailoverNetwork, client: 'relay' | 'host1'): string {
  const lines = readFileSync(network.log(client), 'utf8');
  const [remote = ''] = [...lines.matchAll(FOLLOWS)].map(([, peer = '']) => peer).slice(-1);
  const name = network.cluster.nameAt(remote);
  if (name === undefined) throw new Error(`${client} follows no member, but ${remote}`);
  return name;
}

const FOLLOWS = /(tcp:[\d.:]+): (?:(?:loaded|resumed) OVN_Southbound|relaying)/g;

/** The standby takes over. */
async function killNorthd(network: FailoverNetwork, writer: Writer): Promise<void> {
  const active = await until('an active northd', () => network.activeNorthd(), PATIENCE);
  await active.stop('SIGKILL');
  const next = await until('the standby to take over', () => network.activeNorthd(), PATIENCE);
  if (next === active) throw new Error('a dead northd is active');
  await writer.more(10);
  await caughtUp(network);
  await active.start();
}

/** A leader that stands still without closing a connection, as behind a network that is cut: all leave it by their probes. */
async function stallLeader(network: FailoverNetwork, writer: Writer): Promise<void> {
  const daemon = network.cluster.member(await network.cluster.leader(SB));
  daemon.signal('SIGSTOP');
  try {
    await writer.more(20);
    await caughtUp(network);
  } finally {
    daemon.signal('SIGCONT');
  }
  await writer.more(20);
}

/**
 * What an administrator does: members write their logs anew, and leaders hand over, leave, and are replaced by empty members. Who
 * comes to one of those gets its contents whole again.
 */
async function changeMembers(network: FailoverNetwork, writer: Writer): Promise<void> {
  const { cluster } = network;
  await cluster.compact();
  await writer.more(10);
  for (const database of [SB, NB]) {
    await cluster.replace(await cluster.leader(database));
    await writer.more(20);
  }
  await caughtUp(network);
}

function checkPorts(writer: Writer, report: FailoverReport): void {
  const counts = new Map<string, number>();
  for (const { name } of writer.replica.rows(Logical_Switch_Port)) counts.set(name, (counts.get(name) ?? 0) + 1);
  const wrong = writer.acknowledged.filter((name) => counts.get(name) !== 1);
  const surplus = counts.size - writer.acknowledged.length;
  if (wrong.length === 0 && surplus === 0) report.ok('each acknowledged port is there once');
  else report.differ('acknowledged ports', `not there once: ${wrong.join(' ')}; ${surplus} more than acknowledged`);
}

async function checkBindings(
  network: FailoverNetwork,
  writer: Writer,
  local: readonly string[],
  report: FailoverReport,
): Promise<void> {
  for (const [what, remotes, leaderOnly] of [
    ['the leader', network.cluster.remotes, true],
    ['the relay', network.relay, false],
  ] as const) {
    const replica = openReplica({
      database: southbound,
      remotes: splitRemotes(remotes),
      leaderOnly,
      tables: [{ table: Port_Binding, columns: ['logical_port', 'chassis'] }],
      clock: systemClock,
      random: systemRandom,
      log: SILENT_LOG,
      connect,
    });
    try {
      await replica.whenSynced();
      const has = () => {
        const rows = [...replica.rows(Port_Binding)];
        const names = new Set(rows.map(({ logical_port }) => logical_port));
        const bound = new Set(
          rows.flatMap(({ logical_port, chassis }) => (chassis === undefined ? [] : [logical_port])),
        );
        return (
          rows.length === writer.acknowledged.length &&
          writer.acknowledged.every((name) => names.has(name)) &&
          local.every((name) => bound.has(name))
        );
      };
      await until(`bindings at ${what}`, has, PATIENCE);
      report.ok(`each port has its binding at ${what}, and those of the hosts are bound`);
    } catch (error) {
      report.differ(`bindings at ${what}`, String(error));
    } finally {
      replica.close();
    }
  }
}

/** What is there is what a fresh computation gives. */
async function checkComputations(network: FailoverNetwork, report: FailoverReport): Promise<void> {
  for (const [name, command] of [
    ['northd1', 'inc-engine/recompute'],
    ['northd2', 'inc-engine/recompute'],
    ['host1', 'inc-engine/recompute'],
  ] as const) {
    const { stdout, stderr } = await network.ask(name, command);
    if (`${stdout}${stderr}`.trim() === '') report.ok(`${name} has what a fresh computation gives`);
    else report.differ(`${name}: ${command}`, `${stdout}${stderr}`);
  }
  for (const host of ['host1', 'host2'] as const) {
    const before = await network.flows(host);
    await network.ask(host, 'recompute');
    await caughtUp(network);
    const after = await network.flows(host);
    const differences = [
      ...before.filter((flow) => !after.includes(flow)).map((flow) => `-${flow}`),
      ...after.filter((flow) => !before.includes(flow)).map((flow) => `+${flow}`),
    ];
    if (before.length > 0 && differences.length === 0) report.ok(`${host}: the switch has the flows`);
    else report.differ(`${host}: flows, ${before.length} in all`, differences.slice(0, 20).join('\n'));
  }
}

/** The tools, ours and C's, say the same by all ways. */
async function checkTools(network: FailoverNetwork, report: FailoverReport): Promise<void> {
  const args = ['--bare', '--columns=logical_port', 'find', 'Port_Binding', 'logical_port=host1-0'];
  const relayed = ['--no-leader-only', `--db=${network.relay}`, ...args];
  const answers = [
    await network.ctl('c', 'sbctl', ...args),
    await network.ctl('heddle', 'sbctl', ...args),
    await network.ctl('c', 'sbctl', ...relayed),
    await network.ctl('heddle', 'sbctl', ...relayed),
  ].map((text) => text.trim());
  if (answers.every((answer) => answer === 'host1-0')) report.ok('ovn-sbctl and sbctl, of the leader and of the relay');
  else report.differ('ovn-sbctl and sbctl, of the leader and of the relay', answers.join(' | '));
  const flow = 'inport=="host1-0" && eth.src==0a:00:00:00:00:00 && eth.dst==0a:00:00:00:00:01';
  const traced = await network.trace(flow);
  if (traced.includes('output("host1-1")')) report.ok('trace on the cluster');
  else report.differ('trace on the cluster', traced);
}

/** Loses the member that a client follows while nothing is written: it must resume at another one. */
async function checkResume(network: FailoverNetwork, client: 'relay' | 'host1', report: FailoverReport): Promise<void> {
  const before = loadsOf(network, client);
  const daemon = network.cluster.member(memberOf(network, client));
  await daemon.stop('SIGKILL');
  const after = await until(
    `the ${client} to be at another member`,
    () => {
      const now = loadsOf(network, client);
      return now.loaded + now.resumed > before.loaded + before.resumed ? now : undefined;
    },
    PATIENCE,
  );
  await daemon.start();
  await caughtUp(network);
  if (after.loaded === before.loaded) report.ok(`${client} resumed at another member, without a full load`);
  else report.differ(`${client} at another member`, readFileSync(network.log(client), 'utf8'));
}

/** How often a client got the contents of the southbound database whole, and how often only what it had missed. */
function loadsOf(network: FailoverNetwork, client: 'relay' | 'host1'): { loaded: number; resumed: number } {
  const log = readFileSync(network.log(client), 'utf8');
  const count = (word: RegExp) => log.match(word)?.length ?? 0;
  return {
    loaded: count(/: loaded OVN_Southbound|, loaded whole/g),
    resumed: count(/: resumed OVN_Southbound|, resumed/g),
  };
}

/**
 * Members keep the last hundred transactions: contents come whole once, and after a stall, which a client notices only when more
 * than those have gone by.
 */
function checkLoads(network: FailoverNetwork, writer: Writer, stalls: number, report: FailoverReport): void {
  const written = writer.loads.filter((how) => how === 'loaded').length;
  const loads = {
    controller: loadsOf(network, 'host1'),
    relay: loadsOf(network, 'relay'),
    writer: { loaded: written, resumed: writer.loads.length - written },
  };
  const all = Object.entries(loads).map(([who, { loaded, resumed }]) => `${who} ${loaded}/${resumed}`);
  const what = `loaded/resumed: ${all.join(', ')}`;
  if (Object.values(loads).every(({ loaded }) => loaded <= 1 + stalls)) report.ok(what);
  else report.differ(what, `contents came whole more than once${stalls > 0 ? ` in spite of ${stalls} stalls` : ''}`);
}
