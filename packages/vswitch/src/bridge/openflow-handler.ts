/**
 * A bridge as its OpenFlow connections see it. Before: messages that serveSwitch has decoded. After: the bridge's tables, the
 * datapath.
 */
import {
  type ErrorName,
  type FlowFilter,
  type FlowMod,
  type FlowStats,
  type FlushConnections,
  fields,
  type GroupDescription,
  type GroupFeatures,
  type GroupMod,
  type GroupStats,
  type Match,
  type MeterConfig,
  type MeterFeatures,
  type MeterMod,
  type MeterStats,
  type PacketOut,
  type PortDescription,
  type PortMod,
  type PortStats,
  portConfig,
  type QueueStats,
  type Refusal,
  type Resume,
  type SwitchChange,
  type SwitchDescription,
  type SwitchFeatures,
  type SwitchHandler,
  switchCapabilities,
  type TableStats,
  type TlvTable,
  type TlvTableMod,
} from '#openflow';
import { presenceOf } from '../key/key-match.js';
import { type FlowKey, word } from '../key/layout.js';
import { slotOf, tunnelMetadataIndex, writeSlot } from '../key/slot.js';
import {
  checkActions,
  checkBucketActions,
  checkMatch,
  checkOwnFields,
  checkReferences,
  type FlowProblem,
  factsOfFrame,
  type References,
} from '../table/flow-check.js';
import { type ChangeLog, isOldModify } from '../table/flow-tables.js';
import { compile } from '../translate/compile.js';
import type { Bridge } from './bridge.js';
import { FlowStatsView } from './flow-stats-view.js';
import { MAX_BANDS } from './meter-table.js';
import { changeTunnelOptions, tlvTableOf, wordsInUse } from './tunnel-options.js';

/** How the switch presents itself to controllers. */
const DESCRIPTION: SwitchDescription = {
  manufacturer: 'Heddle',
  hardware: 'Embedded switch',
  software: '3.1.0',
  serial: 'None',
  datapath: 'None',
};

/** Tables that controllers may use. */
const CONTROLLER_TABLES = 254;

/** A bit an action of OpenFlow 1.5 that buckets may have: as Open vSwitch says it. */
const GROUP_ACTIONS = 0x03ff8001;

/** How long carrying out a long list of changes may keep the event loop at a time. */
const SLICE_MS = 15;

/** Changes under way: what they did, and packets to send once all are done. */
interface Batch {
  readonly log: ChangeLog;
  readonly outs: PacketOut[];
}

function newBatch(): Batch {
  return { log: { undo: [], added: new Set(), removed: [] }, outs: [] };
}

export class OpenFlowHandler implements SwitchHandler {
  readonly #bridge: Bridge;
  #fragments = 0;

  constructor(bridge: Bridge) {
    this.#bridge = bridge;
  }

  features(): SwitchFeatures {
    const { flowStats, tableStats, portStats, groupStats, queueStats, bundles } = switchCapabilities;
    return {
      datapathId: this.#bridge.datapathId,
      buffers: 0,
      tables: CONTROLLER_TABLES,
      capabilities:
        flowStats | tableStats | portStats | groupStats | queueStats | bundles | switchCapabilities.arpMatchIp,
    };
  }

  description(): SwitchDescription {
    return DESCRIPTION;
  }

  fragments(): number {
    return this.#fragments;
  }

  setFragments(flags: number): void {
    this.#fragments = flags;
  }

