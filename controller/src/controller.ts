import { type Clock, type Log, messageOf, type Uuid } from '#base';
import type { Changes, Engine, RowDelta } from '#incremental';
import type { ChangeSet, Replica } from '#ovsdb/client';
import { Bridge } from '#schemas/open-vswitch';
import { SB_Global } from '#schemas/southbound';
import { createControllerEngine } from './engine.js';
import { cookieOf } from './install/flow.js';
import { flowText } from './install/flow-text.js';
import { Installer } from './install/installer.js';
import { Outputs } from './install/output.js';
import type { RefusedFlow } from './install/refused.js';
import { SwitchChanges } from './install/switch-changes.js';
import type { SwitchChannel } from './install/switch-channel.js';
import { Allocator } from './local/allocator.js';
import { integrationBridge } from './local/bridge.js';
import { Conditions } from './local/conditions.js';
import { datapathByKey } from './local/datapath.js';
import { ownChassis } from './local/own-chassis.js';
import { portByKey, portByName } from './local/port-index.js';
import { HOST, type Settings, settings } from './local/settings.js';
import { Installed, type InstalledRow, Progress, type ProgressRow, Self, type SelfRow } from './local/state.js';
import { southboundTables } from './local/tables.js';
import type { LearnedPlace } from './packet-in/learned-writes.js';
import { type ClaimedPort, ClaimedPorts } from './report/claimed-port.js';
import { flowOrigin } from './report/flow-origin.js';
import { applyLocalWrites } from './report/local-transaction.js';
import { type LocalWrite, LocalWrites } from './report/local-write.js';
import { Marks } from './report/mark.js';
import { applySouthboundWrite, type SouthboundWrite, SouthboundWrites } from './report/southbound-write.js';
import { Timeline } from './report/timeline.js';
import { Writer } from './report/writer.js';
import { Slices } from './slices.js';

// The loop that drives everything: changes of the databases go into the engine; what the engine says changed goes to the switch
// and to the databases. Before: io/. After: io/. Over 200 lines because it is the one place that knows all parts.

export interface ControllerOptions {
  readonly log: Log;
  readonly clock: Clock;
  readonly hostname: string;
  readonly chassisName: string | undefined;
  /** Lets the event loop turn. */
  readonly breathe: () => Promise<void>;
  /** Called with the settings whenever they may have changed: io/ connects where they say. */
  readonly onSettings: (settings: Settings) => void;
  /** Discards the connections that a zone's number was used for before. */
  readonly flushZone: (zone: number) => void;
  readonly validate?: boolean;
}

export class Controller {
  readonly engine: Engine;
  readonly installer: Installer;
  readonly allocator: Allocator;
  readonly timeline = new Timeline();
  readonly #options: ControllerOptions;
  readonly #self: SelfRow;
  readonly #localWriter: Writer<LocalWrite>;
  readonly #southboundWriter: Writer<SouthboundWrite>;
  readonly #slices: Slices;
  #local: Replica | undefined;
  #southbound: Replica | undefined;
  #previous: Replica | undefined; // the southbound database used before, until the new one's rows are here
  #queue: RowDelta[] = [];
  #isRunning = false;
  #isStopped = false;
  #isRestored = false; // zones have been read from the bridge
  #conditionsPending = 0;
  readonly #marks = new Marks();
  #ticket = 0;
  #progress: ProgressRow = { _uuid: 'self', isComplete: false, nbCfg: 0, nbCfgAt: 0 };
  #claimed = new Map<string, ClaimedPort>();
  #faults: ReadonlySet<string> = new Set(); // that have been logged

