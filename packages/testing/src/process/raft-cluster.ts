import { createServer } from 'node:net';
import { join } from 'node:path';
import { attempt, run } from './command.js';
import { Daemon } from './daemon.js';
import { until } from './until.js';

/** A database that a cluster serves: its name, and the file of its schema. */
export interface ClusteredDatabase {
  readonly name: string;
  readonly schema: string;
}

interface Member {
  readonly name: string;
  /** How many had its name before. */
  readonly generation: number;
  readonly port: number;
  readonly daemon: Daemon;
}

/** A Raft cluster of C ovsdb-servers on loopback, each of which serves all its databases. */
export class RaftCluster {
  readonly #directory: string;
  readonly #databases: readonly ClusteredDatabase[];
  readonly #members: Member[];

  private constructor(directory: string, databases: readonly ClusteredDatabase[], members: Member[]) {
    this.#directory = directory;
    this.#databases = databases;
    this.#members = members;
  }

  /** Makes and starts it; every member has joined when this resolves. `directory`: for files, sockets and logs. */
  static async start(directory: string, databases: readonly ClusteredDatabase[], size = 3): Promise<RaftCluster> {
    const names = Array.from({ length: size }, (_, i) => String.fromCharCode(97 + i));
    const members: Member[] = [];
    const cluster = new RaftCluster(directory, databases, members);
    try {
      for (const name of names) {
        const member = cluster.#prepare(name, await freePort(), 0);
        await cluster.#makeFiles(member, members);
        members.push(member);
        await member.daemon.start();
      }
    } catch (error) {
      await cluster.stop();
      throw error;
    }
    return cluster;
  }

  get names(): readonly string[] {
    return this.#members.map(({ name }) => name);
  }

  /** All members by tcp, as `--db` takes them. */
  get remotes(): string {
    return this.#members.map(({ port }) => `tcp:127.0.0.1:${port}`).join(',');
  }

  /** One member's unix socket. */
  socket(name: string): string {
    return `unix:${join(this.#directory, `${name}.sock`)}`;
  }

  /** The member that listens there. */
  nameAt(remote: string): string | undefined {
    return this.#members.find(({ port }) => remote === `tcp:127.0.0.1:${port}`)?.name;
  }

  member(name: string): Daemon {
    const member = this.#members.find((each) => each.name === name);
    if (member === undefined) throw new Error(`no member ${name}`);
    return member.daemon;
  }

  /** Waits for a member that leads `database`, and gives its name. */
  async leader(database = this.#databases[0]?.name ?? ''): Promise<string> {
    return until(
      `a leader of ${database}`,
      async () => {
        for (const { name, daemon } of this.#members) {
          if (daemon.isRunning && (await this.#role(name, database)) === 'leader') return name;
        }
        return undefined;
      },
      { timeoutMs: 60_000 },
    );
  }

  /** All members replace their logs by what they come to. */
  async compact(): Promise<void> {
    for (const name of this.names) await this.#ask(name, 'ovsdb-server/compact');
  }

  /** A member leaves, and a new one, without anything, takes its name and port. */
  async replace(name: string): Promise<void> {
    const index = this.#members.findIndex((each) => each.name === name);
    const before = this.#members[index];
    if (before === undefined) throw new Error(`no member ${name}`);
    for (const database of this.#databases) {
      await this.#ask(name, 'cluster/leave', database.name);
      await until(`${name} to leave the cluster of ${database.name}`, async () => {
        const { stdout, stderr } = await attempt(this.#command(name, 'cluster/status', database.name));
        // A moment later the server does not have it any more.
        return /^Status: left cluster|^unknown cluster/m.test(`${stdout}${stderr}`);
      });
    }
    await before.daemon.stop();
    const member = this.#prepare(name, before.port, before.generation + 1);
    await this.#makeFiles(
      member,
      this.#members.filter((each) => each !== before),
    );
    this.#members[index] = member;
    await member.daemon.start();
  }

  async stop(): Promise<void> {
    for (const { daemon } of this.#members) {
      daemon.signal('SIGCONT');
      await daemon.stop('SIGKILL');
    }
  }

  #prepare(name: string, port: number, generation: number): Member {
    const remotes = [`--remote=punix:${join(this.#directory, `${name}.sock`)}`, `--remote=ptcp:${port}:127.0.0.1`];
    const files = this.#databases.map((database) => this.#path(`${name}${generation}`, database, 'db'));
    const daemon = new Daemon({
      name: `member ${name}`,
      argv: ['ovsdb-server', '--no-chdir', ...remotes, `--unixctl=${join(this.#directory, `${name}.ctl`)}`, ...files],
      env: this.#environment,
      logFile: join(this.#directory, `${name}.log`),
      ready: async () => {
        for (const database of this.#databases) {
          const status = await this.#ask(name, 'cluster/status', database.name);
          if (!status.includes('Status: cluster member')) return false;
        }
        return true;
      },
    });
    return { name, port, generation, daemon };
  }

  /** Of a new cluster where there are no `others`. */
  async #makeFiles({ name, generation }: Member, others: readonly Member[]): Promise<void> {
    for (const database of this.#databases) {
      const raft = (of: string) => `unix:${this.#path(of, database, 'raft')}`;
      const [file, address] = [this.#path(`${name}${generation}`, database, 'db'), raft(`${name}${generation}`)];
      const known = others.map((other) => raft(`${other.name}${other.generation}`));
      const argv =
        known.length === 0
          ? ['create-cluster', file, database.schema, address]
          : ['join-cluster', file, database.name, address, ...known];
      await run(['ovsdb-tool', ...argv], { env: this.#environment });
    }
  }

  #path(member: string, { name }: ClusteredDatabase, kind: 'db' | 'raft'): string {
    return join(this.#directory, `${member}-${name}.${kind}`);
  }

  get #environment(): NodeJS.ProcessEnv {
    return { ...process.env, OVS_RUNDIR: this.#directory, OVS_LOGDIR: this.#directory };
  }

  async #role(name: string, database: string): Promise<string | undefined> {
    return /^Role: (\w+)/m.exec(await this.#ask(name, 'cluster/status', database))?.[1];
  }

  /** A run-time command of a member. */
  #ask(name: string, ...command: readonly string[]): Promise<string> {
    return run(this.#command(name, ...command));
  }

  #command(name: string, ...command: readonly string[]): readonly string[] {
    return ['ovs-appctl', '--timeout=5', '-t', join(this.#directory, `${name}.ctl`), ...command];
  }
}

/** A port of loopback that nobody listens at now. */
export function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.once('error', reject);
    server.listen(0, '127.0.0.1', () => {
      const address = server.address();
      server.close(() => {
        if (address === null || typeof address === 'string') reject(new Error('no port'));
        else resolve(address.port);
      });
    });
  });
}
