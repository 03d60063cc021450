/**
 * A packet under trace: values of fields, registers included. Before: the microflow. After: matches and actions read and
 * change it. Fields are kept as the logical symbols name them: registers in xxreg0, xxreg1 and xreg4, flags in reg10,
 * ports in reg14 and reg15, DSCP in ip_dscp.
 */

import { type Field, type FieldValue, fieldList, fields, fullMask, type Subfield } from '#openflow';
import type { Vip } from './hairpin.js';

/** What a packet has not is 0. */
const ZEROS: readonly FieldValue[] = fieldList.map(({ bits }) => (bits <= 32 ? 0 : 0n));

export class Packet {
  /** By `field.index`. */
  private values: FieldValue[];
  /** The virtual address that it was sent to before a load balancer changed that. */
  vip: Vip | undefined;

  constructor(values: Iterable<readonly [Field, FieldValue]> = []) {
    this.values = ZEROS.slice();
    for (const [field, value] of values) this.values[field.index] = value;
  }

  clone(): Packet {
    const copy = new Packet();
    copy.values = this.values.slice();
    copy.vip = this.vip;
    return copy;
  }

  /** 0 for what the packet has not. */
  get(field: Field): FieldValue {
    return this.values[field.index]!;
  }

  /** A field of up to 32 bits. */
  number(field: Field): number {
    return Number(this.get(field));
  }

  set(field: Field, value: FieldValue): void {
    this.values[field.index] = value;
  }

  /** Some bits of a field, as a bigint. */
  read({ field, offset, bits }: Subfield): bigint {
    return (BigInt(this.get(field)) >> BigInt(offset)) & ((1n << BigInt(bits)) - 1n);
  }

  /** Writes some bits of a field; `mask` says which of them. */
  write({ field, offset, bits }: Subfield, value: bigint, mask: bigint = (1n << BigInt(bits)) - 1n): void {
    const shift = BigInt(offset);
    const written = (mask << shift) & BigInt(fullMask(field));
    const joined = (BigInt(this.get(field)) & ~written) | ((value << shift) & written);
    this.values[field.index] = field.bits <= 32 ? Number(joined) : joined;
  }

  clear(field: Field): void {
    this.values[field.index] = ZEROS[field.index]!;
  }

  /** Forgets what does not cross from one pipeline to the next. */
  clearRegisters(): void {
    for (const field of REGISTERS) this.clear(field);
  }

  clearConnection(): void {
    for (const field of CONNECTION) this.clear(field);
    this.vip = undefined;
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
