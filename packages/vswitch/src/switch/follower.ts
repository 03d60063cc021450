/**
 * Keeps the switch as the database wants it and the database told of the switch. Before: changes of the replica. After:
 * `Switch.apply`, and transactions that assert the lock, without which nothing is done.
 */
import { type Clock, messageOf, type Timer } from '#base';
import type { Replica } from '#ovsdb/client';
import { Open_vSwitch } from '#schemas/open-vswitch';
import { LOCK, reportConfiguration, reportInterfaces, reportProgram } from './report.js';
import type { Switch } from './switch.js';
import { readWanted } from './wanted.js';

export interface FollowerEnvironment {
  readonly clock: Clock;
  readonly log: (text: string) => void;
  readonly version: string;
  /** Makes the root row when the database has none: where the database is the switch's own. */
  readonly ownsDatabase: boolean;
}

const STATISTICS_MS = 5000;
const TICK_MS = 1000;

export class Follower {
  readonly #replica: Replica;
  readonly #switch: Switch;
  readonly #environment: FollowerEnvironment;
  #isRunning = false;
  #isDue = false;
  #isClosed = false;
  #sinceStatistics = 0;
  #timer: Timer | undefined;
  #running: Promise<void> = Promise.resolve();

  constructor(replica: Replica, current: Switch, environment: FollowerEnvironment) {
    this.#replica = replica;
    this.#switch = current;
    this.#environment = environment;
  }

  start(): void {
    this.#schedule();
    this.changed();
  }

  /** The replica changed, or the lock was got: to be looked at once the present work is done. */
  changed(): void {
    this.#isDue = true;
    if (this.#isRunning || this.#isClosed) return;
    this.#isRunning = true;
    this.#running = this.#run();
  }

  async #run(): Promise<void> {
    while (this.#isDue && !this.#isClosed) {
      this.#isDue = false;
      try {
        await this.#follow();
      } catch (error) {
        this.#environment.log(`reconfiguration failed: ${messageOf(error)}`);
      }
    }
    this.#isRunning = false;
  }

  async #follow(): Promise<void> {
    if (this.#replica.state !== 'synced' || !this.#replica.hasLock) return;
    if (this.#replica.size(Open_vSwitch) === 0) {
      if (!this.#environment.ownsDatabase) return;
      const transaction = this.#replica.transaction();
      transaction.insert(Open_vSwitch, {});
      await transaction.commit();
    }
    const { bridges, nextCfg } = readWanted(this.#replica);
    await this.#switch.apply(bridges);
    const transaction = this.#replica.transaction();
    reportProgram(this.#replica, transaction, this.#environment.version);
    reportConfiguration(this.#replica, transaction, this.#switch, nextCfg);
    if (transaction.size === 0) return;
    transaction.assertLock(LOCK);
    const outcome = await transaction.commit();
    if (outcome.status === 'error') this.#environment.log(`database: ${outcome.error?.message ?? 'error'}`);
    if (outcome.status === 'try-again') this.#isDue = true;
  }

  #schedule(): void {
    this.#timer = this.#environment.clock.setTimeout(() => {
      if (this.#isClosed) return;
      this.#schedule();
      this.#switch.tick();
      const hasChanged = this.#switch.checkLinks();
      this.#sinceStatistics += TICK_MS;
      const isDue = this.#sinceStatistics >= STATISTICS_MS;
      if (isDue) this.#sinceStatistics = 0;
      if (isDue || hasChanged) this.#report(isDue ? 'counters' : 'states');
    }, TICK_MS);
  }

  #report(what: 'states' | 'counters'): void {
    if (this.#isRunning || this.#replica.state !== 'synced' || !this.#replica.hasLock) return;
    const transaction = this.#replica.transaction();
    reportInterfaces(this.#replica, transaction, this.#switch, what);
    if (transaction.size === 0) return;
    transaction.assertLock(LOCK);
    void transaction.commit();
  }

  /** Ends; what is under way is finished first. */
  async close(): Promise<void> {
    this.#isClosed = true;
    this.#timer?.cancel();
    await this.#running;
  }
}
