/** Neighbour discovery and IPv6 of a simulated machine. Before: frames for it, and what it is told to send. After: frames of its link. */
import { type Ipv6, ipv6Mask, ipv6ToBigInt, type Mac, parseIpv6, solicitedNode } from '#base';
import {
  buildIcmp,
  buildIpv6Packet,
  buildNeighborMessage,
  buildTcp,
  buildUdp,
  ETHERTYPE_IPV6,
  ICMPV6_ECHO_REPLY,
  ICMPV6_ECHO_REQUEST,
  ICMPV6_TIME_EXCEEDED,
  ICMPV6_UNREACHABLE,
  type Icmp,
  IPPROTO_ICMPV6,
  IPPROTO_TCP,
  IPPROTO_UDP,
  type Ipv6Packet,
  ipv6PseudoSum,
  linkAddressOf,
  linkAddressOption,
  linkLocalAddress,
  multicastMacOf,
  ND_NEIGHBOR_ADVERTISEMENT,
  ND_NEIGHBOR_SOLICITATION,
  ND_OPTION_SOURCE_LINK,
  ND_OPTION_TARGET_LINK,
  ND_OVERRIDE,
  ND_SOLICITED,
  parseIcmp,
  parseNeighborMessage,
  parseTcp,
  parseUdp,
  type TcpDraft,
} from '#packets';
import type { TcpMachine } from './echo-server.js';
import type { Link } from './link.js';
import type { MachineOptions } from './machine-options.js';
import { Neighbours } from './neighbours.js';
import type { EchoWord, Pings } from './pings.js';

const UNSPECIFIED = parseIpv6('::')!;
const ALL_NODES = parseIpv6('ff02::1')!;

/** Types of ICMPv6 that belong to the link and travel with a hop limit of 255 (RFC 4861). */
const FIRST_LINK_TYPE = 133;
const LAST_LINK_TYPE = 137;

export class Ipv6Stack {
  readonly #link: Link;
  readonly #options: MachineOptions;
  readonly #tcp: TcpMachine;
  readonly #pings: Pings;
  readonly #linkLocal: Ipv6;
  readonly #neighbours: Neighbours;

  constructor(link: Link, options: MachineOptions, tcp: TcpMachine, pings: Pings) {
    this.#link = link;
    this.#options = options;
    this.#tcp = tcp;
    this.#pings = pings;
    this.#linkLocal = linkLocalAddress(link.mac);
    this.#neighbours = new Neighbours(link.clock, (address) => this.#askNeighbour(address));
  }

  get address(): Ipv6 | undefined {
    return this.#options.ip6?.address;
  }

  close(): void {
    this.#neighbours.close();
  }

