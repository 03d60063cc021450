/**
 * northd against ovn-northd: the same northbound rows, the same changes one by one, and after each the same southbound
 * database. Each program has its own pair of C ovsdb-servers. At the end northd is started again, on the database that it left
 * and on one that ovn-northd left, and must write nothing.
 * With HEDDLE_RECORD=1 the first networks are written as files, which `npm test` checks northd against without OVN.
 */
import { mkdirSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { SILENT_LOG, type Uuid, uuidFromBytes } from '#base';
import { openReplica, type Replica } from '#ovsdb/client';
import { connect, systemClock } from '#ovsdb/jsonrpc';
import { NB_Global, northbound } from '#schemas/northbound';
import { SB_Global, southbound } from '#schemas/southbound';
import { attempt, Daemon, run as execute, until } from '#testing';
import { controllerChange } from './northd/controller-generator.js';
import { NetworkGenerator } from './northd/network-generator.js';
import { Random } from './northd/random.js';
import { DIRECTORY, recordNetwork } from './northd/recorded-network.js';
import { hasDanglingReferences, Makers, northboundText, southboundText } from './northd/southbound-text.js';
import { differenceOf, type ParityReport } from './report.js';

const NETWORKS = 6;
const STEPS = 25;
/** So many are kept as files when HEDDLE_RECORD=1. */
const RECORDED = 3;

/** What northd would draw at random. */
const CHOSEN = new Map([
  ['mac_prefix', '0a:11:22'],
  ['svc_monitor_mac', '0a:11:22:33:44:55'],
]);

const OURS = [process.execPath, fileURLToPath(new URL('../../northd/src/main.js', import.meta.url))];

export async function run(report: ParityReport): Promise<void> {
  for (let seed = 1; seed <= NETWORKS; seed++) await compareNetwork(report, seed, STEPS);
}

/** One network, from its first rows through `steps` changes. */
export async function compareNetwork(report: ParityReport, seed: number, steps: number): Promise<void> {
  const random = new Random(seed);
  // A recording holds the northbound rows alone: no chassis may have a say.
  const isRecording = process.env['HEDDLE_RECORD'] === '1';
  const globalId = uuidFromBytes<'NB_Global'>(random.bytes(16));
  const theirs = await Site.start(report.rundir, `c${seed}`, ['ovn-northd'], globalId);
  const ours = await Site.start(report.rundir, `h${seed}`, OURS, globalId);
  const sites = [theirs, ours];
  try {
    const generator = new NetworkGenerator(random, theirs.nb);
    const makers = new Makers();
    for (let step = 0; step <= steps; step++) {
      const changes =
        step === 0 ? generator.begin() : Array.from({ length: 1 + random.below(3) }, () => generator.change());
      const byController = !isRecording && random.chance(40) ? controllerChange(random, theirs.sb) : undefined;
      for (const { sb } of byController === undefined ? [] : sites) {
        const transaction = sb.transaction();
        byController?.(sb, transaction);
        await transaction.commit();
      }
      for (const { nb } of sites) {
        const transaction = nb.transaction();
        for (const change of changes) change(transaction);
        transaction.update(NB_Global, globalId, { nb_cfg: step + 1 });
        const { status, error } = await transaction.commit();
        if (status !== 'success') throw new Error(`network ${seed} step ${step}: ${status} ${error?.message ?? ''}`);
      }
      for (const site of sites) await site.reached(step + 1);

      makers.note(ours.nb);
      const difference = await settledDifference(theirs, ours, makers);
      const what = `network ${seed} step ${step}`;
      if (difference === '') report.ok(what);
      else report.differ(what, difference);
      if (difference !== '') break;
    }
    if (isRecording && seed <= RECORDED) {
      mkdirSync(DIRECTORY, { recursive: true });
      const lines = southboundText(theirs.sb, makers).filter((line) => /^(Logical|Multicast)/.test(line));
      recordNetwork(`${DIRECTORY}/network-${seed}.json`, theirs.nb, lines);
    }
    const recomputed = await ours.ask('inc-engine/recompute');
    if (recomputed.trim() === '') report.ok(`network ${seed}: incremental is what a fresh computation gives`);
    else report.differ(`network ${seed}: incremental`, recomputed);
    for (const [name, site] of [
      ['its own', ours],
      ["ovn-northd's", theirs],
    ] as const) {
      if (hasDanglingReferences(site.sb)) {
        report.note(`network ${seed}: ${name} database has references to deleted datapaths, which northd mends`);
        continue;
      }
      const writes = await site.writesOf(OURS);
      if (writes.length === 0) report.ok(`network ${seed}: a start on ${name} database writes nothing`);
      else report.differ(`network ${seed}: start on ${name} database`, writes.join('\n'));
    }
  } finally {
    for (const site of sites) await site.close();
  }
}

/**
 * What differs when both have come to rest: ovn-northd takes a second turn for some changes (a port that was up by its type
 * answers ARP until its `up` is false), after the number that the step waits for.
 */
async function settledDifference(theirs: Site, ours: Site, makers: Makers): Promise<string> {
  const difference = () =>
    [
      differenceOf(southboundText(theirs.sb, makers), southboundText(ours.sb, makers)),
      differenceOf(northboundText(theirs.nb), northboundText(ours.nb)),
    ]
      .filter((part) => part !== '')
      .join('\n');
  try {
    await until('equal databases', () => difference() === '', { timeoutMs: 2000 });
    return '';
  } catch {
    return difference();
  }
}

/** Two C ovsdb-servers, a northd, and replicas to write and look by. */
class Site {
  readonly nb: Replica;
  readonly sb: Replica;
  readonly #daemons: Daemon[];
  readonly #rundir: string;
  #northd: Daemon;
  #changes: string[] = [];

  private constructor(rundir: string, daemons: Daemon[], argv: readonly string[]) {
    this.#rundir = rundir;
    this.#daemons = daemons;
    this.#northd = northdOf(rundir, argv);
    const common = {
      clock: systemClock,
      random: (count: number) => crypto.getRandomValues(new Uint8Array(count)),
      tables: 'all',
      log: SILENT_LOG,
      connect,
    } as const;
    this.nb = openReplica({ ...common, database: northbound, remotes: [`unix:${rundir}/nb.sock`] });
    this.sb = openReplica({
      ...common,
      database: southbound,
      remotes: [`unix:${rundir}/sb.sock`],
      onChanges: ({ tables }) => {
        for (const [table, rows] of tables) this.#changes.push(`${table.name}: ${rows.length}`);
      },
    });
  }

  static async start(
    parent: string,
    name: string,
    argv: readonly string[],
    globalId: Uuid<'NB_Global'>,
  ): Promise<Site> {
    const rundir = `${parent}/${name}`;
    await execute(['mkdir', rundir]);
    const daemons: Daemon[] = [];
    for (const database of ['nb', 'sb']) {
      const file = `${rundir}/${database}.db`;
      await execute(['ovsdb-tool', 'create', file, `/usr/share/ovn/ovn-${database}.ovsschema`]);
      const remote = `--remote=punix:${rundir}/${database}.sock`;
      const daemon = daemonOf(rundir, `ovsdb-${database}`, ['ovsdb-server', remote, file]);
      daemons.push(await daemon.start());
    }
    const site = new Site(rundir, daemons, argv);
    await Promise.all([site.nb.whenSynced(), site.sb.whenSynced()]);
    const transaction = site.nb.transaction();
    transaction.insert(NB_Global, { options: CHOSEN }, globalId);
    await transaction.commit();
    await site.#northd.start();
    return site;
  }

  /** Waits until the southbound database has what belongs to nb_cfg, and the northbound knows. */
  async reached(nbCfg: number): Promise<void> {
    const has = () => {
      const [global] = this.nb.rows(NB_Global);
      return [...this.sb.rows(SB_Global)][0]?.nb_cfg === nbCfg && global?.sb_cfg === nbCfg && global.hv_cfg === nbCfg;
    };
    await until(`nb_cfg ${nbCfg} in ${this.#rundir}`, has, { timeoutMs: 20_000 });
  }

  ask(command: string): Promise<string> {
    return execute(['ovs-appctl', '-t', `${this.#rundir}/northd.ctl`, command]);
  }

  /** Starts another northd in place of the one that runs, and gives what that changed in the southbound database. */
  async writesOf(argv: readonly string[]): Promise<readonly string[]> {
    await this.#northd.stop();
    this.#changes = [];
    this.#northd = await northdOf(this.#rundir, argv).start();
    await until('northd to be active', async () => (await this.ask('status')).includes('active'), {
      timeoutMs: 20_000,
    });
    const [row] = this.nb.rows(NB_Global);
    if (row === undefined) throw new Error('no NB_Global row');
    const transaction = this.nb.transaction();
    transaction.update(NB_Global, row._uuid, { nb_cfg: row.nb_cfg + 1 });
    await transaction.commit();
    await this.reached(row.nb_cfg + 1);
    return this.#changes.filter((line) => line !== 'SB_Global: 1');
  }

  async close(): Promise<void> {
    this.nb.close();
    this.sb.close();
    await this.#northd.stop();
    for (const daemon of this.#daemons) await daemon.stop();
  }
}

function northdOf(rundir: string, argv: readonly string[]): Daemon {
  return daemonOf(rundir, 'northd', [
    ...argv,
    `--ovnnb-db=unix:${rundir}/nb.sock`,
    `--ovnsb-db=unix:${rundir}/sb.sock`,
  ]);
}

function daemonOf(rundir: string, name: string, argv: readonly string[]): Daemon {
  const control = `${rundir}/${name}.ctl`;
  return new Daemon({
    name,
    argv: [...argv, `--unixctl=${control}`],
    env: { ...process.env, OVN_RUNDIR: rundir, OVS_RUNDIR: rundir, OVN_LOGDIR: rundir, OVS_LOGDIR: rundir },
    logFile: `${rundir}/${name}.log`,
    ready: async () => (await attempt(['ovs-appctl', '-t', control, 'version'])).status === 0,
  });
}
