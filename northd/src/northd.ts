/**
 * The program: follows both databases, compiles what changes, and writes the difference to each. All time, chance and
 * connections are handed in; io/ and main.ts do that.
 *
 *     NB replica --> compiler (facts, flows) --> southbound/ --> SB transactions
 *     SB replica --> (chassis, port bindings) -^         northbound/ --> NB transactions (up, tags, sb_cfg, hv_cfg)
 */
import { type Clock, type Log, messageOf } from '#base';
import type { Changes, Engine, RowDelta } from '#incremental';
import type { ChangeSet, Replica, Transaction, TransactionOutcome } from '#ovsdb/client';
import { DATAPATH_KEY_MAX, DATAPATH_KEY_MAX_VXLAN, PORT_KEY_MAX, PORT_KEY_MAX_VXLAN } from '#pipeline';
import { Logical_Switch_Port } from '#schemas/northbound';
import { Logical_Flow } from '#schemas/southbound';
import { createCompiler, inputTables } from './compiler.js';
import { GlobalState, isVxlan, type RandomBytes } from './northbound/global-state.js';
import { portStates } from './northbound/port-state.js';
import { Southbound } from './southbound/southbound.js';
import type { KeyLimits } from './southbound/tunnel-keys.js';
import { isDone, TransactionSeries } from './southbound/writing.js';
import { warningRows } from './warning.js';

/** The lock that makes one of several northds the active one. */
export const LOCK = 'ovn_northd';

/** How long work goes on before other events of the process get their turn. */
const SLICE_MS = 30;
const CHECK_CLOCK_EVERY = 64;
/** Row changes above which a commit's outcome is taken over in turns of its own. */
const LONG_COMMIT = 500;
const RETRY_MS = 100;
/** Operations in each of the transactions that fill an empty southbound database. */
const FIRST_TRANSACTIONS = 300;
/**
 * Ports whose `up` one northbound transaction changes; the rest follows in the next. So few because the northbound server takes
 * nobody's change while it works on one: after a first compilation every port is due.
 */
const PORT_STATES = 32;

export interface NorthdOptions {
  readonly clock: Clock;
  readonly random: RandomBytes;
  readonly log: Log;
  /** Resolves when all other events that are due have been served. */
  readonly nextTurn: () => Promise<void>;
  /** Starts without writing, as `pause` leaves it. */
  readonly isPaused: boolean;
  /** Gets the row changes of each compilation before it runs, to keep them for a replay. */
  readonly record?: (changes: readonly RowDelta[]) => void;
}

export type NorthdStatus = 'active' | 'standby' | 'paused';

export class Northd {
  readonly compiler: Engine = createCompiler();
  readonly southbound: Southbound;
  readonly #options: NorthdOptions;
  readonly #nb: Replica;
  readonly #sb: Replica;
  readonly #global: GlobalState;
  #pending: RowDelta[] = [];
  #isPaused: boolean;
  #isScheduled = false;
  #isRunning = false;
  #isClosed = false;
  #isWritingNorthbound = false;
  #turns = 0;
  #logged = new Set<string>();

  /** The replicas must hand their changes to `seeNorthbound` and `seeSouthbound`. */
  constructor(nb: Replica, sb: Replica, options: NorthdOptions) {
    this.#nb = nb;
    this.#sb = sb;
    this.#options = options;
    this.#isPaused = options.isPaused;
    this.#global = new GlobalState(options.random);
    this.southbound = new Southbound(sb);
  }

  get status(): NorthdStatus {
    if (this.#isPaused) return 'paused';
    return this.#sb.hasLock ? 'active' : 'standby';
  }

  get isPaused(): boolean {
    return this.#isPaused;
  }

  pause(): void {
    this.#isPaused = true;
  }

  resume(): void {
    this.#isPaused = false;
    this.wake();
  }

  seeNorthbound(changes: ChangeSet): void {
    this.#take(changes);
    this.wake();
  }

  seeSouthbound(changes: ChangeSet): void {
    this.#take(changes);
    this.southbound.see(changes);
    this.wake();
  }

  /** Looks for work in the next turn: something has changed, the lock too. */
  wake(): void {
    if (this.#isScheduled || this.#isClosed) return;
    this.#isScheduled = true;
    void this.#options.nextTurn().then(() => {
      this.#isScheduled = false;
      return this.#run();
    });
  }

  /** How many times there was something to compile or write. */
  get turns(): number {
    return this.#turns;
  }

  close(): void {
    this.#isClosed = true;
  }

