/** The typed replica against a cluster of three C ovsdb-servers: it finds the leader, and the next one when that dies. */
import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { type Log, SILENT_LOG } from '#base';
import { type ChangeSet, openReplica } from '#ovsdb/client';
import { connect, systemClock, systemRandom } from '#ovsdb/jsonrpc';
import { Address_Set, northbound } from '#schemas/northbound';
import type { ParityReport } from './report.js';

const SCHEMA = '/usr/share/ovn/ovn-nb.ovsschema';
const MEMBERS = ['a', 'b', 'c'];

export async function run(report: ParityReport): Promise<void> {
  const { rundir } = report;
  const raft = (member: string) => `unix:${join(rundir, `${member}.raft`)}`;
  const socket = (member: string) => join(rundir, `${member}.sock`);
  const servers = new Map<string, ChildProcess>();
  for (const member of MEMBERS) {
    const file = join(rundir, `${member}.db`);
    if (member === 'a') spawnSync('ovsdb-tool', ['create-cluster', file, SCHEMA, raft('a')]);
    else spawnSync('ovsdb-tool', ['join-cluster', file, 'OVN_Northbound', raft(member), raft('a')]);
    const options = [
      `--remote=punix:${socket(member)}`,
      `--unixctl=${join(rundir, `${member}.ctl`)}`,
      '--no-chdir',
      file,
    ];
    const environment = { ...process.env, OVS_RUNDIR: rundir, OVS_LOGDIR: rundir };
    servers.set(member, spawn('ovsdb-server', options, { stdio: 'ignore', env: environment }));
    await until(() => existsSync(socket(member)));
  }
  const lines: string[] = [];
  const log: Log = { ...SILENT_LOG, info: (text) => void lines.push(text) };
  const sets: ChangeSet[] = [];
  const common = {
    database: northbound,
    tables: [{ table: Address_Set }],
    clock: systemClock,
    random: systemRandom,
    connect,
  };
  const remotes = ['c', 'b', 'a'].map((member) => `unix:${socket(member)}`);
  const replica = openReplica({
    ...common,
    remotes,
    remoteOrder: 'given',
    log,
    onChanges: (set) => void sets.push(set),
  });
  const anyone = openReplica({ ...common, remotes: [`unix:${socket('c')}`], leaderOnly: false, log: SILENT_LOG });
  const write = async (name: string) => {
    for (let tries = 0; tries < 100; tries++) {
      await replica.whenSynced();
      const transaction = replica.transaction();
      transaction.insert(Address_Set, { name });
      const { status } = await transaction.commit();
      if (status === 'success') return status;
      await pause(100);
    }
    return 'given up';
  };
  const check = (what: string, theirs: unknown, ours: unknown) => {
    if (JSON.stringify(theirs) === JSON.stringify(ours)) report.ok(what);
    else report.differ(what, `expected ${JSON.stringify(theirs)}, got ${JSON.stringify(ours)}`);
  };
  try {
    check('a write at the leader', 'success', await write('first'));
    check('the leader is the member that made the cluster', remotes[2], replica.remote);
    check(
      'followers were left',
      true,
      lines.some((line) => line.includes('clustered database server is not cluster leader; trying another server')),
    );
    check('a follower serves who does not insist', true, await until(() => anyone.size(Address_Set) === 1));
    servers.get('a')?.kill('SIGKILL');
    await until(() => replica.state === 'connecting');
    check('a write at the next leader', 'success', await write('second'));
    check('it is another member', true, replica.remote !== remotes[2]);
    check('the follower has both', true, await until(() => anyone.size(Address_Set) === 2));
    check('nothing was loaded twice', ['+first', '+second'], sets.flatMap(namesOf));
  } finally {
    replica.close();
    anyone.close();
    for (const server of servers.values()) {
      if (server.exitCode !== null || server.signalCode !== null) continue;
      const ended = once(server, 'exit');
      server.kill('SIGKILL');
      await ended;
    }
  }
}

function namesOf(set: ChangeSet): string[] {
  return [...set.tables.values()].flat().map(({ before, after }) => {
    const row = after ?? before;
    return `${before === undefined ? '+' : '-'}${row !== undefined && 'name' in row ? String(row.name) : ''}`;
  });
}

function pause(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms));
}

async function until(condition: () => boolean, limitMs = 20_000): Promise<boolean> {
  const end = Date.now() + limitMs;
  while (!condition() && Date.now() < end) await pause(20);
  return condition();
}
