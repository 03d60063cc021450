import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Host } from '../netns/host.js';
import { Underlay } from '../netns/underlay.js';
import { attempt } from '../process/command.js';
import { Daemon } from '../process/daemon.js';
import { until } from '../process/until.js';
import type { ComposeFile, ComposeService } from './compose-file.js';

/**
 * The services of a compose file in network namespaces: the same commands, environment, addresses and health checks,
 * each service in a namespace and a run directory of its own instead of a container.
 */
export class ComposeCluster {
  readonly hosts = new Map<string, Host>();
  readonly #file: ComposeFile;
  readonly #underlay: Underlay;

  private constructor(file: ComposeFile, underlay: Underlay) {
    this.#file = file;
    this.#underlay = underlay;
  }

  /**
   * @param bin the directory of Heddle's launchers; commands are looked up there first
   * @param prefix begins the names of the namespaces
   */
  static async start(file: ComposeFile, directory: string, prefix: string, bin: string): Promise<ComposeCluster> {
    const cluster = new ComposeCluster(file, await Underlay.create(prefix));
    try {
      for (const [name, service] of file.services) await cluster.#startService(name, service, directory, prefix, bin);
    } catch (error) {
      await cluster.remove();
      throw error;
    }
    return cluster;
  }

  host(name: string): Host {
    const host = this.hosts.get(name);
    if (host === undefined) throw new Error(`no service ${name} in the compose file`);
    return host;
  }

  async remove(): Promise<void> {
    for (const host of [...this.hosts.values()].reverse()) {
      await host.remove();
      for (const pid of pidfilesIn(host.directory)) await killDetached(pid);
    }
    await this.#underlay.remove();
  }

  async #startService(
    name: string,
    service: ComposeService,
    directory: string,
    prefix: string,
    bin: string,
  ): Promise<void> {
    for (const dependency of Object.keys(service.depends_on)) await this.#untilHealthy(dependency);
    const ip = service.networks.underlay.ipv4_address;
    const host = await Host.create(name, ip, prefix, directory, join(bin, 'compat'));
    this.hosts.set(name, host);
    await this.#underlay.plug(host.namespace);
    await host.namespace.ip('addr', 'add', `${ip}/${this.#file.prefixLength}`, 'dev', 'eth0');
    Object.assign(host.env, service.environment, { PATH: `${bin}:${process.env['PATH'] ?? ''}` });
    const daemon = new Daemon({
      name,
      argv: host.namespace.wrap(service.command),
      env: host.env,
      logFile: host.path(`${name}.log`),
      ready: () => true,
    });
    host.daemons.set(name, await daemon.start());
  }

  async #untilHealthy(name: string): Promise<void> {
    const host = this.host(name);
    const check = this.#file.services.find(([other]) => other === name)?.[1].healthcheck;
    if (check === undefined) return;
    const argv = host.namespace.wrap(check.test.slice(1));
    await until(
      `${name} to be healthy`,
      async () => {
        for (const daemon of host.daemons.values()) daemon.assertAlive();
        const result = await attempt(argv, { env: host.env, timeoutMs: check.timeout });
        if (result.status !== 0) throw new Error(result.stderr.trim());
        return true;
      },
      // A container's check waits `interval` between tries; here only the total counts.
      { timeoutMs: check.interval * check.retries, everyMs: 100 },
    );
  }
}

/** Daemons that a service's command started with --detach outlive the command; their pidfiles name them. */
function pidfilesIn(directory: string): readonly number[] {
  return readdirSync(directory)
    .filter((file) => file.endsWith('.pid'))
    .map((file) => Number(readFileSync(join(directory, file), 'utf8')));
}

async function killDetached(pid: number): Promise<void> {
  const signal = (name: NodeJS.Signals | 0) => {
    try {
      process.kill(pid, name);
      return true;
    } catch {
      return false;
    }
  };
  if (!signal('SIGTERM')) return;
  await until(`process ${pid} to end`, () => !signal(0), { timeoutMs: 10_000 }).catch(() => signal('SIGKILL'));
}