  #take(changes: ChangeSet): void {
    for (const [table, rows] of changes.tables) {
      if (!INPUTS.has(table)) continue;
      for (const { id, before, after } of rows) this.#pending.push({ table, id, before, after });
    }
  }

  /** One run at a time; what comes in meanwhile is served by the next. */
  async #run(): Promise<void> {
    if (this.#isRunning || this.#isClosed) return;
    if (this.#nb.state !== 'synced' || this.#sb.state !== 'synced') return;
    this.#isRunning = true;
    try {
      await this.#compile();
      if (!this.#isPaused && this.#sb.hasLock) {
        this.#writeNorthbound();
        await this.#writeSouthbound();
        this.#writeNorthbound();
      }
    } catch (error) {
      this.#options.log.error(`compilation failed: ${messageOf(error)}`);
    } finally {
      this.#isRunning = false;
    }
    if (this.#pending.length > 0) this.wake();
  }

  async #compile(): Promise<void> {
    if (this.#pending.length === 0) return;
    const pending = this.#pending;
    this.#pending = [];
    this.#turns++;
    this.#options.record?.(pending);
    const changes: Changes = await this.#inSlices(this.compiler.commitInSteps(pending));
    const isLong = pending.length > LONG_COMMIT;
    if (isLong) await this.#options.nextTurn();
    await this.#inSlices(this.southbound.want(changes));
    if (isLong) await this.#options.nextTurn();
    this.#logWarnings(changes);
  }

  async #writeSouthbound(): Promise<void> {
    const begin = () => {
      const transaction = this.#sb.transaction('ovn-northd');
      transaction.assertLock(LOCK);
      return transaction;
    };
    const isFirst = this.#sb.size(Logical_Flow) === 0;
    const series = new TransactionSeries(begin, isFirst ? FIRST_TRANSACTIONS : Number.POSITIVE_INFINITY);
    await this.#inSlices(this.southbound.write(series, this.#limits()), () => series.cut());
    this.#global.writeSouthbound(this.#nb, this.#sb, series.transaction);
    const outcome = await series.finish();
    if (outcome === undefined || isDone(outcome)) this.southbound.settle('done');
    else this.southbound.settle('failed');
    if (outcome === undefined) return;
    if (isDone(outcome)) this.wake();
    else this.#retry('OVN_Southbound', outcome);
  }

  #writeNorthbound(): void {
    if (this.#isWritingNorthbound) return;
    const transaction = this.#nb.transaction('ovn-northd');
    for (const { id, columns } of this.compiler.outputs(portStates)) {
      transaction.update(Logical_Switch_Port, id, columns);
      if (transaction.size === PORT_STATES) break;
    }
    this.#global.writeNorthbound(this.#nb, this.#sb, transaction, this.#options.clock.now());
    if (transaction.size === 0) return;
    this.#isWritingNorthbound = true;
    void this.#commitNorthbound(transaction);
  }

  async #commitNorthbound(transaction: Transaction): Promise<void> {
    const outcome = await transaction.commit();
    this.#isWritingNorthbound = false;
    if (isDone(outcome)) this.wake();
    else this.#retry('OVN_Northbound', outcome);
  }

  #retry(database: string, outcome: TransactionOutcome): void {
    if (outcome.error !== undefined)
      this.#options.log.warn(`${database}: transaction failed: ${outcome.error.message}`);
    this.#options.clock.setTimeout(() => this.wake(), RETRY_MS);
  }

  #limits(): KeyLimits {
    return isVxlan(this.#sb)
      ? { datapaths: DATAPATH_KEY_MAX_VXLAN, ports: PORT_KEY_MAX_VXLAN }
      : { datapaths: DATAPATH_KEY_MAX, ports: PORT_KEY_MAX };
  }

  #logWarnings(changes: Changes): void {
    const { inserted, deleted } = changes.of(warningRows);
    for (const { row, text } of deleted) this.#logged.delete(`${row} ${text}`);
    for (const { row, text } of inserted) {
      if (this.#logged.has(`${row} ${text}`)) continue;
      this.#logged.add(`${row} ${text}`);
      this.#options.log.warn(text);
    }
  }

  /** Runs long work in pieces, with the process's other events between them. */
  async #inSlices<T>(work: Generator<undefined, T>, atPause = () => {}): Promise<T> {
    const { clock, nextTurn } = this.#options;
    let sliceEnd = clock.monotonic() + SLICE_MS;
    for (let step = 1; ; step++) {
      const { done, value } = work.next();
      if (done === true) return value;
      if (step % CHECK_CLOCK_EVERY !== 0) continue;
      atPause();
      if (clock.monotonic() < sliceEnd) continue;
      await nextTurn();
      sliceEnd = clock.monotonic() + SLICE_MS;
    }
  }
}

const INPUTS: ReadonlySet<object> = new Set(inputTables);