  receive(packet: Ipv6Packet): void {
    if (packet.protocol === IPPROTO_ICMPV6) {
      const sum = ipv6PseudoSum(packet.source, packet.destination, IPPROTO_ICMPV6, packet.payload.length);
      this.#icmp(packet, parseIcmp(packet.payload, sum));
      return;
    }
    const own = this.address;
    if (own === undefined || packet.destination !== own) return;
    if (packet.protocol === IPPROTO_UDP) {
      const udp = parseUdp(packet.payload, (length) => ipv6PseudoSum(packet.source, own, IPPROTO_UDP, length));
      if (!this.#options.echoPorts.has(udp.destinationPort)) return;
      const echo = { sourcePort: udp.destinationPort, destinationPort: udp.sourcePort, payload: udp.payload };
      const back = (length: number) => ipv6PseudoSum(own, packet.source, IPPROTO_UDP, length);
      this.#send(own, packet.source, IPPROTO_UDP, buildUdp(echo, back));
    } else if (packet.protocol === IPPROTO_TCP) {
      const tcp = parseTcp(packet.payload, (length) => ipv6PseudoSum(packet.source, own, IPPROTO_TCP, length));
      for (const answer of this.#tcp.receive(packet.source, tcp)) this.sendTcp(packet.source, answer);
    }
  }

  #icmp(packet: Ipv6Packet, icmp: Icmp): void {
    switch (icmp.type) {
      case ND_NEIGHBOR_SOLICITATION:
        this.#solicited(packet, icmp);
        return;
      case ND_NEIGHBOR_ADVERTISEMENT: {
        const message = parseNeighborMessage(icmp.payload);
        const mac = linkAddressOf(message.options, ND_OPTION_TARGET_LINK);
        if (mac !== undefined) this.#neighbours.learn(message.target, mac);
        return;
      }
      case ICMPV6_ECHO_REQUEST:
        if (this.#isMine(packet.destination)) {
          this.#sendIcmp(packet.destination, packet.source, { ...icmp, type: ICMPV6_ECHO_REPLY });
        }
        return;
      case ICMPV6_ECHO_REPLY:
        this.#pings.reply(icmp.rest, packet.source, packet.hopLimit, icmp.payload);
        return;
      case ICMPV6_UNREACHABLE:
      case ICMPV6_TIME_EXCEEDED: {
        if (icmp.payload.length < 48) return;
        const quoted = new DataView(icmp.payload.buffer, icmp.payload.byteOffset).getUint32(44);
        const isTimeExceeded = icmp.type === ICMPV6_TIME_EXCEEDED;
        this.#pings.refused(quoted, packet.source, isTimeExceeded ? 'Time exceeded: Hop limit' : UNREACHABLE);
        return;
      }
      default:
    }
  }

  #solicited(packet: Ipv6Packet, icmp: Icmp): void {
    const { target, options } = parseNeighborMessage(icmp.payload);
    if (!this.#isMine(target)) return;
    const from = linkAddressOf(options, ND_OPTION_SOURCE_LINK);
    const link = linkAddressOption(ND_OPTION_TARGET_LINK, this.#link.mac);
    const payload = buildNeighborMessage({ target, options: [link] });
    const advertise = (to: Ipv6, rest: number, mac?: Mac) =>
      this.#sendIcmp(target, to, { type: ND_NEIGHBOR_ADVERTISEMENT, code: 0, rest: rest >>> 0, payload }, mac);
    // Who has no address yet looks for a duplicate of the one that it wants: all hear the answer (RFC 4861 7.2.4).
    if (packet.source === UNSPECIFIED) {
      advertise(ALL_NODES, ND_OVERRIDE, multicastMacOf(ALL_NODES));
      return;
    }
    if (from !== undefined) this.#neighbours.learn(packet.source, from);
    advertise(packet.source, ND_SOLICITED | ND_OVERRIDE, from);
  }

  #isMine(address: Ipv6): boolean {
    return address === this.#linkLocal || address === this.address;
  }

  /** The neighbour that a packet goes to: the destination itself or the gateway; undefined: no route. */
  hop(destination: Ipv6): Ipv6 | undefined {
    if (destination.startsWith('fe80')) return destination;
    const subnet = this.#options.ip6;
    if (subnet === undefined) return undefined;
    const mask = ipv6Mask(subnet.prefix);
    const isNear = ((ipv6ToBigInt(subnet.address) ^ ipv6ToBigInt(destination)) & mask) === 0n;
    return isNear ? destination : this.#options.gateway6;
  }

  /** Sends an echo request. `fail` hears who says why it could not be sent. */
  sendEcho(destination: Ipv6, rest: EchoWord, payload: Uint8Array, fail: (from: string, text: string) => void): void {
    const source = this.#sourceFor(destination);
    const sum = (length: number) => ipv6PseudoSum(source, destination, IPPROTO_ICMPV6, length);
    const echo = buildIcmp({ type: ICMPV6_ECHO_REQUEST, code: 0, rest, payload }, sum);
    this.#send(source, destination, IPPROTO_ICMPV6, echo, () => fail(this.address ?? this.#linkLocal, UNREACHABLE));
  }

  sendTcp(destination: Ipv6, segment: TcpDraft): void {
    const source = this.address;
    if (source === undefined) return;
    const bytes = buildTcp(segment, (length) => ipv6PseudoSum(source, destination, IPPROTO_TCP, length));
    this.#send(source, destination, IPPROTO_TCP, bytes);
  }

  #sourceFor(destination: Ipv6): Ipv6 {
    return destination.startsWith('fe80') ? this.#linkLocal : (this.address ?? this.#linkLocal);
  }

  #sendIcmp(source: Ipv6, destination: Ipv6, icmp: Icmp, mac?: Mac): void {
    const bytes = buildIcmp(icmp, (length) => ipv6PseudoSum(source, destination, IPPROTO_ICMPV6, length));
    this.#send(source, destination, IPPROTO_ICMPV6, bytes, () => {}, mac);
  }

  #send(
    source: Ipv6,
    destination: Ipv6,
    protocol: number,
    payload: Uint8Array,
    fail: () => void = () => {},
    mac?: Mac,
  ): void {
    const type = payload[0] ?? 0;
    const isOfLink = protocol === IPPROTO_ICMPV6 && type >= FIRST_LINK_TYPE && type <= LAST_LINK_TYPE;
    const hopLimit = isOfLink ? 255 : 64;
    const bytes = buildIpv6Packet({ source, destination, protocol, payload, hopLimit });
    const send = (to: Mac) => this.#link.send(to, ETHERTYPE_IPV6, bytes);
    if (mac !== undefined) send(mac);
    else if (destination.startsWith('ff')) send(multicastMacOf(destination));
    else {
      const hop = this.hop(destination);
      if (hop === undefined) fail();
      else this.#neighbours.resolve(hop, send, fail);
    }
  }

  #askNeighbour(address: string): void {
    const target = parseIpv6(address);
    if (target === undefined) return;
    const link = linkAddressOption(ND_OPTION_SOURCE_LINK, this.#link.mac);
    const payload = buildNeighborMessage({ target, options: [link] });
    const solicitation = { type: ND_NEIGHBOR_SOLICITATION, code: 0, rest: 0, payload };
    this.#sendIcmp(this.#sourceFor(target), solicitedNode(target), solicitation);
  }
}

const UNREACHABLE = 'Destination unreachable: Address unreachable';
