/**
 * What the encoders of all kinds of actions share: the OpenFlow actions made so far, and the network they are made for.
 * Before: parsed actions. After: kinds/*; the controller installs the result.
 */
import { ByteWriter } from '#base';
import type { FieldValue } from '#openflow';
import {
  type Action,
  type Bucket,
  type Field,
  fields,
  type GroupSelection,
  type Match,
  type Subfield,
} from '#openflow';
import { openflowTables } from '#pipeline';
import type { SymbolBits } from '../expr/symbol.js';
import { baseField } from '../expr/symbols.js';
import { and, ones, shiftLeft, toWidth } from '../expr/value.js';
import type { LogicalAction, PipelineName } from './action.js';

/** A select group that an action needs; equal text means equal group. */
export interface LogicalGroup {
  readonly type: 'select';
  readonly selection: GroupSelection;
  readonly buckets: readonly Bucket[];
  /** Canonical text of all of it: the identity by which ids are kept. */
  readonly text: string;
}

/** A meter that an action needs: a row of Meter by name, or limits of its own in kbps. */
export type LogicalMeter =
  | { readonly kind: 'named'; readonly name: string }
  | { readonly kind: 'rate'; readonly rate: bigint; readonly burst: bigint };

/** The network a flow's actions are encoded for. */
export interface EncodeContext {
  readonly pipeline: PipelineName;
  readonly datapath: 'switch' | 'router';
  /** Tunnel key of the datapath. */
  readonly datapathKey: number;
  /** First 32 bits of the flow's uuid. */
  readonly cookie: number;
  /** Tunnel key of a port or multicast group of the datapath. */
  portKey(name: string): number | undefined;
  /** OpenFlow id of a group; undefined when there is no room. */
  groupId(group: LogicalGroup): number | undefined;
  /** OpenFlow id of a meter; undefined when there is no such meter or no room. */
  meterId(meter: LogicalMeter): number | undefined;
  /** Meter of the flow's packets to the controller (Logical_Flow.controller_meter). */
  readonly controllerMeter?: string;
  /** OpenFlow port of the tunnel to the chassis of a logical port; undefined for a local or unknown one. */
  tunnelPort(logicalPort: string): number | undefined;
  /** Whether the switch has this Flow_Sample_Collector_Set. */
  hasCollectorSet(id: number): boolean;
  /** #openflow's OpenFlow 1.5 form of a list of actions. */
  actionBytes(actions: readonly Action[]): Uint8Array;
}

/** First words of a packet-in's userdata: what the controller is asked to do. */
export const controllerOpcodes = {
  arp: 0x00,
  put_arp: 0x01,
  put_dhcp_opts: 0x02,
  nd_na: 0x03,
  put_nd: 0x04,
  put_dhcpv6_opts: 0x05,
  dns_lookup: 0x06,
  log: 0x07,
  put_nd_ra_opts: 0x08,
  nd_ns: 0x09,
  icmp: 0x0a,
  tcp_reset: 0x0b,
  nd_na_router: 0x0c,
  put_icmp4_frag_mtu: 0x0d,
  icmp4_error: 0x0e,
  event: 0x0f,
  igmp: 0x10,
  bind_vport: 0x11,
  handle_svc_check: 0x12,
  dhcp6_server: 0x13,
  icmp6_error: 0x14,
  put_icmp6_frag_mtu: 0x15,
  reject: 0x16,
  bfd_msg: 0x17,
  sctp_abort: 0x18,
  put_fdb: 0x19,
} as const;

export type ControllerOpcode = keyof typeof controllerOpcodes;

/** Encodes a list of actions into `encoder`; given by encode.ts, so that the kinds need not know each other. */
export type ListEncoder = (actions: readonly LogicalAction[], encoder: Encoder) => void;

export class Encoder {
  readonly context: EncodeContext;
  readonly actions: Action[] = [];
  private readonly encodeList: ListEncoder;

  constructor(context: EncodeContext, encodeList: ListEncoder) {
    this.context = context;
    this.encodeList = encodeList;
  }

  add(...actions: readonly Action[]): void {
    this.actions.push(...actions);
  }

  /** An encoder of the same flow with no actions yet. */
  fork(): Encoder {
    return new Encoder(this.context, this.encodeList);
  }

  /** Nested actions as a list of their own. */
  nested(actions: readonly LogicalAction[]): readonly Action[] {
    const inner = this.fork();
    this.encodeList(actions, inner);
    return inner.actions;
  }

  resubmit(table: number): void {
    this.actions.push({ kind: 'resubmit', table });
  }

