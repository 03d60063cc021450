import { ByteReader, ByteWriter } from '#base';

export const DHCPV6_SOLICIT = 1;
export const DHCPV6_ADVERTISE = 2;
export const DHCPV6_REQUEST = 3;
export const DHCPV6_CONFIRM = 4;
export const DHCPV6_RENEW = 5;
export const DHCPV6_REBIND = 6;
export const DHCPV6_REPLY = 7;
export const DHCPV6_RELEASE = 8;
export const DHCPV6_DECLINE = 9;
export const DHCPV6_INFORMATION_REQUEST = 11;

/** A DHCPv6 option (RFC 8415 21). */
export interface Dhcpv6Option {
  readonly code: number;
  readonly data: Uint8Array;
}

/** A client-server message of DHCPv6 (RFC 8415 8); `transaction` has 24 bits. */
export interface Dhcpv6 {
  readonly type: number;
  readonly transaction: number;
  readonly options: readonly Dhcpv6Option[];
}

export function parseDhcpv6(bytes: Uint8Array): Dhcpv6 {
  const reader = new ByteReader(bytes);
  const first = reader.u32();
  return { type: first >>> 24, transaction: first & 0xffffff, options: parseDhcpv6Options(reader.rest()) };
}

/** Reads options that fill `bytes`: those of a message, or those inside an IA option. */
export function parseDhcpv6Options(bytes: Uint8Array): readonly Dhcpv6Option[] {
  const reader = new ByteReader(bytes);
  const options: Dhcpv6Option[] = [];
  while (reader.left > 0) {
    const code = reader.u16();
    options.push({ code, data: reader.take(reader.u16()) });
  }
  return options;
}

export function buildDhcpv6(message: Dhcpv6): Uint8Array {
  const writer = new ByteWriter(128).u32(((message.type << 24) | message.transaction) >>> 0);
  return writer.bytes(buildDhcpv6Options(message.options)).finish();
}

export function buildDhcpv6Options(options: readonly Dhcpv6Option[]): Uint8Array {
  const writer = new ByteWriter(64);
  for (const option of options) writer.u16(option.code).u16(option.data.length).bytes(option.data);
  return writer.finish();
}