  constructor(options: ControllerOptions) {
    this.#options = options;
    const { log, clock } = options;
    this.engine = createControllerEngine(options.validate === undefined ? {} : { validate: options.validate });
    this.#slices = new Slices(clock, options.breathe);
    this.allocator = new Allocator(options.flushZone);
    this.installer = new Installer({
      log,
      breathe: options.breathe,
      onSettled: (ticket) => this.#settled(ticket),
      onRefused: (refused) => this.#refused(refused),
    });
    this.#self = {
      _uuid: 'self',
      hostname: options.hostname,
      chassisName: options.chassisName,
      startedAt: clock.now(),
    };
    this.#localWriter = new Writer({
      name: 'local database',
      log,
      clock,
      wanted: () => this.engine.outputs(LocalWrites),
      begin: () => (this.#local?.state === 'synced' ? this.#local.transaction('ovn-controller') : undefined),
      apply: (transaction, writes) => {
        if (this.#local !== undefined) applyLocalWrites(transaction, this.#local, writes);
      },
      onSettled: () => this.#wake(),
    });
    this.#southboundWriter = new Writer({
      name: 'southbound database',
      log,
      clock,
      wanted: () => this.engine.outputs(SouthboundWrites),
      begin: () => (this.#southbound?.state === 'synced' ? this.#southbound.transaction('ovn-controller') : undefined),
      apply: (transaction, writes) => {
        for (const write of writes) {
          this.#announce(write);
          applySouthboundWrite(transaction, write);
        }
      },
      onSettled: () => this.#wake(),
    });
    this.#queue.push({ table: Self, id: 'self', after: this.#self }, this.#progressDelta());
  }

  get isComplete(): boolean {
    return this.#progress.isComplete;
  }

  /** Names of the ports that this host has, in order. */
  get claimedNames(): readonly string[] {
    return [...this.#claimed.values()].map((port) => port.name).sort();
  }

  /** Southbound rows whose flows have this cookie. */
  rowsOfCookie(cookie: number): readonly string[] {
    const found: string[] = [];
    for (const table of southboundTables) {
      const rows: Iterable<{ readonly _uuid: string }> = this.#southbound?.rows(table) ?? [];
      for (const { _uuid } of rows) if (cookieOf(_uuid) === cookie) found.push(_uuid);
    }
    return found;
  }

  /** Port and datapath of the keys that a packet carried. */
  placeOf(datapathKey: number, portKey: number): LearnedPlace | undefined {
    const datapath = this.engine.read(datapathByKey, datapathKey);
    const port = datapath && this.engine.read(portByKey, `${datapath}/${portKey}`);
    const binding = port === undefined ? undefined : this.engine.read(portByName, port);
    if (datapath === undefined || port === undefined || binding === undefined) return undefined;
    return { datapath, port, binding };
  }

  /** This host's row of Chassis, once it is there. */
  get ownChassis(): Uuid<'Chassis'> | undefined {
    return this.engine.read(ownChassis, HOST);
  }

  /** Longest turn of the event loop that the compiler has taken, milliseconds. */
  get longestTurn(): number {
    return this.#slices.longest;
  }

  /** The host's database, whose changes come by `localChanged`. */
  useLocal(replica: Replica): void {
    this.#local = replica;
  }

  /** The southbound database, whose changes come by `southboundChanged`; undefined while there is none. */
  useSouthbound(replica: Replica | undefined): void {
    this.#previous ??= this.#southbound;
    this.#southbound = replica;
    this.#conditionsPending++;
    if (replica === undefined) return;
    for (const { table, where } of this.engine.outputs(Conditions)) replica.setCondition(table, where);
    this.#awaitConditions(replica);
  }

  useSwitch(channel: SwitchChannel | undefined): void {
    this.installer.connected(channel);
  }

  localChanged(changes: ChangeSet): void {
    this.#take(changes);
  }

  southboundChanged(changes: ChangeSet): void {
    if (changes.isInitial) {
      // Rows that only the database used before had.
      const before = this.#previous;
      this.#previous = undefined;
      for (const table of before === undefined ? [] : southboundTables) {
        const fresh = new Set<string>((changes.tables.get(table) ?? []).map((change) => change.id));
        const rows: Iterable<{ readonly _uuid: string }> = before?.rows(table) ?? [];
        for (const { _uuid } of rows) if (!fresh.has(_uuid)) this.#queue.push({ table, id: _uuid });
      }
    }
    this.#take(changes);
  }

  stop(): void {
    this.#isStopped = true;
  }

  #take(changes: ChangeSet): void {
    for (const [table, rows] of changes.tables) {
      for (const { id, after } of rows) this.#queue.push({ table, id, after });
    }
    this.#wake();
  }

  #wake(): void {
    if (this.#isRunning || this.#isStopped) return;
    this.#isRunning = true;
    void this.#run().then(
      () => {
        this.#isRunning = false;
        if (this.#queue.length > 0) this.#wake();
      },
      (error: unknown) => {
        this.#isRunning = false;
        // A bug, not a state of the network: the process must not go on as if nothing had happened.
        this.#options.log.error(`compiler: ${error instanceof Error ? error.stack : messageOf(error)}`);
        throw error;
      },
    );
  }

  async #run(): Promise<void> {
    await this.#options.breathe(); // what else came in this turn belongs to the same commit
    const started = this.#options.clock.monotonic();
    let rows = 0;
    const changed = new SwitchChanges();
    while (this.#queue.length > 0) {
      const deltas = this.#queue;
      this.#queue = [];
      rows += deltas.length;
      const changes = await this.#slices.run(this.engine.commitInSteps(deltas));
      this.#restoreZones();
      this.#queue = [...this.allocator.deal(changes, this.#progress.isComplete), ...this.#queue];
      await this.#slices.run(changed.collect(changes, this.engine));
      this.#followPorts(changes);
      this.#followConditions(changes);
      this.#logProblems(changes);
    }
    this.#options.onSettings(this.engine.read(settings, HOST));
    const { flows, groups, meters } = changed;
    if (!changed.isEmpty || this.#ticket === 0) this.#ticket = this.installer.change(flows, groups, meters);
    this.#localWriter.flush();
    this.#southboundWriter.flush();
    this.#mark();
    const took = (this.#options.clock.monotonic() - started).toFixed(1);
    this.#options.log.debug(`${rows} rows changed ${flows.length} flows and ${groups.length} groups in ${took} ms`);
  }

  /** Zones keep their numbers over a restart: the bridge has them. Read once, before any is dealt. */
  #restoreZones(): void {
    if (this.#isRestored) return;
    const bridge = this.engine.read(integrationBridge, HOST);
    if (bridge === undefined) return;
    this.#isRestored = true;
    const ids = this.engine.read.row(Bridge, bridge)?.external_ids;
    if (ids !== undefined) this.#queue.push(...this.allocator.restoreZones(ids));
  }

  #followPorts(changes: Changes): void {
    const { inserted, deleted, updated } = changes.of(ClaimedPorts);
    const now = this.#options.clock.now();
    for (const port of deleted) {
      this.#claimed.delete(port.id);
      this.timeline.forget(port.name);
      this.#queue.push({ table: Installed, id: port.id });
    }
    for (const port of [...inserted, ...updated.map(([, next]) => next)]) {
      this.#claimed.set(port.id, port);
      this.timeline.note(port.name, 'seen', now);
    }
    // A port that was plugged in anew waits for its flows again.
    for (const [, port] of updated) this.#queue.push({ table: Installed, id: port.id });
  }

  #followConditions(changes: Changes): void {
    const { inserted, updated } = changes.of(Conditions);
    const changed = [...inserted, ...updated.map(([, next]) => next)];
    const replica = this.#southbound;
    if (replica === undefined || changed.length === 0) return;
    for (const { table, where } of changed) replica.setCondition(table, where);
    this.#conditionsPending++;
    this.#awaitConditions(replica);
  }

  #awaitConditions(replica: Replica): void {
    const pending = this.#conditionsPending;
    void replica
      .whenSynced()
      .then(() => replica.conditionsInForce())
      .then(
        () => {
          if (this.#conditionsPending !== pending || this.#southbound !== replica) return;
          this.#conditionsPending = 0;
          this.#wake();
        },
        () => undefined, // closed: another replica takes its place
      );
  }

  #logProblems(changes: Changes): void {
    for (const output of changes.of(Outputs).inserted) {
      if (output.kind === 'problem') this.#options.log.warn(output.text);
    }
    const faults = new Set(
      this.engine.warnings.map(({ relation, key, error }) => `${relation}(${key}): ${messageOf(error)}`),
    );
    for (const fault of faults) if (!this.#faults.has(fault)) this.#options.log.error(fault);
    this.#faults = faults;
  }

  /** All that is known is compiled: what is to be reported when the switch has it? */
  #mark(): void {
    const isQuiet = this.#queue.length === 0 && this.#conditionsPending === 0;
    if (!isQuiet || this.#southbound?.state !== 'synced' || this.engine.read(ownChassis, HOST) === undefined) return;
    if (!this.#progress.isComplete) {
      this.#progress = { ...this.#progress, isComplete: true };
      this.#queue.push(this.#progressDelta(), ...this.allocator.freeUnwantedZones());
      this.installer.ready();
      return;
    }
    const ports = [...this.#claimed.values()].filter((port) => this.engine.read.row(Installed, port.id) === undefined);
    let nbCfg = this.#progress.nbCfg;
    for (const row of this.engine.rows(SB_Global)) ({ nb_cfg: nbCfg } = row);
    if (ports.length === 0 && nbCfg === this.#progress.nbCfg && this.#progress.nbCfgAt > 0) return;
    this.#marks.add({ ticket: this.#ticket, ports, nbCfg });
    if (this.installer.isSettled) this.#settled(this.#ticket);
  }

  /** The switch has answered a barrier behind all flows up to `ticket`. */
  #settled(ticket: number): void {
    const due = this.#marks.take(ticket);
    if (due.length === 0) return;
    const now = this.#options.clock.now();
    for (const mark of due) {
      for (const { id, name, ofport } of mark.ports) {
        // A port that has gone or moved meanwhile waits for a mark of its own.
        if (this.#claimed.get(id)?.ofport !== ofport) continue;
        this.timeline.note(name, 'flows', now);
        this.#queue.push({ table: Installed, id, after: installedAt(id, now) });
      }
      if (mark.nbCfg !== this.#progress.nbCfg || this.#progress.nbCfgAt === 0) {
        this.#progress = { ...this.#progress, nbCfg: mark.nbCfg, nbCfgAt: now };
        this.#queue.push(this.#progressDelta());
      }
    }
    this.#wake();
  }

  #progressDelta(): RowDelta {
    return { table: Progress, id: 'self', after: this.#progress };
  }

  #announce(write: SouthboundWrite): void {
    const now = this.#options.clock.now();
    if (write.kind === 'claim') {
      this.#options.log.info(`Claiming lport ${write.name} for this chassis.`);
      this.timeline.note(write.name, 'claimed', now);
    } else if (write.kind === 'release') {
      this.#options.log.info(`Releasing lport ${write.name} from this chassis.`);
    } else if (write.kind === 'up') {
      this.#options.log.info(`Setting lport ${write.name} up in Southbound`);
      this.timeline.note(write.name, 'up', now);
    }
  }

  #refused({ flow, error }: RefusedFlow): void {
    const origin = flowOrigin(this.#southbound, flow.cookie);
    this.#options.log.warn(`the switch refuses a flow of ${origin}: ${error}: ${flowText(flow)}`);
  }
}

const installedAt = (id: string, at: number): InstalledRow => ({ _uuid: id, at });
