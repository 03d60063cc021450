import { type Log, messageOf } from '#base';
import { equalDeep } from '#incremental';
import type { FlowMod, GroupMod } from '#openflow';
import type { Flow } from './flow.js';
import { flowKey } from './flow.js';
import type { Group } from './group.js';
import { equalGroups, groupMod } from './group.js';
import { type Meter, MeterTable } from './meter.js';
import type { RefusedFlow } from './refused.js';
import type { SwitchChannel } from './switch-channel.js';

/** Flows and groups to have from now on, and to have no longer. */
export interface FlowChange {
  readonly key: string;
  readonly flow: Flow | undefined;
}

/** So many changes go into one bundle: more would keep switch and event loop busy in one piece. */
const BUNDLE_MAX = 1000;

/**
 * Brings the switch to what is wanted and keeps it there. Starts with what is installed: only what differs is changed. A flow that
 * the switch refuses is set aside and reported; the rest goes on. Before: the compiler's changes. After: the switch.
 */
export class Installer {
  readonly #log: Log;
  readonly #onSettled: (ticket: number) => void;
  readonly #onRefused: (refused: RefusedFlow) => void;
  /** Yields to the event loop between pieces of long work. */
  readonly #breathe: () => Promise<void>;
  readonly #wanted = new Map<string, Flow>();
  readonly #groups = new Map<number, Group>();
  readonly #installed = new Map<string, Flow>();
  readonly #installedGroups = new Map<number, Group>();
  readonly #refused = new Map<string, RefusedFlow>();
  readonly #meters = new MeterTable();
  readonly #dirty = new Set<string>();
  readonly #dirtyGroups = new Set<number>();
  #channel: SwitchChannel | undefined;
  #isReady = false; // the compiler has seen all of the network
  #isWorking = false;
  #ticket = 0; // of the last change
  #settled = 0; // ticket up to which the switch is known to have all

  constructor(options: {
    readonly log: Log;
    readonly onSettled: (ticket: number) => void;
    readonly onRefused: (refused: RefusedFlow) => void;
    readonly breathe: () => Promise<void>;
  }) {
    this.#log = options.log;
    this.#onSettled = options.onSettled;
    this.#onRefused = options.onRefused;
    this.#breathe = options.breathe;
  }

