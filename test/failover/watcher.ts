/** A client that all the time wants other rows of the southbound database: it must have those that it wanted last. */
import { SILENT_LOG } from '#base';
import { type Clause, openReplica, type Replica } from '#ovsdb/client';
import { connect, splitRemotes, systemClock, systemRandom } from '#ovsdb/jsonrpc';
import { Port_Binding, southbound } from '#schemas/southbound';
import { until } from '#testing';
import type { FailoverReport } from './scenario.js';

/** Between two changes of what is wanted. */
const PAUSE_MS = 100;
/** Every so many ports of those that there are, and how many of those at most. */
const STEPS = 7;
const MOST = 20;

export class Watcher {
  readonly #at: string;
  readonly #replica: Replica;
  #wanted: readonly string[] = [];
  #timer: NodeJS.Timeout | undefined;

  /** `at`: what is followed, for the report. */
  constructor(at: string, remotes: string, member: 'leader' | 'any') {
    this.#at = at;
    this.#replica = openReplica({
      database: southbound,
      remotes: splitRemotes(remotes),
      leaderOnly: member === 'leader',
      tables: [{ table: Port_Binding, columns: ['logical_port', 'chassis'], where: false }],
      clock: systemClock,
      random: systemRandom,
      log: SILENT_LOG,
      connect,
    });
  }

  /** `ports`: those that have a row, or will soon. */
  start(ports: () => readonly string[]): void {
    let turn = 0;
    this.#timer = setInterval(() => {
      turn++;
      this.#wanted = ports()
        .filter((_, i) => i % STEPS === turn % STEPS)
        .slice(-MOST);
      this.#replica.setCondition(
        Port_Binding,
        this.#wanted.map((name): Clause => ['logical_port', '==', name]),
      );
    }, PAUSE_MS);
  }

  /** Wants nothing else from now on, and compares. */
  async check(report: FailoverReport): Promise<void> {
    clearInterval(this.#timer);
    const wanted = [...this.#wanted].sort();
    const held = () => [...this.#replica.rows(Port_Binding)].map(({ logical_port }) => logical_port).sort();
    const what = `a client of ${this.#at} has the rows that it wanted last`;
    try {
      await this.#replica.conditionsInForce();
      await until(what, () => held().join() === wanted.join(), { timeoutMs: 30_000 });
      report.ok(what);
    } catch (error) {
      report.differ(what, `${String(error)}\nwanted: ${wanted.join(' ')}\nhas: ${held().join(' ')}`);
    }
  }

  close(): void {
    clearInterval(this.#timer);
    this.#replica.close();
  }
}
