/**
 * What a switch is to its OpenFlow connections: the store behind `serveSwitch`. Implemented by the embedded switch, and by an in-memory
 * one in tests. All methods work on the switch's state at once and synchronously; iterables are read to the end within the turn.
 */
import type { ErrorName } from './errors.js';
import type { FlushConnections } from './message/connection-flush.js';
import type { FlowFilter, FlowMod, FlowRemoved, FlowStats } from './message/flow-mod.js';
import type { GroupDescription, GroupFeatures, GroupMod, GroupStats } from './message/group-mod.js';
import type { SwitchDescription, SwitchFeatures } from './message/message.js';
import type { MeterConfig, MeterFeatures, MeterMod, MeterStats } from './message/meter-mod.js';
import type { PacketIn, PacketOut, Resume } from './message/packet-in.js';
import type { PortDescription, PortMod, PortStats, PortStatus, QueueStats } from './message/port-message.js';
import type { TableStats } from './message/table-stats.js';
import type { TlvTable, TlvTableMod } from './message/tlv-table.js';

/** Why a change was refused. `index`: which of the changes, from 0. */
export interface Refusal {
  readonly index: number;
  readonly error: ErrorName;
  /** For the log. */
  readonly detail?: string;
}

/** What a bundle may hold. */
export type SwitchChange = FlowMod | GroupMod | PortMod | PacketOut;

export interface SwitchHandler {
  features(): SwitchFeatures;
  description(): SwitchDescription;
  /** Fragment handling: 0 normal, 1 drop, 2 reassemble, 3 nx-match. */
  fragments(): number;
  setFragments(flags: number): void;

  ports(): Iterable<PortDescription>;
  portStats(): Iterable<PortStats>;
  queueStats(): Iterable<QueueStats>;

  /** All flows that the filter selects: table, output port or group, cookie under its mask, and a match at least as narrow. */
  flows(filter: FlowFilter): Iterable<FlowStats>;
  /** All 254 tables in order. */
  tables(): Iterable<TableStats>;

  groups(): Iterable<GroupDescription>;
  groupStats(): Iterable<GroupStats>;
  groupFeatures(): GroupFeatures;

  meters(): Iterable<MeterConfig>;
  meterStats(): Iterable<MeterStats>;
  meterFeatures(): MeterFeatures;

  /** In order; all or none: after a refusal everything is as before. A single message outside of a bundle is a list of one. */
  apply(changes: readonly SwitchChange[]): Refusal | undefined;
  /**
   * As `apply`, for lists so long that carrying them out would keep the event loop for too long: spread over turns, during
   * which no packet meets a part of the changes.
   */
  applySlowly?(changes: readonly SwitchChange[]): Promise<Refusal | undefined>;
  modifyMeter(mod: MeterMod): ErrorName | undefined;

  packetOut(message: PacketOut): ErrorName | undefined;
  resume(message: Resume): ErrorName | undefined;

  tlvTable(): TlvTable;
  modifyTlvTable(mod: TlvTableMod): ErrorName | undefined;

  flushZone(zone: number): void;
  flushConnections(filter: FlushConnections): ErrorName | undefined;
}

/** What `serveSwitch` gives back: how the switch speaks first. */
export interface SwitchServer {
  /** To each connection that wants packet-ins of this controller id (see `ToController.controllerId`), in its format. */
  packetIn(message: PacketIn, controllerId?: number): void;
  /** To each connection that wants port changes. */
  portStatus(message: PortStatus): void;
  flowRemoved(message: FlowRemoved): void;
  readonly connections: number;
  close(): Promise<void>;
}
