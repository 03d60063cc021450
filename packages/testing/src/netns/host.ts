import { existsSync, readFileSync } from 'node:fs';
import { connect } from 'node:net';
import { join } from 'node:path';
import { attempt, type CommandResult, run } from '../process/command.js';
import { Daemon, type DaemonSpec } from '../process/daemon.js';
import { makeSubdirectory } from '../process/run-directory.js';
import { Namespace } from './namespace.js';

/** Whose program: OVN's and Open vSwitch's own, or Heddle's under the same name. */
export type Make = 'c' | 'heddle';

/** A schema as the C programs' packages install it. */
export interface InstalledSchema {
  readonly name: string;
  readonly file: string;
}

/** A host of a cluster: a namespace on the underlay, a run directory, and the daemons that run there. */
export class Host {
  readonly name: string;
  readonly ip: string;
  readonly namespace: Namespace;
  /** Sockets, databases, pidfiles and logs. */
  readonly directory: string;
  readonly env: NodeJS.ProcessEnv;
  readonly daemons = new Map<string, Daemon>();
  readonly #compat: string;

  private constructor(name: string, ip: string, namespace: Namespace, directory: string, compat: string) {
    this.name = name;
    this.ip = ip;
    this.namespace = namespace;
    this.directory = directory;
    this.#compat = compat;
    this.env = { ...process.env };
    for (const variable of ['RUNDIR', 'DBDIR', 'LOGDIR', 'SYSCONFDIR']) {
      this.env[`OVS_${variable}`] = directory;
      this.env[`OVN_${variable}`] = directory;
    }
  }

  /** @param compat the directory of Heddle's launchers with the names of the C programs */
  static async create(name: string, ip: string, prefix: string, parent: string, compat: string): Promise<Host> {
    const namespace = await Namespace.create(`${prefix}${name}`);
    return new Host(name, ip, namespace, makeSubdirectory(parent, name), compat);
  }

  path(file: string): string {
    return join(this.directory, file);
  }

  /** The program `name` of OVN or Open vSwitch in the given make. */
  program(make: Make, name: string): string {
    return make === 'c' ? name : join(this.#compat, name);
  }

  /** Starts a daemon of this host; it is ready when its unixctl socket answers. */
  async start(make: Make, program: string, id: string, args: readonly string[]): Promise<Daemon> {
    const pidfile = this.path(`${id}.pid`);
    const spec: DaemonSpec = {
      name: `${this.name}/${id}`,
      argv: this.namespace.wrap([
        this.program(make, program),
        ...args,
        `--pidfile=${pidfile}`,
        '--no-chdir',
        '-vconsole:info',
      ]),
      env: this.env,
      logFile: this.path(`${id}.log`),
      ready: () => answers(this.path(`${program}.${readFileSync(pidfile, 'utf8').trim()}.ctl`)),
    };
    const daemon = await new Daemon(spec).start();
    this.daemons.set(id, daemon);
    return daemon;
  }

  /** Runs a program of this host to its end; throws when it fails. */
  run(make: Make, program: string, ...args: readonly string[]): Promise<string> {
    return run(this.namespace.wrap([this.program(make, program), ...args]), { env: this.env });
  }

  /** Runs a program of this host to its end, whatever its exit status. */
  attempt(make: Make, program: string, ...args: readonly string[]): Promise<CommandResult> {
    return attempt(this.namespace.wrap([this.program(make, program), ...args]), { env: this.env });
  }

  /**
   * The arguments with which a server serves the database `file`, made now or at its start. ovsdb-server wants a file that
   * ovsdb-tool made; Heddle's makes it itself.
   */
  async databaseArguments(make: Make, file: string, schema: InstalledSchema): Promise<readonly string[]> {
    const path = this.path(file);
    if (make === 'heddle') return [`--create=${schema.name}=${path}`];
    if (!existsSync(path)) await this.run(make, 'ovsdb-tool', 'create', path, schema.file);
    return [path];
  }

  async remove(): Promise<void> {
    for (const daemon of [...this.daemons.values()].reverse()) await daemon.stop();
    await this.namespace.remove();
  }
}

/** True when something answers on the unixctl socket. */
function answers(socketPath: string): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect(socketPath);
    const end = (result: boolean) => {
      socket.destroy();
      resolve(result);
    };
    socket.once('error', () => end(false));
    socket.once('data', () => end(true));
    socket.once('connect', () => socket.write('{"id":0,"method":"version","params":[]}'));
    socket.setTimeout(2000, () => end(false));
  });
}
