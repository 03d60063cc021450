/**
 * A bridge: its flow, group and meter tables, ports and learned addresses. Before: the database creates it, controllers fill
 * it (openflow-handler.ts). After: the datapath translates packets with it.
 */
import { type Mac, macToNumber } from '#base';
import { type Action, type FlowMod, type FlowRemoved, flowFlags, type PacketIn, type SwitchServer } from '#openflow';
import type { Datapath } from '../datapath/datapath.js';
import type { TunnelOptions } from '../key/slot.js';
import { checkMatch } from '../table/flow-check.js';
import { type ChangeLog, FlowTables } from '../table/flow-tables.js';
import type { Rule } from '../table/rule.js';
import type { Mirror, PacketInDraft, TranslationBridge } from '../translate/translation-bridge.js';
import { Continuations } from './continuation.js';
import { GroupTable } from './group-table.js';
import { MacTable } from './mac-table.js';
import { MeterTable } from './meter-table.js';
import type { SwitchPort } from './switch-port.js';

export interface BridgeEnvironment {
  /** Milliseconds, monotonic. */
  readonly now: () => number;
  readonly randomBytes: (count: number) => Uint8Array;
  readonly datapath: Datapath;
  /** To be called after every change that translations may depend on. */
  readonly changed: () => void;
  readonly log: (text: string) => void;
}

export class Bridge implements TranslationBridge {
  readonly id: number;
  readonly name: string;
  readonly tables: FlowTables;
  readonly groups: GroupTable;
  readonly meters: MeterTable;
  readonly macs: MacTable;
  /** Set when OpenFlow is served. */
  server: SwitchServer | undefined;
  forwardsBpdu = false;
  mirrors: readonly Mirror[] = [];
  datapathId = 0n;
  options: TunnelOptions = new Map();
  /** Packet-ins that found no connection. */
  undelivered = 0;
  readonly environment: BridgeEnvironment;
  readonly #ports = new Map<number, SwitchPort>();
  readonly continuations: Continuations;
  #portVersion = 0;

  constructor(id: number, name: string, mac: Mac, environment: BridgeEnvironment) {
    this.id = id;
    this.name = name;
    this.environment = environment;
    this.datapathId = BigInt(macToNumber(mac));
    this.groups = new GroupTable(environment.now);
    this.meters = new MeterTable(environment.now);
    this.macs = new MacTable(environment.now, environment.changed);
    this.continuations = new Continuations(environment.randomBytes);
    this.tables = new FlowTables(environment.now, (rule, reason) => this.tellRemoved(rule, reason));
  }

  readonly portSet = {
    owner: this,
    get version(): number {
      return this.owner.#portVersion;
    },
    get: (number: number) => this.#ports.get(number),
    all: (): Iterable<SwitchPort> => this.#ports.values(),
  };

  /** The port list or a port's state changed. */
  portsChanged(): void {
    this.#portVersion++;
    this.environment.changed();
  }

  addPort(port: SwitchPort): void {
    this.#ports.set(port.number, port);
    this.portsChanged();
    this.server?.portStatus({ kind: 'port_status', reason: 'add', port: port.describe() });
  }

  removePort(port: SwitchPort): void {
    this.#ports.delete(port.number);
    this.macs.forget(port.number);
    this.portsChanged();
    this.server?.portStatus({ kind: 'port_status', reason: 'delete', port: port.describe() });
  }

  /** The link of a port went up or down. */
  linkChanged(port: SwitchPort): void {
    this.portsChanged();
    this.server?.portStatus({ kind: 'port_status', reason: 'modify', port: port.describe() });
  }

  countGroup(group: number, bucket: number, bytes: number): void {
    this.groups.count(group, bucket, bytes);
  }

  meterAllows(meter: number, bytes: number): boolean {
    return this.meters.allows(meter, bytes);
  }

  packetIn(draft: PacketInDraft): void {
    if (this.server === undefined || this.server.connections === 0) {
      this.undelivered++;
      return;
    }
    const { bytes, frozen } = draft;
    const message: PacketIn = {
      kind: 'packet_in',
      packet: frozen === undefined ? bytes.slice(0, draft.maxLength) : bytes.slice(),
      totalLength: bytes.length,
      table: draft.table,
      cookie: draft.cookie,
      reason: draft.reason,
      metadata: draft.metadata,
      ...(draft.userdata && { userdata: draft.userdata }),
      ...(frozen && { continuation: this.continuations.keep(frozen) }),
    };
    this.server.packetIn(message, draft.controllerId);
  }

  mayLearn(mod: FlowMod, limit: number): boolean {
    if (limit === 0) return true;
    let count = 0;
    for (const rule of this.tables.tables[mod.table]?.rules.rules() ?? []) {
      if (rule.cookie === mod.cookie) count++;
    }
    return count < limit || this.#learned(mod) !== undefined;
  }

  #learned(mod: FlowMod): Rule | undefined {
    return this.tables.same(mod, this.options);
  }

  /** A flow learned again with the same actions only starts its timeouts anew, so that translations stay good. */
  learn(mod: FlowMod): void {
    const known = this.#learned(mod);
    if (known !== undefined && known.cookie === mod.cookie && isSameActions(known.actions, mod.actions)) {
      known.modified = this.environment.now();
      return;
    }
    const log: ChangeLog = { undo: [], added: new Set(), removed: [] };
    const problem = checkMatch(mod.match, this.options);
    if (problem !== undefined || this.tables.apply(mod, this.options, log) !== 'done') {
      this.environment.log(`${this.name}: learned flow refused: ${problem?.detail ?? 'overlap'}`);
    }
    this.environment.changed();
  }

  tellRemoved(rule: Rule, reason: FlowRemoved['reason']): void {
    this.environment.changed();
    if ((rule.flags & flowFlags.sendFlowRemoved) === 0 || this.server === undefined) return;
    const age = this.environment.now() - rule.created;
    this.server.flowRemoved({
      kind: 'flow_removed',
      reason,
      table: rule.table,
      priority: rule.priority,
      cookie: rule.cookie,
      match: rule.match,
      idleTimeout: rule.idleTimeout,
      hardTimeout: rule.hardTimeout,
      durationSeconds: Math.floor(age / 1000),
      durationNanoseconds: Math.floor(age % 1000) * 1_000_000,
      packets: BigInt(rule.packets),
      bytes: BigInt(rule.bytes),
    });
  }

  /** Ports by number. */
  get sortedPorts(): readonly SwitchPort[] {
    return [...this.#ports.values()].sort((a, b) => a.number - b.number);
  }

  getPort(number: number): SwitchPort | undefined {
    return this.#ports.get(number);
  }

  /** Called every second: timeouts of flows and learned addresses. */
  tick(): void {
    if (this.tables.hasTimed) this.tables.expire();
    this.macs.expire();
    this.environment.changed();
  }
}

/** Equal lists of what `learn` makes: loads and outputs. */
function isSameActions(a: readonly Action[], b: readonly Action[]): boolean {
  return a.length === b.length && a.every((action, i) => isSameAction(action, b[i]));
}

function isSameAction(a: Action, b: Action | undefined): boolean {
  if (a.kind === 'output') return b?.kind === 'output' && a.port === b.port;
  if (a.kind !== 'load' || b?.kind !== 'load') return false;
  const [x, y] = [a.destination, b.destination];
  return a.value === b.value && x.field === y.field && x.offset === y.offset && x.bits === y.bits;
}