  get refused(): readonly RefusedFlow[] {
    return [...this.#refused.values()];
  }

  get installedCount(): number {
    return this.#installed.size;
  }

  get groups(): readonly Group[] {
    return [...this.#groups.values()].sort((a, b) => a.id - b.id);
  }

  get isSettled(): boolean {
    return this.#settled === this.#ticket;
  }

  wantedFlows(): Iterable<Flow> {
    return this.#wanted.values();
  }

  /**
   * Takes changes over. Gives a ticket: `onSettled` is called with it, or a later one, once the switch has carried out these
   * and all earlier changes and answered a barrier behind them.
   */
  change(
    flows: Iterable<FlowChange>,
    groups: Iterable<{ readonly id: number; readonly group: Group | undefined }>,
    meters: Iterable<{ readonly id: number; readonly meter: Meter | undefined }> = [],
  ): number {
    this.#meters.change(meters);
    for (const { key, flow } of flows) {
      if (flow === undefined) this.#wanted.delete(key);
      else this.#wanted.set(key, flow);
      this.#refused.delete(key);
      this.#dirty.add(key);
    }
    for (const { id, group } of groups) {
      if (group === undefined) this.#groups.delete(id);
      else this.#groups.set(id, group);
      this.#dirtyGroups.add(id);
    }
    this.#ticket++;
    this.#work();
    return this.#ticket;
  }

  /** The whole network has been seen: what is installed and not wanted may go now. */
  ready(): void {
    if (this.#isReady) return;
    this.#isReady = true;
    this.#work();
  }

  /** A new connection to the switch, or none. */
  connected(channel: SwitchChannel | undefined): void {
    this.#channel = channel;
    this.#isWorking = false;
    this.#installed.clear();
    this.#installedGroups.clear();
    this.#refused.clear();
    if (channel === undefined) return;
    this.#adopt(channel).catch((error: unknown) => {
      // The connection ended meanwhile: a new one starts anew.
      this.#log.info(`reading what is installed: ${messageOf(error)}`);
    });
  }

  /** Reads what the switch has: a restart of this program or of the switch must not flush a working datapath. */
  async #adopt(channel: SwitchChannel): Promise<void> {
    this.#isWorking = true;
    const [flows, groups, meters] = await Promise.all([
      channel.dumpFlows(),
      channel.dumpGroups(),
      channel.dumpMeters(),
    ]);
    if (this.#channel !== channel) return;
    this.#meters.adopt(meters);
    let count = 0;
    for (const stats of flows) {
      const { table, priority, match, actions } = stats;
      const key = flowKey(table, priority, match);
      this.#installed.set(key, { kind: 'flow', table, priority, match, actions, cookie: Number(stats.cookie), key });
      if (++count % BUNDLE_MAX === 0) await this.#breathe();
    }
    for (const { group, buckets, selection } of groups) {
      this.#installedGroups.set(group, { id: group, buckets, ...(selection === undefined ? {} : { selection }) });
    }
    if (this.#channel !== channel) return;
    for (const key of this.#installed.keys()) this.#dirty.add(key);
    for (const key of this.#wanted.keys()) this.#dirty.add(key);
    for (const id of [...this.#installedGroups.keys(), ...this.#groups.keys()]) this.#dirtyGroups.add(id);
    this.#isWorking = false;
    this.#settled = this.#ticket - 1;
    this.#work();
  }

  #work(): void {
    if (this.#isWorking || !this.#isReady || this.#channel === undefined) return;
    this.#isWorking = true;
    const channel = this.#channel;
    void this.#drain(channel).then((isConnected) => {
      if (this.#channel !== channel || !isConnected) return; // a new connection starts anew
      this.#isWorking = false;
      if (this.#settled < this.#ticket) this.#work(); // what came while the last answer was on its way
    });
  }

  /** Until nothing is left to do; false when the connection is lost. */
  async #drain(channel: SwitchChannel): Promise<boolean> {
    while (this.#channel === channel && this.#settled < this.#ticket) {
      const ticket = this.#ticket;
      do {
        // Each time: more may be wanted since the last piece went out.
        for (const mod of this.#meters.additions()) channel.meter(mod);
        const piece = this.#takePiece();
        if (piece.length > 0 && !(await this.#carryOut(channel, piece))) return false;
        if (this.#channel !== channel) return false;
        if (piece.length === 0) await this.#breathe();
      } while (this.#dirty.size > 0 || this.#dirtyGroups.size > 0);
      for (const mod of this.#meters.deletions()) channel.meter(mod);
      this.#settled = ticket;
      this.#onSettled(ticket);
    }
    return true;
  }

  /** The next changes in an order that is right at each step: groups before the flows that use them, and gone after them. */
  #takePiece(): readonly Change[] {
    const piece: Change[] = [];
    const goneGroups: number[] = [];
    for (const id of this.#dirtyGroups) {
      const group = this.#groups.get(id);
      const there = this.#installedGroups.get(id);
      if (group === undefined) {
        if (there !== undefined) goneGroups.push(id);
        else this.#dirtyGroups.delete(id);
        continue;
      }
      this.#dirtyGroups.delete(id);
      if (there !== undefined && equalGroups(there, group)) continue;
      piece.push({ kind: 'group', id, group, mod: groupMod(there === undefined ? 'add' : 'modify', group) });
    }
    let looked = 0;
    for (const key of this.#dirty) {
      if (piece.length >= BUNDLE_MAX || ++looked > BUNDLE_MAX * 4) return piece;
      this.#dirty.delete(key);
      const change = this.#flowChange(key);
      if (change !== undefined) piece.push(change);
    }
    for (const id of goneGroups) {
      this.#dirtyGroups.delete(id);
      const group = this.#installedGroups.get(id);
      if (group !== undefined) piece.push({ kind: 'group', id, group: undefined, mod: groupMod('delete', group) });
    }
    return piece;
  }

  #flowChange(key: string): Change | undefined {
    const flow = this.#wanted.get(key);
    const there = this.#installed.get(key);
    if (flow === undefined) {
      return there === undefined ? undefined : { kind: 'flow', key, flow, mod: flowMod('delete_strict', there) };
    }
    if (there !== undefined && there.cookie === flow.cookie && equalDeep(there.actions, flow.actions)) return undefined;
    return { kind: 'flow', key, flow, mod: flowMod('add', flow) };
  }

  /** One bundle; what the switch refuses is taken out and the rest tried again. False when the connection is lost. */
  async #carryOut(channel: SwitchChannel, changes: readonly Change[]): Promise<boolean> {
    let left = changes;
    while (left.length > 0) {
      const result = await channel.bundle(left.map((change) => change.mod));
      if (result.status === 'lost' || this.#channel !== channel) return false;
      if (result.status === 'committed') {
        for (const change of left) this.#note(change);
        return true;
      }
      const bad = new Set<Change>();
      for (const { index, error } of result.refusals) {
        const change = left[index];
        if (change === undefined) continue;
        bad.add(change);
        this.#refuse(change, error);
      }
      if (bad.size > 0) {
        left = left.filter((change) => !bad.has(change));
      } else if (left.length === 1) {
        const [only] = left;
        if (only !== undefined) this.#refuse(only, result.error);
        return true;
      } else {
        // The switch did not say which: halves that go through leave the bad one alone in the end.
        const middle = left.length >> 1;
        if (!(await this.#carryOut(channel, left.slice(0, middle)))) return false;
        left = left.slice(middle);
      }
    }
    return true;
  }

  #note(change: Change): void {
    if (change.kind === 'group') {
      if (change.group === undefined) this.#installedGroups.delete(change.id);
      else this.#installedGroups.set(change.id, change.group);
    } else if (change.flow === undefined) this.#installed.delete(change.key);
    else this.#installed.set(change.key, change.flow);
  }

  #refuse(change: Change, error: string): void {
    if (change.kind === 'group') {
      this.#log.warn(`the switch refuses group ${change.id}: ${error}`);
      return;
    }
    if (change.flow === undefined) return;
    const refused = { flow: change.flow, error };
    this.#refused.set(change.key, refused);
    this.#onRefused(refused);
  }
}

type Change =
  | { readonly kind: 'flow'; readonly key: string; readonly flow: Flow | undefined; readonly mod: FlowMod }
  | { readonly kind: 'group'; readonly id: number; readonly group: Group | undefined; readonly mod: GroupMod };

function flowMod(command: 'add' | 'delete_strict', flow: Flow): FlowMod {
  const { table, priority, match, actions, cookie } = flow;
  if (command === 'add') {
    return { kind: 'flow_mod', command, table, priority, cookie: BigInt(cookie), match, actions };
  }
  return { kind: 'flow_mod', command, table, priority, cookie: 0n, match, actions: [] };
}
