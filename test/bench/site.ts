import { existsSync, readFileSync } from 'node:fs';
import { connect } from 'node:net';
import { join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { Daemon, type Make, makeRunDirectory, removeRunDirectory, run } from '#testing';

export const ROOT = resolve(fileURLToPath(import.meta.url), '../../../..');
const COMPAT = join(ROOT, 'bin', 'compat');

export const SCHEMA = {
  nb: { name: 'OVN_Northbound', schema: '/usr/share/ovn/ovn-nb.ovsschema' },
  sb: { name: 'OVN_Southbound', schema: '/usr/share/ovn/ovn-sb.ovsschema' },
  local: { name: 'Open_vSwitch', schema: '/usr/share/openvswitch/vswitch.ovsschema' },
} as const;

export const NB = 'OVN_Northbound';
export const SB = 'OVN_Southbound';

/** The program of a make under its C name. */
export function program(make: Make, name: string): string {
  return make === 'c' ? name : join(COMPAT, name);
}

/** A run directory with daemons in it; everything goes when it is closed. */
export class Site {
  readonly directory = makeRunDirectory();
  readonly env: NodeJS.ProcessEnv = { ...process.env };
  readonly #daemons: Daemon[] = [];

  constructor() {
    for (const variable of ['RUNDIR', 'DBDIR', 'LOGDIR', 'SYSCONFDIR']) {
      this.env[`OVS_${variable}`] = this.directory;
      this.env[`OVN_${variable}`] = this.directory;
    }
  }

  path(file: string): string {
    return join(this.directory, file);
  }

  /** Starts a program and waits until `socket` takes connections. */
  async start(make: Make, name: string, args: readonly string[], socket: string | undefined): Promise<Daemon> {
    const daemon = new Daemon({
      name,
      argv: [program(make, name), ...args],
      env: this.env,
      logFile: this.path(`${name}-${this.#daemons.length}.log`),
      ready: () => socket === undefined || connects(socket),
      readyTimeoutMs: 120_000,
    });
    this.#daemons.push(daemon);
    return daemon.start();
  }

  /** The arguments with which a server serves a database file: made beforehand for C, made by itself for ours. */
  async databaseArguments(make: Make, id: keyof typeof SCHEMA, file: string): Promise<readonly string[]> {
    const path = this.path(file);
    const { name, schema } = SCHEMA[id];
    if (make === 'heddle') return [`--create=${name}=${path}`];
    if (!existsSync(path)) await run(['ovsdb-tool', 'create', path, schema], { env: this.env });
    return [path];
  }

  /** A database server of one schema on `ID.sock`. */
  async database(make: Make, id: keyof typeof SCHEMA, socket = `${id}.sock`): Promise<string> {
    await this.start(
      make,
      'ovsdb-server',
      [
        '--no-chdir',
        ...(await this.databaseArguments(make, id, `${id}.db`)),
        `--remote=punix:${this.path(socket)}`,
        `--unixctl=${this.path(`${id}.ctl`)}`,
      ],
      this.path(socket),
    );
    return this.path(socket);
  }

  async close(): Promise<void> {
    for (const daemon of [...this.#daemons].reverse()) await daemon.stop();
    removeRunDirectory(this.directory);
  }
}

/** Resident memory of a process now, in MiB. */
export function residentMb(pid: number): number {
  const status = readFileSync(`/proc/${pid}/status`, 'utf8');
  return Number(/VmRSS:\s+(\d+)/.exec(status)?.[1] ?? 0) / 1024;
}

function connects(path: string): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect(path);
    socket.once('connect', () => {
      socket.destroy();
      resolve(true);
    });
    socket.once('error', () => resolve(false));
  });
}
