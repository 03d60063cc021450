import {
  ByteReader,
  ByteWriter,
  type Ipv4,
  ipv4FromNumber,
  ipv4ToNumber,
  type Mac,
  macFromBytes,
  macToBytes,
} from '#base';
import { MalformedPacketError } from './malformed.js';

export const DHCP_SERVER_PORT = 67;
export const DHCP_CLIENT_PORT = 68;
export const DHCP_DISCOVER = 1;
export const DHCP_OFFER = 2;
export const DHCP_REQUEST = 3;
export const DHCP_DECLINE = 4;
export const DHCP_ACK = 5;
export const DHCP_NAK = 6;
export const DHCP_RELEASE = 7;
export const DHCP_INFORM = 8;

/** A DHCP option (RFC 2132) other than pad (0) and end (255). */
export interface DhcpOption {
  readonly code: number;
  readonly data: Uint8Array;
}

/** A BOOTP/DHCP message (RFC 2131): the payload of a UDP datagram of ports 67 and 68. */
export interface Dhcp {
  /** 1 request, 2 reply. */
  readonly operation: number;
  readonly transaction: number;
  readonly seconds: number;
  /** 0x8000: answer by broadcast. */
  readonly flags: number;
  readonly clientIp: Ipv4;
  readonly yourIp: Ipv4;
  readonly serverIp: Ipv4;
  readonly relayIp: Ipv4;
  readonly clientMac: Mac;
  readonly serverName: string;
  readonly bootFile: string;
  readonly options: readonly DhcpOption[];
}

const COOKIE = 0x63825363;

export function parseDhcp(bytes: Uint8Array): Dhcp {
  const reader = new ByteReader(bytes);
  const operation = reader.u8();
  reader.skip(3);
  const transaction = reader.u32();
  const seconds = reader.u16();
  const flags = reader.u16();
  const [clientIp, yourIp, serverIp, relayIp] = [reader.u32(), reader.u32(), reader.u32(), reader.u32()];
  const clientMac = macFromBytes(reader.take(16));
  const serverName = textOf(reader.take(64));
  const bootFile = textOf(reader.take(128));
  const options: DhcpOption[] = [];
  if (reader.left > 0) {
    const cookie = reader.u32();
    if (cookie !== COOKIE) throw new MalformedPacketError('dhcp', `cookie ${cookie.toString(16)}`);
    while (reader.left > 0) {
      const code = reader.u8();
      if (code === 255) break;
      if (code !== 0) options.push({ code, data: reader.take(reader.u8()) });
    }
  }
  return {
    operation,
    transaction,
    seconds,
    flags,
    clientIp: ipv4FromNumber(clientIp),
    yourIp: ipv4FromNumber(yourIp),
    serverIp: ipv4FromNumber(serverIp),
    relayIp: ipv4FromNumber(relayIp),
    clientMac,
    serverName,
    bootFile,
    options,
  };
}

function textOf(bytes: Uint8Array): string {
  const end = bytes.indexOf(0);
  return Buffer.from(end < 0 ? bytes : bytes.subarray(0, end)).toString('latin1');
}

/** Writes a message with cookie and end option; options longer than 255 bytes are split (RFC 3396). */
export function buildDhcp(dhcp: Dhcp): Uint8Array {
  const writer = new ByteWriter(300).u8(dhcp.operation).u8(1).u8(6).u8(0).u32(dhcp.transaction);
  writer.u16(dhcp.seconds).u16(dhcp.flags);
  for (const ip of [dhcp.clientIp, dhcp.yourIp, dhcp.serverIp, dhcp.relayIp]) writer.u32(ipv4ToNumber(ip));
  writer.bytes(macToBytes(dhcp.clientMac)).zeros(10);
  for (const [text, size] of [
    [dhcp.serverName, 64],
    [dhcp.bootFile, 128],
  ] as const) {
    const bytes = Buffer.from(text, 'latin1').subarray(0, size);
    writer.bytes(bytes).zeros(size - bytes.length);
  }
  writer.u32(COOKIE);
  for (const option of dhcp.options) {
    let at = 0;
    do {
      const part = option.data.subarray(at, at + 255);
      writer.u8(option.code).u8(part.length).bytes(part);
      at += 255;
    } while (at < option.data.length);
  }
  return writer.u8(255).finish();
}

/** The data of the first option `code`, undefined when the message has none. */
export function dhcpOption(dhcp: Dhcp, code: number): Uint8Array | undefined {
  return dhcp.options.find((option) => option.code === code)?.data;
}
