/** Opens the databases, wires them to `Northd`, and offers the run-time commands. */
import type { DaemonContext, Running } from '#daemon';
import { openReplica, probeInterval, type Replica } from '#ovsdb/client';
import { connect, parseActiveRemotes, systemClock, type TransportOptions, tlsFiles } from '#ovsdb/jsonrpc';
import { NB_Global, northbound } from '#schemas/northbound';
import { southbound } from '#schemas/southbound';
import { LOCK, Northd } from '../northd.js';
import { registerCommands } from './commands.js';
import { pooledRandom } from './random-pool.js';
import { recorder, replay } from './record.js';

export async function startNorthd(context: DaemonContext): Promise<Running> {
  const replayed = context.option('replay');
  const recorded = context.option('record');
  if (replayed !== undefined) {
    if (recorded !== undefined) throw new Error('--record and --replay do not go together');
    replay(replayed, (line) => process.stdout.write(`${line}\n`), systemClock.monotonic);
    context.exit(0);
    return { stop: () => undefined };
  }
  const { environment, log, rundir } = context;
  const tls = tlsFiles((name) => context.option(name));
  const transport: TransportOptions = { rundir, tls, messageLog: log.module('jsonrpc') };
  const random = pooledRandom(context.random);
  const common = {
    clock: systemClock,
    random,
    tables: 'all',
    connect: (remote: string) => connect(remote, transport),
  } as const;
  const remotesOf = (option: string, variable: string, socket: string) =>
    parseActiveRemotes(context.option(option) ?? environment[variable] ?? `unix:${rundir}/${socket}`);
  const [nbRemotes, sbRemotes] = [
    remotesOf('ovnnb-db', 'OVN_NB_DB', 'ovnnb_db.sock'),
    remotesOf('ovnsb-db', 'OVN_SB_DB', 'ovnsb_db.sock'),
  ];

  const record = recorded === undefined ? undefined : recorder(recorded);
  let northd: Northd | undefined;
  const nb: Replica = openReplica({
    ...common,
    database: northbound,
    remotes: nbRemotes,
    log: log.module('ovsdb_idl'),
    connectionLog: log.module('reconnect'),
    onChanges: (changes) => {
      northd?.seeNorthbound(changes);
      const [settings] = nb.rows(NB_Global);
      const probeMs = probeInterval(settings?.options.get('northd_probe_interval'));
      nb.setProbe(probeMs);
      sb.setProbe(probeMs);
    },
    onState: () => northd?.wake(),
  });
  const sb: Replica = openReplica({
    ...common,
    database: southbound,
    remotes: sbRemotes,
    log: log.module('ovsdb_idl'),
    connectionLog: log.module('reconnect'),
    lock: LOCK,
    onChanges: (changes) => northd?.seeSouthbound(changes),
    onState: () => northd?.wake(),
    onLock: (hasLock) => {
      log.info(hasLock ? 'ovn-northd lock acquired. This ovn-northd instance is now active.' : LOCK_LOST);
      northd?.wake();
    },
  });
  northd = new Northd(nb, sb, {
    clock: systemClock,
    random: context.random,
    log,
    nextTurn: () => new Promise((resolve) => setImmediate(resolve)),
    isPaused: context.has('dry-run'),
    ...(record === undefined ? {} : { record }),
  });
  registerCommands(context, northd, nb, sb);
  return {
    stop: () => {
      northd?.close();
      nb.close();
      sb.close();
    },
  };
}

const LOCK_LOST = 'ovn-northd lock lost. This ovn-northd instance is now on standby.';
