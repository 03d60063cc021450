/** ovsdb-server and ours as processes, with the same databases. */
import { readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { type JsonObject, stringifyJson } from '#ovsdb/notation';
import { Daemon, run as runCommand, until } from '#testing';
import type { Side } from './pair.js';
import { Peer } from './peer.js';

const MAIN = new URL('../../../packages/ovsdb/src/main.js', import.meta.url).pathname;

export class Servers {
  readonly theirs: Side;
  readonly ours: Side;
  readonly #reference: Daemon;
  readonly #daemon: Daemon;

  private constructor(rundir: string, theirFiles: readonly string[], ourOptions: readonly string[]) {
    this.theirs = { name: 'ovsdb-server', remote: `unix:${rundir}/c.sock` };
    this.ours = { name: 'ours', remote: `unix:${rundir}/o.sock` };
    const daemon = (name: string, { remote }: Side, argv: readonly string[]) =>
      new Daemon({
        name,
        argv: [...argv, `--remote=p${remote}`, `--unixctl=${rundir}/${name}.ctl`],
        env: environment(rundir),
        logFile: `${rundir}/${name}.log`,
        ready: () => serves(remote),
      });
    this.#reference = daemon('c', this.theirs, ['ovsdb-server', ...theirFiles]);
    this.#daemon = daemon('o', this.ours, [process.execPath, MAIN, ...ourOptions]);
  }

  get sides(): readonly [theirs: Side, ours: Side] {
    return [this.theirs, this.ours];
  }

  /** Starts both on fresh databases of all schemas. */
  static async start(rundir: string, schemas: readonly JsonObject[]): Promise<Servers> {
    const [theirFiles, ourOptions]: [string[], string[]] = [[], []];
    for (const [i, schema] of schemas.entries()) {
      const file = join(rundir, `${i}.ovsschema`);
      writeFileSync(file, stringifyJson(schema));
      await runCommand(['ovsdb-tool', 'create', `${rundir}/c${i}.db`, file], { env: environment(rundir) });
      theirFiles.push(`${rundir}/c${i}.db`);
      ourOptions.push(`--create=${file}=${rundir}/o${i}.db`);
    }
    const servers = new Servers(rundir, theirFiles, ourOptions);
    try {
      await servers.#reference.start();
      await servers.#daemon.start();
    } catch (error) {
      await servers.stop();
      throw error;
    }
    return servers;
  }

  /** Whether ovsdb-server has ended of what it was asked, once that is through; then it is there again. */
  async hasReferenceDied(): Promise<boolean> {
    if (await serves(this.theirs.remote)) return false;
    await until('the exit to be seen', () => !this.#reference.isRunning);
    await this.#reference.start();
    return true;
  }

  /**
   * Ends both with the signal and starts them again. True when ovsdb-server could not read all that it had written: then it
   * has forgotten what came after that in one of its databases.
   */
  async restart(signal: NodeJS.Signals): Promise<boolean> {
    const { logFile } = this.#reference.spec;
    const { size } = statSync(logFile);
    await Promise.all([this.#reference.restart(signal), this.#daemon.restart(signal)]);
    return /\|ovsdb_server\|ERR\|/.test(readFileSync(logFile).subarray(size).toString());
  }

  async stop(): Promise<void> {
    await this.#reference.stop();
    await this.#daemon.stop();
  }

  /** Throws `DaemonDied` when one has ended by itself. */
  assertAlive(): void {
    this.#reference.assertAlive();
    this.#daemon.assertAlive();
  }
}

function environment(rundir: string): NodeJS.ProcessEnv {
  return { ...process.env, OVS_RUNDIR: rundir, OVS_LOGDIR: rundir, OVS_DBDIR: rundir };
}

async function serves(remote: string): Promise<boolean> {
  try {
    (await Peer.open(remote)).close();
    return true;
  } catch {
    return false;
  }
}
