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

export const ARP_REQUEST = 1;
export const ARP_REPLY = 2;

/** An ARP packet for IPv4 over Ethernet (RFC 826). */
export interface Arp {
  readonly operation: number;
  readonly senderMac: Mac;
  readonly senderIp: Ipv4;
  readonly targetMac: Mac;
  readonly targetIp: Ipv4;
}

/** Reads the payload of an ARP frame; throws for other hardware or protocol types and for truncated packets. */
export function parseArp(bytes: Uint8Array): Arp {
  const reader = new ByteReader(bytes);
  const kind = [reader.u16(), reader.u16(), reader.u8(), reader.u8()].join();
  if (kind !== '1,2048,6,4') throw new MalformedPacketError('arp', `not IPv4 over Ethernet (${kind})`);
  return {
    operation: reader.u16(),
    senderMac: macFromBytes(reader.take(6)),
    senderIp: ipv4FromNumber(reader.u32()),
    targetMac: macFromBytes(reader.take(6)),
    targetIp: ipv4FromNumber(reader.u32()),
  };
}

export function buildArp(arp: Arp): Uint8Array {
  return new ByteWriter(28)
    .u16(1)
    .u16(0x0800)
    .u8(6)
    .u8(4)
    .u16(arp.operation)
    .bytes(macToBytes(arp.senderMac))
    .u32(ipv4ToNumber(arp.senderIp))
    .bytes(macToBytes(arp.targetMac))
    .u32(ipv4ToNumber(arp.targetIp))
    .finish();
}
