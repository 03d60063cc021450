/**
 * A whole OVN on a clustered database, in processes without root: three C ovsdb-servers that serve the northbound and the
 * southbound database, two northds, a relay, and two hosts with simulated ports. Host 1's controller is ours and knows all
 * members; host 2's is OVN's and knows only the relay.
 */
import { join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import {
  attempt,
  type CommandResult,
  Daemon,
  freePort,
  type Make,
  makeSubdirectory,
  RaftCluster,
  run,
  until,
} from '#testing';

const BIN = join(resolve(fileURLToPath(import.meta.url), '../../../..'), 'bin');
const DATABASES = [
  { name: 'OVN_Northbound', schema: '/usr/share/ovn/ovn-nb.ovsschema' },
  { name: 'OVN_Southbound', schema: '/usr/share/ovn/ovn-sb.ovsschema' },
];

export const NB = 'OVN_Northbound';
export const SB = 'OVN_Southbound';
/** Ports that each host has an interface for. */
export const PORTS_A_HOST = 3;

export class FailoverNetwork {
  readonly cluster: RaftCluster;
  readonly northds: Daemon[] = [];
  readonly #directory: string;
  readonly #daemons: Daemon[] = [];
  #relayPort = 0;

  private constructor(cluster: RaftCluster, directory: string) {
    this.cluster = cluster;
    this.#directory = directory;
  }

  static async start(directory: string): Promise<FailoverNetwork> {
    const cluster = await RaftCluster.start(makeSubdirectory(directory, 'db'), DATABASES);
    const network = new FailoverNetwork(cluster, directory);
    try {
      await network.#start();
    } catch (error) {
      await network.stop();
      throw error;
    }
    return network;
  }

  /** The southbound database by the relay. */
  get relay(): string {
    return `tcp:127.0.0.1:${this.#relayPort}`;
  }

  /** The log of `northd1`, `northd2`, `relay`, `host1` (its controller) or `host2`. */
  log(name: string): string {
    return join(this.#directory, name, 'log');
  }

  /** Runs a command of nbctl or sbctl on the cluster. Throws when it fails. */
  ctl(make: Make, program: 'nbctl' | 'sbctl', ...args: readonly string[]): Promise<string> {
    return run([...toolOf(make, program), `--db=${this.cluster.remotes}`, ...args], { timeoutMs: 60_000 });
  }

  /** Which of the northds is active; undefined when none is. */
  async activeNorthd(): Promise<Daemon | undefined> {
    for (const daemon of this.northds) {
      if (!daemon.isRunning) continue;
      const { stdout } = await this.ask(daemon.spec.name, 'status');
      if (stdout.trim() === 'Status: active') return daemon;
    }
    return undefined;
  }

  /** A run-time command of a northd, or of a host's controller. */
  ask(name: string, ...command: readonly string[]): Promise<CommandResult> {
    return attempt([...this.#appctl(name), ...command], { env: this.#environment(name) });
  }

  trace(flow: string): Promise<string> {
    return run([join(BIN, 'trace'), `--db=${this.cluster.remotes}`, '--minimal', 'ls', flow]);
  }

  /** The OpenFlow flows that a host's controller has in br-int, without counters, sorted. */
  async flows(host: 'host1' | 'host2'): Promise<readonly string[]> {
    const management = `unix:${join(this.#directory, host, 'br-int.mgmt')}`;
    const text = await run([join(BIN, 'ofctl'), '--no-stats', 'dump-flows', management], { timeoutMs: 60_000 });
    return text
      .split('\n')
      .filter((line) => line.includes('actions='))
      .sort();
  }

  async stop(): Promise<void> {
    for (const daemon of [...this.#daemons].reverse()) await daemon.stop('SIGKILL');
    await this.cluster.stop();
  }

  async #start(): Promise<void> {
    const { remotes } = this.cluster;
    for (const name of ['northd1', 'northd2']) {
      const databases = [`--ovnnb-db=${remotes}`, `--ovnsb-db=${remotes}`];
      this.northds.push(await this.#daemon(name, name, [join(BIN, 'northd'), ...databases]));
    }
    this.#relayPort = await freePort();
    const listen = `--remote=ptcp:${this.#relayPort}:127.0.0.1`;
    await this.#daemon('relay', 'relay', [join(BIN, 'ovsdb'), listen, `relay:${SB}:${remotes}`]);
    await until(
      'SB_Global',
      async () => (await this.ctl('heddle', 'sbctl', '--bare', 'list', 'SB_Global')).trim() !== '',
    );
    await this.#host('host1', 'heddle', remotes);
    await this.#host('host2', 'c', this.relay);
  }

  async #host(name: 'host1' | 'host2', controller: Make, remote: string): Promise<void> {
    const ip = `127.${80 + (process.pid % 100)}.${(process.pid >> 8) % 250}.${name === 'host1' ? 1 : 2}`;
    await this.#daemon(name, `${name}-switch`, [join(BIN, 'vswitchd')]);
    const local = `unix:${join(this.#directory, name, 'db.sock')}`;
    const vsctl = (...args: readonly string[]) => run([join(BIN, 'vsctl'), `--db=${local}`, ...args]);
    const settings = {
      'system-id': name,
      hostname: name,
      'ovn-remote': remote,
      'ovn-encap-type': 'geneve',
      'ovn-encap-ip': ip,
      'ovn-set-local-ip': 'true',
    };
    await vsctl(
      'set',
      'Open_vSwitch',
      '.',
      ...Object.entries(settings).map(([key, value]) => `external_ids:${key}="${value}"`),
    );
    const argv = controller === 'c' ? ['ovn-controller', '--no-chdir'] : [join(BIN, 'controller')];
    await this.#daemon(name, name, [...argv, local, '-vconsole:info']);
    for (let i = 0; i < PORTS_A_HOST; i++) {
      const port = `${name}-${i}`;
      await vsctl(
        'add-port',
        'br-int',
        port,
        '--',
        'set',
        'Interface',
        port,
        'type=sim',
        `external_ids:iface-id=${port}`,
      );
    }
  }

  /** `directory`: that of its host; `id`: what its control socket and log are called after when the host has others. */
  async #daemon(directory: string, id: string, argv: readonly string[]): Promise<Daemon> {
    const path = makeSubdirectory(this.#directory, directory);
    const control = id === directory ? 'ctl' : `${id}.ctl`;
    const isOvnController = argv[0] === 'ovn-controller';
    const env = this.#environment(directory);
    const appctl = isOvnController ? this.#appctl(id) : ['ovs-appctl', '--timeout=2', '-t', join(path, control)];
    const daemon = new Daemon({
      name: id,
      argv: [...argv, isOvnController ? '--pidfile' : `--unixctl=${join(path, control)}`],
      env,
      logFile: join(path, id === directory ? 'log' : `${id}.log`),
      ready: async () => (await attempt([...appctl, 'version'], { env })).status === 0,
    });
    this.#daemons.push(daemon);
    return daemon.start();
  }

  /** ovn-controller cannot be told where to put its control socket; it is found by its pidfile. */
  #appctl(name: string): readonly string[] {
    if (name === 'host2') return ['ovn-appctl', '--timeout=20', '-t', 'ovn-controller'];
    return ['ovs-appctl', '--timeout=20', '-t', join(this.#directory, name, 'ctl')];
  }

  #environment(directory: string): NodeJS.ProcessEnv {
    const path = join(this.#directory, directory);
    const variables = ['RUNDIR', 'DBDIR', 'LOGDIR', 'SYSCONFDIR'].flatMap((name) => [`OVS_${name}`, `OVN_${name}`]);
    return { ...process.env, ...Object.fromEntries(variables.map((name) => [name, path])) };
  }
}

function toolOf(make: Make, program: 'nbctl' | 'sbctl'): readonly string[] {
  return make === 'c' ? [`ovn-${program}`] : [join(BIN, program)];
}
