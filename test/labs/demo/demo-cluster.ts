import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { TypedError } from '#base';
import {
  attempt,
  type CommandResult,
  logTail,
  makeRunDirectory,
  makeSubdirectory,
  removeRunDirectory,
  until,
} from '#testing';

/** In the order in which they are ended. */
const HOSTS = ['worker2', 'worker1', 'central'] as const;
export type DemoHost = (typeof HOSTS)[number];

const ROOT = resolve(fileURLToPath(import.meta.url), '../../../../..');
export const BIN = join(ROOT, 'bin');

/** A step of the demo did not do what it should; the message says which and why, and ends with the host's logs. */
export class DemoFailed extends TypedError<'demo-failed'> {
  constructor(what: string) {
    super('demo-failed', what, {});
  }
}

/** Three hosts as three run directories; their daemons are detached, as an operator would run them. */
export class DemoCluster {
  readonly directory = makeRunDirectory();

  constructor() {
    for (const host of HOSTS) makeSubdirectory(this.directory, host);
  }

  path(host: DemoHost, file = ''): string {
    return join(this.directory, host, file);
  }

  /** What has to be in the environment to type commands on `host`. */
  settings(host: DemoHost): Readonly<Record<string, string>> {
    const directory = this.path(host);
    return Object.fromEntries(
      ['RUNDIR', 'DBDIR', 'LOGDIR', 'SYSCONFDIR'].flatMap((name) => [
        [`OVN_${name}`, directory],
        [`OVS_${name}`, directory],
      ]),
    );
  }

  attempt(host: DemoHost, argv: readonly string[]): Promise<CommandResult> {
    const env = { ...process.env, ...this.settings(host), PATH: `${BIN}:${process.env['PATH'] ?? ''}` };
    return attempt(argv, { env, timeoutMs: 20_000 });
  }

  /** Runs a command on a host. Throws `DemoFailed` with the tails of that host's logs. */
  async run(host: DemoHost, argv: readonly string[]): Promise<string> {
    const result = await this.attempt(host, argv);
    if (result.status !== 0) {
      throw this.failure(host, `${argv.join(' ')}: exit status ${result.status}\n${result.stdout}${result.stderr}`);
    }
    return result.stdout;
  }

  /** A failure on a host, with what its daemons logged last; where daemons have died, on any host, those and their logs. */
  failure(host: DemoHost, what: string): DemoFailed {
    const dead = HOSTS.flatMap((each) =>
      this.#daemons(each).flatMap(({ name, pid }) => (signal(pid, 0) ? [] : [{ host: each, name }])),
    );
    const files = (at: DemoHost) => (existsSync(this.path(at)) ? readdirSync(this.path(at)) : []);
    const logs =
      dead.length > 0
        ? dead.map(({ host: at, name }) => [at, `${name}.log`] as const)
        : files(host).flatMap((file) => (file.endsWith('.log') ? [[host, file] as const] : []));
    return new DemoFailed(
      [
        `on ${host}: ${what.trimEnd()}`,
        ...dead.map(({ host: at, name }) => `${name} on ${at} is dead.`),
        ...logs.map(([at, file]) => `--- ${at}/${file} ends:\n${logTail(this.path(at, file), 8)}`),
      ].join('\n'),
    );
  }

  /** The pid in a daemon's pidfile. */
  pid(host: DemoHost, program: string): number {
    return Number(readFileSync(this.path(host, `${program}.pid`), 'utf8'));
  }

  /** Ends every daemon and waits for it; then the run directory goes. */
  async remove(): Promise<void> {
    const pids = HOSTS.flatMap((host) => this.#daemons(host).map(({ pid }) => pid));
    for (const pid of pids) signal(pid, 'SIGTERM');
    await until('all daemons to end', () => !pids.some((pid) => signal(pid, 0)), { timeoutMs: 5000 }).catch(() => {
      for (const pid of pids) signal(pid, 'SIGKILL');
    });
    removeRunDirectory(this.directory);
  }

  #daemons(host: DemoHost): readonly { readonly name: string; readonly pid: number }[] {
    if (!existsSync(this.path(host))) return [];
    return readdirSync(this.path(host))
      .filter((file) => file.endsWith('.pid'))
      .map((file) => ({ name: file.slice(0, -4), pid: Number(readFileSync(this.path(host, file), 'utf8')) }))
      .filter(({ pid }) => Number.isInteger(pid) && pid > 1);
  }
}

function signal(pid: number, name: NodeJS.Signals | 0): boolean {
  try {
    process.kill(pid, name);
    return true;
  } catch {
    return false;
  }
}
