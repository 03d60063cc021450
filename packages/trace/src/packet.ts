/**
 * A packet under trace: values of fields, registers included. Before: the microflow. After: matches and actions read and
 * change it. Fields are kept as the logical symbols name them: registers in xxreg0, xxreg1 and xreg4, flags in reg10,
 * ports in reg14 and reg15, DSCP in ip_dscp.
 */

import { type Field, type FieldValue, fieldList, fields, fullMask, type Subfield } from '#openflow';
import type { Balanced } from './hairpin.js';
import type { PacketClass } from './packet-class.js';

/** Fields that make the class of a packet: what it is, in distinction to where it comes from and goes to. */
export const DECISIVE: readonly Field[] = [
  fields.eth_type,
  fields.vlan_tci,
  fields.nw_proto,
  fields.ip_frag,
  fields.arp_op,
  fields.icmp_type,
  fields.icmp_code,
  fields.icmpv6_type,
  fields.icmpv6_code,
  fields.tcp_src,
  fields.tcp_dst,
  fields.tcp_flags,
  fields.udp_src,
  fields.udp_dst,
  fields.sctp_src,
  fields.sctp_dst,
];

/** Fields of tunnels, and those that are parts or joints of registers: no logical flow sees them, and each copy would have them. */
const UNSEEN = /^(tun_|reg[0-9]$|xreg[^4]|xxreg[23])/;
const SEEN = fieldList.filter(({ name }) => !UNSEEN.test(name));

/** Where a field is among the values of a packet, by `field.index`; -1 for those that none has. */
const SLOTS: readonly number[] = fieldList.map((field) => SEEN.indexOf(field));

const IS_DECISIVE: readonly boolean[] = SEEN.map((field) => DECISIVE.includes(field));

/** What a packet has not is 0. */
const ZEROS: readonly FieldValue[] = SEEN.map(({ bits }) => (bits <= 32 ? 0 : 0n));

export class Packet {
  /** By `SLOTS`. */
  private readonly values: FieldValue[];
  /** What it was sent to before a load balancer changed that. */
  balanced: Balanced | undefined;
  /** What is known of all packets like this one, if anything is; gone with the first change of what makes the class. */
  likeness: PacketClass | undefined;

  constructor(values: Iterable<readonly [Field, FieldValue]> | Packet = []) {
    if (values instanceof Packet) {
      this.values = values.values.slice();
      this.balanced = values.balanced;
      this.likeness = values.likeness;
      return;
    }
    this.values = ZEROS.slice();
    for (const [field, value] of values) this.set(field, value);
  }

  clone(): Packet {
    return new Packet(this);
  }

  /** 0 for what the packet has not. */
  get(field: Field): FieldValue {
    return this.values[SLOTS[field.index]!]!;
  }

  /** A field of up to 32 bits. */
  number(field: Field): number {
    return Number(this.get(field));
  }

  set(field: Field, value: FieldValue): void {
    const slot = SLOTS[field.index]!;
    if (slot < 0) throw new Error(`${field.name} is no field of a logical packet`);
    if (IS_DECISIVE[slot] === true && this.values[slot] !== value) this.likeness = undefined;
    this.values[slot] = value;
  }

  /** Some bits of a field, as a bigint. */
  read({ field, offset, bits }: Subfield): bigint {
    return (BigInt(this.get(field)) >> BigInt(offset)) & ((1n << BigInt(bits)) - 1n);
  }

  /** Writes some bits of a field; `mask` says which of them. */
  write({ field, offset, bits }: Subfield, value: bigint, mask?: bigint): void {
    if (bits === field.bits && mask === undefined) {
      const whole = BigInt.asUintN(bits, value);
      this.set(field, bits <= 32 ? Number(whole) : whole);
      return;
    }
    const shift = BigInt(offset);
    const written = ((mask ?? (1n << BigInt(bits)) - 1n) << shift) & BigInt(fullMask(field));
    const joined = (BigInt(this.get(field)) & ~written) | ((value << shift) & written);
    this.set(field, field.bits <= 32 ? Number(joined) : joined);
  }

  clear(field: Field): void {
    this.set(field, field.bits <= 32 ? 0 : 0n);
  }

  /** Forgets what does not cross from one pipeline to the next. */
  clearRegisters(): void {
    for (const field of REGISTERS) this.clear(field);
  }

  clearConnection(): void {
    for (const field of CONNECTION) this.clear(field);
    this.balanced = undefined;
  }

  get isIpv4(): boolean {
    return this.number(fields.eth_type) === 0x800;
  }

  get isIpv6(): boolean {
    return this.number(fields.eth_type) === 0x86dd;
  }

  get isIp(): boolean {
    return this.isIpv4 || this.isIpv6;
  }

  get protocol(): number {
    return this.isIp ? this.number(fields.nw_proto) : 0;
  }
}

/** Registers that logical flows see as reg0 to reg9. */
const REGISTERS = [fields.xxreg0, fields.xxreg1, fields.xreg4];
const CONNECTION = [fields.ct_state, fields.ct_mark, fields.ct_label];