  /** OpenFlow table of a logical one, in this flow's pipeline unless another is named. */
  stageTable(table: number, pipeline: PipelineName = this.context.pipeline): number {
    return table + (pipeline === 'ingress' ? openflowTables.logicalIngress : openflowTables.logicalEgress);
  }

  /** OpenFlow table that `output` goes to. */
  get outputTable(): number {
    return this.context.pipeline === 'ingress' ? openflowTables.outputLargePacketDetect : openflowTables.saveInPort;
  }

  /** A packet-in that asks for `opcode`; `data` follows the opcode and its padding. */
  controller(opcode: ControllerOpcode, data: Uint8Array = NO_BYTES, pause = false, meter?: string): void {
    const writer = new ByteWriter();
    writer.u32(controllerOpcodes[opcode]);
    writer.u32(0);
    writer.bytes(data);
    this.controllerBytes(writer.finish(), pause, meter);
  }

  /** A packet-in whose userdata is given whole. */
  controllerBytes(userdata: Uint8Array, pause = false, meter?: string): void {
    const name = meter ?? this.context.controllerMeter;
    const id = name === undefined ? undefined : this.context.meterId({ kind: 'named', name });
    this.actions.push({
      kind: 'controller',
      reason: 'action',
      maxLength: 0xffff,
      controllerId: 0,
      userdata,
      pause,
      ...(id === undefined ? {} : { meter: id }),
    });
  }

  /** Writes a constant to some bits of a field. */
  set({ field, offset, bits }: Subfield, value: FieldValue, mask?: FieldValue): void {
    const all = ones(bits, offset, field.bits);
    const written = mask === undefined ? all : and(shiftLeft(toWidth(mask, field.bits), offset, field.bits), all);
    const placed = and(shiftLeft(toWidth(value, field.bits), offset, field.bits), written);
    const isWhole = written === ones(field.bits, 0, field.bits);
    // A field that does not fill its bytes is written with the mask of its bits, as ovn-controller does.
    if (isWhole && field.bits % 8 === 0) this.actions.push({ kind: 'set_field', field, value: placed });
    else this.actions.push({ kind: 'set_field', field, value: placed, mask: written });
  }

  /** Clears the bit of the flags register, looks up in `table`, and moves the bit to `destination`. */
  lookUpBit(table: number, flag: number, destination: SymbolBits): void {
    this.lookUp(table, flag);
    this.moveFlag(flag, destination);
  }

  /** Clears the bit of the flags register and looks up in `table`. */
  lookUp(table: number, flag: number): void {
    this.add({ kind: 'set_field', field: fields.reg10, value: 0, mask: (1 << flag) >>> 0 });
    this.resubmit(table);
  }

  moveFlag(flag: number, destination: SymbolBits): void {
    this.add({
      kind: 'move',
      source: { field: fields.reg10, offset: flag, bits: 1 },
      destination: toSubfield(destination),
    });
  }

  /** Carries out `body` with the arguments in their places, and puts back what was there. */
  withArguments(parameters: readonly (readonly [from: SymbolBits, to: Field])[], body: () => void): void {
    const moved = parameters
      .map(([from, to]) => ({ source: toSubfield(from), target: { field: to, offset: 0, bits: to.bits } }))
      .filter(({ source, target }) => !isSame(source, target));
    for (const { target } of moved) this.add({ kind: 'push', source: target });
    for (const { source } of moved.toReversed()) this.add({ kind: 'push', source });
    for (const { target } of moved) this.add({ kind: 'pop', destination: target });
    body();
    for (const { target } of moved.toReversed()) this.add({ kind: 'pop', destination: target });
  }
}

const NO_BYTES = new Uint8Array(0);

function isSame(a: Subfield, b: Subfield): boolean {
  return a.field === b.field && a.offset === b.offset && a.bits === b.bits;
}

/** The bits of the field that holds a symbol's bits; a port's key is the whole field. */
export function toSubfield({ symbol, offset, bits }: SymbolBits): Subfield {
  const base = baseField(symbol);
  if (base === undefined) throw new Error(`${symbol.name} is no field`);
  if (base.bits === 0) return { field: base.field, offset: 0, bits: base.field.bits };
  return { field: base.field, offset: offset + (symbol.kind === 'subfield' ? symbol.offset : 0), bits };
}

/** The zone register of a NAT or tracking action, as `ct` takes it. */
export function zone(register: Field): Subfield {
  return { field: register, offset: 0, bits: 16 };
}

/** No fields to hash. */
export const NO_FIELDS: Match = [];