  *ports(): Iterable<PortDescription> {
    for (const port of this.#bridge.sortedPorts) yield port.describe();
  }

  *portStats(): Iterable<PortStats> {
    const now = this.#bridge.environment.now();
    for (const port of this.#bridge.sortedPorts) yield port.stats(now);
  }

  queueStats(): Iterable<QueueStats> {
    return [];
  }

  *flows(filter: FlowFilter): Iterable<FlowStats> {
    const now = this.#bridge.environment.now();
    for (const rule of this.#bridge.tables.list(filter, this.#bridge.options)) yield new FlowStatsView(rule, now);
  }

  *tables(): Iterable<TableStats> {
    for (const table of this.#bridge.tables.tables.slice(0, CONTROLLER_TABLES)) {
      yield {
        table: table.number,
        name: table.number === 0 ? 'classifier' : `table${table.number}`,
        active: table.rules.size,
        maxEntries: 1_000_000,
        lookups: BigInt(table.lookups),
        matched: BigInt(table.matched),
      };
    }
  }

  *groups(): Iterable<GroupDescription> {
    yield* this.#bridge.groups.list();
  }

  groupStats(): Iterable<GroupStats> {
    return this.#bridge.groups.stats((group) => {
      let count = 0;
      for (const rule of this.#bridge.tables.list({ match: [], outGroup: group }, this.#bridge.options))
        if (rule !== undefined) count++;
      return count;
    });
  }

  groupFeatures(): GroupFeatures {
    const words = [0xffffff00, 0xffffff00, 0xffffff00, 0xffffff00];
    return { types: 0xf, capabilities: 0x7, maxGroups: words, actions: Array.from(words, () => GROUP_ACTIONS) };
  }

  *meters(): Iterable<MeterConfig> {
    yield* this.#bridge.meters.list();
  }

  meterStats(): Iterable<MeterStats> {
    return this.#bridge.meters.stats(() => 0);
  }

  meterFeatures(): MeterFeatures {
    return { maxMeters: 0xffff0000, bandTypes: 2, capabilities: 0xf, maxBands: MAX_BANDS, maxColors: 0 };
  }

  apply(changes: readonly SwitchChange[]): Refusal | undefined {
    const batch = newBatch();
    for (const [index, change] of changes.entries()) {
      const problem = this.#applyOne(change, batch);
      if (problem === undefined) continue;
      for (const undo of batch.log.undo.reverse()) undo();
      return this.#refuse(index, change, problem);
    }
    this.#conclude(batch);
    return undefined;
  }

  /** Packets wait while the changes are under way, so none meets a part of them. */
  async applySlowly(changes: readonly SwitchChange[]): Promise<Refusal | undefined> {
    const { datapath, now } = this.#bridge.environment;
    const batch = newBatch();
    let since = now();
    const isDue = () => now() - since >= SLICE_MS;
    const pause = async () => {
      await new Promise((resolve) => setImmediate(resolve));
      since = now();
    };
    datapath.hold();
    try {
      for (const [index, change] of changes.entries()) {
        const problem = this.#applyOne(change, batch);
        if (problem === undefined) {
          if (isDue()) await pause();
          continue;
        }
        for (const undo of batch.log.undo.reverse()) {
          undo();
          if (isDue()) await pause();
        }
        return this.#refuse(index, change, problem);
      }
      this.#conclude(batch);
      return undefined;
    } finally {
      datapath.release();
    }
  }

  #refuse(index: number, change: SwitchChange, { error, detail }: FlowProblem): Refusal {
    this.#bridge.environment.changed();
    this.#bridge.environment.log(`${this.#bridge.name}: ${change.kind} refused: ${error}: ${detail}`);
    return { index, error, detail };
  }

  #conclude({ log, outs }: Batch): void {
    this.#bridge.environment.changed();
    for (const { rule, reason } of log.removed) this.#bridge.tellRemoved(rule, reason);
    for (const out of outs) this.#send(out);
  }

