/**
 * Whether a packet keeps to the addresses of its port (ovn-nb(5), Logical_Switch_Port, port_security): what the tables 73
 * to 75 that the controller fills would say. Before: tracer.ts. After: the result bit of check_in_port_sec().
 */
import { ipv4Mask, ipv4ToNumber, ipv6Mask, ipv6ToBigInt, macToNumber, readStation } from '#base';
import { fields } from '#openflow';
import type { TracePort } from './network.js';
import type { Packet } from './packet.js';

interface Network4 {
  readonly address: number;
  readonly prefix: number;
}

interface Network6 {
  readonly address: bigint;
  readonly prefix: number;
}

/** An entry of port_security, read. */
export interface AllowedAddresses {
  readonly mac: bigint;
  readonly networks4: readonly Network4[];
  readonly networks6: readonly Network6[];
}

/** One entry: a MAC, then addresses, each with a prefix length if it is a network. */
function parseEntry(text: string): AllowedAddresses | undefined {
  const station = readStation(text);
  if (station === undefined) return undefined;
  return {
    mac: BigInt(macToNumber(station.mac)),
    networks4: station.ipv4.map(({ address, prefix }) => ({ address: ipv4ToNumber(address), prefix })),
    networks6: station.ipv6.map(({ address, prefix }) => ({ address: ipv6ToBigInt(address), prefix })),
  };
}

function entriesOf(port: TracePort | undefined): readonly AllowedAddresses[] {
  if (port === undefined) return [];
  port.security ??= port.row.port_security.flatMap((text) => parseEntry(text) ?? []);
  return port.security;
}

/** An address with host bits set stands for itself, else for the network. */
function holds4({ address, prefix }: Network4, value: number): boolean {
  const mask = ipv4Mask(prefix);
  return (address & ~mask) !== 0 ? value === address : (value & mask) >>> 0 === address >>> 0;
}

function holds6({ address, prefix }: Network6, value: bigint): boolean {
  const mask = ipv6Mask(prefix);
  return (address & ~mask) !== 0n ? value === address : (value & mask) === address;
}

/** The link-local address that a MAC makes (RFC 4291, appendix A). */
function linkLocal(mac: bigint): bigint {
  const interfaceId = (((mac >> 24n) ^ 0x020000n) << 40n) | 0xfffe000000n | (mac & 0xffffffn);
  return (0xfe80n << 112n) | interfaceId;
}

const IPV4_BROADCAST = 0xffffffff;

/** True when the packet may not come in by the port. */
export function failsInbound(port: TracePort | undefined, packet: Packet): boolean {
  const entries = entriesOf(port);
  if (entries.length === 0) return false;
  const source = BigInt(packet.get(fields.eth_src));
  return !entries.some((entry) => entry.mac === source && passesInbound(entry, packet));
}

function passesInbound(entry: AllowedAddresses, packet: Packet): boolean {
  const { mac, networks4, networks6 } = entry;
  const hasAddresses = networks4.length > 0 || networks6.length > 0;
  if (packet.number(fields.eth_type) === 0x806) {
    if (BigInt(packet.get(fields.arp_sha)) !== mac) return false;
    if (!hasAddresses) return true;
    return networks4.some((network) => holds4(network, packet.number(fields.arp_spa)));
  }
  if (packet.isIpv4) {
    if (!hasAddresses) return true;
    const source = packet.number(fields.ip_src);
    if (networks4.length > 0 && source === 0 && isDhcpDiscover(packet)) return true;
    return networks4.some((network) => holds4(network, source));
  }
  if (packet.isIpv6) {
    if (!passesNeighbourDiscovery(entry, hasAddresses, packet)) return false;
    if (!hasAddresses) return true;
    if (networks6.length === 0) return false;
    const source = BigInt(packet.get(fields.ipv6_src));
    if (source === linkLocal(mac) || networks6.some((network) => holds6(network, source))) return true;
    return source === 0n && packet.protocol === 58 && [131, 135, 143].includes(packet.number(fields.icmpv6_type));
  }
  return true;
}

function isDhcpDiscover(packet: Packet): boolean {
  return (
    packet.number(fields.ip_dst) === IPV4_BROADCAST &&
    packet.protocol === 17 &&
    packet.number(fields.udp_src) === 68 &&
    packet.number(fields.udp_dst) === 67
  );
}

function passesNeighbourDiscovery(
  { mac, networks6 }: AllowedAddresses,
  hasAddresses: boolean,
  packet: Packet,
): boolean {
  if (packet.protocol !== 58 || packet.number(fields.nw_ttl) !== 255) return true;
  const type = packet.number(fields.icmpv6_type);
  if (type === 135) {
    const link = BigInt(packet.get(fields.nd_sll));
    return link === 0n || link === mac;
  }
  if (type !== 136) return true;
  const link = BigInt(packet.get(fields.nd_tll));
  if (link !== 0n && link !== mac) return false;
  if (!hasAddresses || networks6.length === 0) return true;
  const target = BigInt(packet.get(fields.nd_target));
  return target === linkLocal(mac) || networks6.some((network) => holds6(network, target));
}

/** True when the packet may not leave by the port. */
export function failsOutbound(port: TracePort | undefined, packet: Packet): boolean {
  const entries = entriesOf(port);
  if (entries.length === 0) return false;
  const destination = BigInt(packet.get(fields.eth_dst));
  if (((destination >> 40n) & 1n) === 1n) return false;
  return !entries.some((entry) => entry.mac === destination && passesOutbound(entry, packet));
}

function passesOutbound({ mac, networks4, networks6 }: AllowedAddresses, packet: Packet): boolean {
  if (networks4.length === 0 && networks6.length === 0) return true;
  if (packet.isIpv4) {
    const destination = packet.number(fields.ip_dst);
    if (networks4.length > 0 && (destination === IPV4_BROADCAST || destination >>> 28 === 0xe)) return true;
    return networks4.some(
      (network) =>
        holds4(network, destination) ||
        (network.prefix < 32 && destination === (network.address | ~ipv4Mask(network.prefix)) >>> 0),
    );
  }
  if (packet.isIpv6) {
    if (networks6.length === 0) return false;
    const destination = BigInt(packet.get(fields.ipv6_dst));
    if (destination >> 120n === 0xffn || destination === linkLocal(mac)) return true;
    return networks6.some((network) => holds6(network, destination));
  }
  return true;
}
