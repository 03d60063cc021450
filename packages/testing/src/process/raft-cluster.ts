import { createServer } from 'node:net';
import { join } from 'node:path';
import { run } from './command.js';
import { Daemon } from './daemon.js';
import { until } from './until.js';

/** A database that a cluster serves: its name, and the file of its schema. */
export interface ClusteredDatabase {
  readonly name: string;
  readonly schema: string;
}

interface Member {
  readonly name: string;
  readonly port: number;
  readonly daemon: Daemon;
}

/** A Raft cluster of C ovsdb-servers on loopback, each of which serves all its databases. */
export class RaftCluster {
  readonly #directory: string;
  readonly #databases: readonly ClusteredDatabase[];
  readonly #members: readonly Member[];

  private constructor(directory: string, databases: readonly ClusteredDatabase[], members: readonly Member[]) {
    this.#directory = directory;
    this.#databases = databases;
    this.#members = members;
  }

  /** Makes and starts it; every member has joined when this resolves. `directory`: for files, sockets and logs. */
  static async start(directory: string, databases: readonly ClusteredDatabase[], size = 3): Promise<RaftCluster> {
    const names = Array.from({ length: size }, (_, i) => String.fromCharCode(97 + i));
    const env = { ...process.env, OVS_RUNDIR: directory, OVS_LOGDIR: directory };
    const members: Member[] = [];
    const cluster = new RaftCluster(directory, databases, members);
    try {
      for (const name of names) {
        const files: string[] = [];
        for (const database of databases) {
          const file = join(directory, `${name}-${database.name}.db`);
          const raft = (of: string) => `unix:${join(directory, `${of}-${database.name}.raft`)}`;
          if (name === 'a') await run(['ovsdb-tool', 'create-cluster', file, database.schema, raft(name)], { env });
          else await run(['ovsdb-tool', 'join-cluster', file, database.name, raft(name), raft('a')], { env });
          files.push(file);
        }
        const port = await freePort();
        const control = join(directory, `${name}.ctl`);
        const remotes = [`--remote=punix:${join(directory, `${name}.sock`)}`, `--remote=ptcp:${port}:127.0.0.1`];
        const daemon = new Daemon({
          name: `member ${name}`,
          argv: ['ovsdb-server', '--no-chdir', ...remotes, `--unixctl=${control}`, ...files],
          env,
          logFile: join(directory, `${name}.log`),
          ready: async () => {
            for (const database of databases) {
              const status = await run(['ovs-appctl', '-t', control, 'cluster/status', database.name], { env });
              if (!status.includes('Status: cluster member')) return false;
            }
            return true;
          },
        });
        members.push({ name, port, daemon });
        await daemon.start();
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

  async stop(): Promise<void> {
    for (const { daemon } of this.#members) {
      daemon.signal('SIGCONT');
      await daemon.stop('SIGKILL');
    }
  }

  async #role(name: string, database: string): Promise<string | undefined> {
    const control = join(this.#directory, `${name}.ctl`);
    const status = await run(['ovs-appctl', '--timeout=2', '-t', control, 'cluster/status', database]);
    return /^Role: (\w+)/m.exec(status)?.[1];
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
