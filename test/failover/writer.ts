/** Adds ports to a northbound database, one transaction after the other, whatever happens to the servers. */
import { type Log, SILENT_LOG } from '#base';
import { openReplica, type Replica } from '#ovsdb/client';
import { connect, splitRemotes, systemClock, systemRandom } from '#ovsdb/jsonrpc';
import type { UuidOf } from '#schemas';
import { DHCP_Options, Logical_Switch, Logical_Switch_Port, northbound } from '#schemas/northbound';
import { until } from '#testing';

export class Writer {
  /** Names of ports whose transaction was acknowledged. */
  readonly acknowledged: string[] = [];
  /** How often an answer got lost. */
  unanswered = 0;
  /** How often that transaction turned out to have been carried out. */
  recognised = 0;
  readonly replica: Replica;
  /** How the replica got its contents, in order: `loaded` or `resumed`. */
  readonly loads: string[] = [];
  #isStopped = false;
  #done: Promise<void> = Promise.resolve();

  constructor(remotes: string) {
    const log: Log = {
      ...SILENT_LOG,
      info: (text) => {
        const [, how] = /: (loaded|resumed) /.exec(text) ?? [];
        if (how !== undefined) this.loads.push(how);
      },
    };
    this.replica = openReplica({
      database: northbound,
      remotes: splitRemotes(remotes),
      tables: [{ table: Logical_Switch }, { table: Logical_Switch_Port, columns: ['name', 'up'] }],
      clock: systemClock,
      random: systemRandom,
      log,
      connect,
    });
  }

  /**
   * Makes the switch, and the ports that hosts have interfaces for. And ballast: an ovsdb-server forgets the transactions that
   * hold more than the database does, so that nobody could resume in a small one.
   */
  async prepare(names: readonly string[]): Promise<void> {
    await this.replica.whenSynced();
    const transaction = this.replica.transaction();
    const ports = names.map((name, i) =>
      transaction.insert(Logical_Switch_Port, { name, addresses: [addressesOf(i)] }),
    );
    transaction.insert(Logical_Switch, { name: 'ls', ports });
    const ballast = new Map(Array.from({ length: BALLAST }, (_, i) => [`k${i}`, '']));
    transaction.insert(DHCP_Options, { cidr: '10.0.0.0/8', external_ids: ballast });
    const { status, error } = await transaction.commit();
    if (status !== 'success') throw new Error(`first transaction: ${status} ${error?.message ?? ''}`);
    this.acknowledged.push(...names);
  }

  start(): void {
    this.#done = this.#write();
    // Whoever stops the writer hears of it.
    this.#done.catch(() => undefined);
  }

  /** So many transactions more have been acknowledged when this resolves. */
  async more(count: number): Promise<void> {
    const goal = this.acknowledged.length + count;
    await until(`${count} more transactions`, () => this.acknowledged.length >= goal, { timeoutMs: 60_000 });
  }

  async stop(): Promise<void> {
    this.#isStopped = true;
    await this.#done;
  }

  async #write(): Promise<void> {
    for (let i = 100; !this.#isStopped; i++) {
      await this.#add(`p${i}`, i);
      this.acknowledged.push(`p${i}`);
      await new Promise((resolve) => setTimeout(resolve, PAUSE_MS));
    }
  }

  /** Adds one port. The uuid is the same in each attempt: an attempt whose answer got lost is recognised by it. */
  async #add(name: string, i: number): Promise<void> {
    let id: UuidOf<typeof Logical_Switch_Port> | undefined;
    for (;;) {
      await this.replica.whenSynced();
      const [ls] = this.replica.rows(Logical_Switch);
      if (ls === undefined) throw new Error('the switch is gone');
      const transaction = this.replica.transaction(`failover: ${name}`);
      id = transaction.insert(Logical_Switch_Port, { name, addresses: [addressesOf(i)] }, id);
      transaction.mutate(Logical_Switch, ls._uuid, 'ports', 'insert', [id]);
      const { status, error } = await transaction.commit();
      if (status === 'success') return;
      if (error?.error === 'duplicate uuid') {
        this.recognised++;
        return;
      }
      if (status !== 'try-again') throw new Error(`${name}: ${status} ${error?.message ?? ''}`);
      this.unanswered++;
    }
  }
}

/** Pairs in a map: more than 100 transactions change in a switch of 1000 ports. */
const BALLAST = 100_000;
/** Between two transactions. */
const PAUSE_MS = 15;

function addressesOf(i: number): string {
  const byte = (value: number) => (value & 255).toString(16).padStart(2, '0');
  return `0a:00:00:00:${byte(i >> 8)}:${byte(i)} 10.0.${(i >> 8) & 255}.${i & 255}`;
}
