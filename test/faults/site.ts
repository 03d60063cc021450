/** A run directory with real programs in it, for tests that wrong them: started by their launchers, watched by their logs. */
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { unixctlCall } from '#daemon';
import {
  attempt,
  type CommandResult,
  Daemon,
  logTail,
  makeRunDirectory,
  makeSubdirectory,
  removeRunDirectory,
} from '#testing';

const LAUNCHERS = fileURLToPath(new URL('../../../bin/', import.meta.url));

export class Site {
  readonly rundir = makeRunDirectory();
  readonly #logs = makeRunDirectory('hl-');
  readonly #daemons: Daemon[] = [];

  get env(): NodeJS.ProcessEnv {
    const names = ['OVN_RUNDIR', 'OVS_RUNDIR', 'OVN_LOGDIR', 'OVS_LOGDIR', 'OVN_DBDIR', 'OVS_DBDIR'];
    return { ...process.env, ...Object.fromEntries(names.map((name) => [name, this.rundir])) };
  }

  path(name: string): string {
    return join(this.rundir, name);
  }

  subdirectory(name: string): string {
    return makeSubdirectory(this.rundir, name);
  }

  /** What lies in the run directory, sorted. */
  files(): string[] {
    return readdirSync(this.rundir).sort();
  }

  run(program: string, ...args: readonly string[]): Promise<CommandResult> {
    return this.runIn([], program, ...args);
  }

  /** `wrapper`: a command that runs the rest of its command line. */
  runIn(wrapper: readonly string[], program: string, ...args: readonly string[]): Promise<CommandResult> {
    return attempt([...wrapper, `${LAUNCHERS}${program}`, ...args], { env: this.env });
  }

  /** Starts a daemon in the foreground; ready when its control socket `NAME.ctl` answers. */
  start(name: string, program: string, ...args: readonly string[]): Promise<Daemon> {
    return this.startIn([], name, program, ...args);
  }

  /** `wrapper`: a command that becomes the rest of its command line. */
  async startIn(
    wrapper: readonly string[],
    name: string,
    program: string,
    ...args: readonly string[]
  ): Promise<Daemon> {
    const control = this.path(`${name}.ctl`);
    const daemon = new Daemon({
      name,
      argv: [...wrapper, `${LAUNCHERS}${program}`, '--no-chdir', `--unixctl=${control}`, ...args],
      env: this.env,
      logFile: join(this.#logs, `${name}.log`),
      ready: async () => !(await unixctlCall(control, 'version', [])).isError,
    });
    this.#daemons.push(daemon);
    return daemon.start();
  }

  /** The log lines of a daemon from WARN on, without time and number: `MODULE|LEVEL|text`. */
  warnings(name: string): string[] {
    return logTail(join(this.#logs, `${name}.log`), 100_000)
      .split('\n')
      .map((line) => line.split('|').slice(2).join('|'))
      .filter((line) => !/^[^|]*\|(INFO|DBG)\|/.test(line) && line !== '');
  }

  /** Megabytes of memory that a daemon uses. */
  async memory(name: string): Promise<number> {
    const { text } = await unixctlCall(this.path(`${name}.ctl`), 'memory/show', []);
    return Number(/resident-set-kB:(\d+)/.exec(text)?.[1] ?? 'NaN') / 1024;
  }

  async close(): Promise<void> {
    for (const daemon of this.#daemons.splice(0).reverse()) await daemon.stop();
    removeRunDirectory(this.rundir);
    removeRunDirectory(this.#logs);
  }
}