  #applyOne(change: SwitchChange, { log, outs }: Batch): FlowProblem | undefined {
    switch (change.kind) {
      case 'flow_mod':
        return this.#applyFlow(change, log);
      case 'group_mod':
        return this.#applyGroup(change, log);
      case 'port_mod':
        return this.#applyPort(change, log);
      case 'packet_out': {
        const problem = this.#checkPacketOut(change);
        if (problem === undefined) outs.push(change);
        return problem;
      }
    }
  }

  #applyFlow(mod: FlowMod, log: ChangeLog): FlowProblem | undefined {
    const mayBeAll = isDelete(mod) || isOldModify(mod);
    if (mod.table >= CONTROLLER_TABLES && !(mod.table === 255 && mayBeAll)) {
      return { error: 'OFPFMFC_BAD_TABLE_ID', detail: `table ${mod.table}` };
    }
    const problem =
      checkMatch(mod.match, this.#bridge.options) ??
      checkActions(mod.actions, mod.match, this.#bridge.options, {
        table: mod.table,
        ...(mod.form !== undefined && { form: mod.form }),
      }) ??
      (mod.buffer === undefined || isDelete(mod) ? undefined : unknownBuffer(mod.buffer)) ??
      (isDelete(mod) ? undefined : checkOwnFields(mod.match)) ??
      (this.#mayTakeActions(mod) ? checkReferences(mod.actions, this.#references) : undefined);
    if (problem !== undefined) return problem;
    const outcome = this.#bridge.tables.apply(mod, this.#bridge.options, log);
    return outcome === 'overlap' ? { error: 'OFPFMFC_OVERLAP', detail: 'overlapping flow' } : undefined;
  }

  /** Groups and meters that nothing will use need not be there. */
  #mayTakeActions(mod: FlowMod): boolean {
    return mod.command === 'add' || (!isDelete(mod) && this.#bridge.tables.concerns(mod, this.#bridge.options));
  }

  get #references(): References {
    return {
      hasGroup: (group) => this.#bridge.groups.get(group) !== undefined,
      hasMeter: (meter) => this.#bridge.meters.has(meter),
    };
  }

  #applyGroup(mod: GroupMod, log: ChangeLog): FlowProblem | undefined {
    for (const bucket of mod.buckets) {
      const problem = checkBucketActions(bucket.actions, this.#bridge.options);
      if (problem !== undefined) return problem;
    }
    const error = this.#bridge.groups.apply(mod, log);
    if (error !== undefined) return { error, detail: `group ${mod.group}` };
    if (mod.command === 'delete')
      this.#bridge.tables.removeGroupUsers(mod.group === 0xfffffffc ? 'all' : mod.group, log);
    return undefined;
  }

  #applyPort(mod: PortMod, log: ChangeLog): FlowProblem | undefined {
    const port = this.#bridge.getPort(mod.port);
    if (port === undefined) return { error: 'OFPPMFC_BAD_PORT', detail: `port ${mod.port}` };
    if (port.mac !== mod.mac) return { error: 'OFPPMFC_BAD_HW_ADDR', detail: mod.mac };
    const before = port.config;
    const settable =
      portConfig.portDown | portConfig.noReceive | portConfig.noForward | portConfig.noPacketIn | portConfig.noFlood;
    const mask = mod.mask & settable;
    port.config = (before & ~mask) | (mod.config & mask);
    this.#bridge.linkChanged(port);
    log.undo.push(() => {
      port.config = before;
      this.#bridge.linkChanged(port);
    });
    return undefined;
  }

  modifyMeter(mod: MeterMod): ErrorName | undefined {
    const error = this.#bridge.meters.apply(mod);
    if (error === undefined && mod.command === 'delete') {
      this.#bridge.tables.removeMeterUsers(mod.meter === 0xffffffff ? 'all' : mod.meter);
      this.#bridge.environment.changed();
    }
    return error;
  }

  packetOut(message: PacketOut): ErrorName | undefined {
    const problem = this.#checkPacketOut(message);
    if (problem !== undefined) {
      this.#bridge.environment.log(`${this.#bridge.name}: packet_out refused: ${problem.error}: ${problem.detail}`);
      return problem.error;
    }
    this.#send(message);
    return undefined;
  }

  /** The actions may rely on what the packet is. */
  #checkPacketOut(message: PacketOut): FlowProblem | undefined {
    if (message.buffer !== undefined) return unknownBuffer(message.buffer);
    return (
      checkActions(message.actions, factsOfFrame(message.packet), this.#bridge.options) ??
      checkReferences(message.actions, this.#references)
    );
  }

  #send(message: PacketOut): void {
    const program = compile(message.actions, this.#bridge.options);
    this.#bridge.environment.datapath.packetOut(this.#bridge, message.packet.slice(), program, (key) =>
      this.#writeMetadata(key, message.metadata),
    );
  }

  #writeMetadata(key: FlowKey, metadata: Match): void {
    for (const { field, value } of metadata) {
      const slot = slotOf(field, this.#bridge.options);
      if (slot === undefined) continue;
      writeSlot(key, slot, slot.bits > 32 ? BigInt(value) : Number(value));
      if (field === fields.in_port_oxm) key[word.inPort] = Number(value) & 0xffff;
      const index = tunnelMetadataIndex(field);
      if (index === undefined) continue;
      const present = presenceOf(index);
      key[present.word] = (key[present.word]! | present.mask) >>> 0;
    }
  }

  resume(message: Resume): ErrorName | undefined {
    const frozen = this.#bridge.continuations.take(message.continuation);
    if (frozen === undefined) return 'NXR_STALE';
    this.#bridge.environment.datapath.resume(frozen, message.packet.slice(), (key) => {
      this.#writeMetadata(key, message.metadata);
    });
    return undefined;
  }

  tlvTable(): TlvTable {
    return tlvTableOf(this.#bridge.options);
  }

  modifyTlvTable(mod: TlvTableMod): ErrorName | undefined {
    const next = changeTunnelOptions(this.#bridge.options, mod);
    if (typeof next === 'string') return next;
    this.#bridge.options = next;
    const { cache } = this.#bridge.environment.datapath;
    cache.metadataWords = Math.max(cache.metadataWords, wordsInUse(next));
    cache.clear();
    this.#bridge.environment.changed();
    return undefined;
  }

  flushZone(zone: number): void {
    this.#bridge.environment.datapath.connections.flushZone(zone);
  }

  flushConnections(filter: FlushConnections): ErrorName | undefined {
    this.#bridge.environment.datapath.connections.flush(filter);
    return undefined;
  }
}

/** No packets are buffered. */
function unknownBuffer(buffer: number): FlowProblem {
  return { error: 'OFPBRC_BUFFER_UNKNOWN', detail: `buffer ${buffer}` };
}

function isDelete(mod: FlowMod): boolean {
  return mod.command === 'delete' || mod.command === 'delete_strict';
}
