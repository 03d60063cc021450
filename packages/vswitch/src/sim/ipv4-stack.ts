/** ARP and IPv4 of a simulated machine. Before: frames for it, and what it is told to send. After: frames of its link. */
import { type Ipv4, parseIpv4 } from '#base';
import {
  ARP_REPLY,
  ARP_REQUEST,
  type Arp,
  buildArp,
  buildIcmp,
  buildIpv4Packet,
  buildTcp,
  buildUdp,
  DHCP_CLIENT_PORT,
  DHCP_SERVER_PORT,
  ETHERTYPE_ARP,
  ETHERTYPE_IPV4,
  type Ethernet,
  ICMP_ECHO_REPLY,
  ICMP_ECHO_REQUEST,
  ICMP_TIME_EXCEEDED,
  ICMP_UNREACHABLE,
  type Icmp,
  IPPROTO_ICMP,
  IPPROTO_TCP,
  IPPROTO_UDP,
  type Ipv4Packet,
  ipv4PseudoSum,
  parseIcmp,
  parseIpv4Packet,
  parseTcp,
  parseUdp,
  type TcpDraft,
} from '#packets';
import { BROADCAST, NO_IP, NO_MAC } from './addresses.js';
import { DhcpClient } from './dhcp-client.js';
import type { TcpMachine } from './echo-server.js';
import type { Link } from './link.js';
import { isInSubnet4, type MachineOptions, type Subnet4 } from './machine-options.js';
import { Neighbours } from './neighbours.js';
import type { EchoWord, Pings } from './pings.js';

export class Ipv4Stack {
  readonly #link: Link;
  readonly #options: MachineOptions;
  readonly #tcp: TcpMachine;
  readonly #pings: Pings;
  readonly #dhcp: DhcpClient;
  readonly #neighbours: Neighbours;

  constructor(link: Link, options: MachineOptions, tcp: TcpMachine, pings: Pings) {
    this.#link = link;
    this.#options = options;
    this.#tcp = tcp;
    this.#pings = pings;
    this.#dhcp = new DhcpClient(link);
    this.#neighbours = new Neighbours(link.clock, (address) => this.#askArp(address));
  }

  /** Starts what needs no peer's doing: DHCP. */
  start(): void {
    if (this.#options.ip === 'dhcp') this.#dhcp.discover();
  }

  get subnet(): Subnet4 | undefined {
    return this.#options.ip === 'dhcp' ? this.#dhcp.lease?.subnet : this.#options.ip;
  }

  get gateway(): Ipv4 | undefined {
    return this.#options.gateway ?? this.#dhcp.lease?.gateway;
  }

  close(): void {
    this.#neighbours.close();
  }

  receiveArp(arp: Arp): void {
    const own = this.subnet?.address;
    if (own === undefined) return;
    if (arp.senderIp !== own && arp.targetIp === own) this.#neighbours.learn(arp.senderIp, arp.senderMac);
    if (arp.operation !== ARP_REQUEST || arp.targetIp !== own) return;
    const reply = buildArp({
      operation: ARP_REPLY,
      senderMac: this.#link.mac,
      senderIp: own,
      targetMac: arp.senderMac,
      targetIp: arp.senderIp,
    });
    this.#link.send(arp.senderMac, ETHERTYPE_ARP, reply);
  }

  /** Takes a frame of an IPv4 packet. Throws for what is none. */
  receive(frame: Ethernet): void {
    const packet = parseIpv4Packet(frame.payload);
    if (packet.moreFragments || packet.fragmentOffset > 0) return;
    if (packet.protocol === IPPROTO_UDP) {
      const udp = parseUdp(packet.payload);
      if (udp.destinationPort === DHCP_CLIENT_PORT && udp.sourcePort === DHCP_SERVER_PORT) {
        this.#dhcp.receive(udp.payload);
        return;
      }
    }
    const own = this.subnet?.address;
    if (own === undefined || packet.destination !== own) return;
    if (packet.protocol === IPPROTO_ICMP) this.#icmp(packet, parseIcmp(packet.payload));
    else if (packet.protocol === IPPROTO_UDP) this.#udp(frame, packet, own);
    else if (packet.protocol === IPPROTO_TCP) {
      const sum = (length: number) => ipv4PseudoSum(packet.source, packet.destination, IPPROTO_TCP, length);
      for (const answer of this.#tcp.receive(packet.source, parseTcp(packet.payload, sum))) {
        this.sendTcp(packet.source, answer);
      }
    }
  }

  #udp(frame: Ethernet, packet: Ipv4Packet, own: Ipv4): void {
    const sum = (length: number) => ipv4PseudoSum(packet.source, packet.destination, IPPROTO_UDP, length);
    const udp = parseUdp(packet.payload, sum);
    if (this.#options.echoPorts.has(udp.destinationPort)) {
      const echo = { sourcePort: udp.destinationPort, destinationPort: udp.sourcePort, payload: udp.payload };
      const back = (length: number) => ipv4PseudoSum(own, packet.source, IPPROTO_UDP, length);
      this.#send(packet.source, IPPROTO_UDP, buildUdp(echo, back));
    } else if (frame.destination === this.#link.mac) {
      const quoted = frame.payload.slice(0, 20 + packet.options.length + 8);
      const error = { type: ICMP_UNREACHABLE, code: 3, rest: 0, payload: quoted };
      this.#send(packet.source, IPPROTO_ICMP, buildIcmp(error));
    }
  }

  #icmp(packet: Ipv4Packet, icmp: Icmp): void {
    if (icmp.type === ICMP_ECHO_REQUEST) {
      this.#send(packet.source, IPPROTO_ICMP, buildIcmp({ ...icmp, type: ICMP_ECHO_REPLY }));
    } else if (icmp.type === ICMP_ECHO_REPLY) {
      this.#pings.reply(icmp.rest, packet.source, packet.ttl, icmp.payload);
    } else if (icmp.type === ICMP_UNREACHABLE || icmp.type === ICMP_TIME_EXCEEDED) {
      const quoted = quotedEcho(icmp.payload);
      if (quoted === undefined) return;
      const text =
        icmp.type === ICMP_TIME_EXCEEDED
          ? 'Time to live exceeded'
          : (UNREACHABLE[icmp.code] ?? 'Destination Unreachable');
      this.#pings.refused(quoted, packet.source, text);
    }
  }

  /** The neighbour that a packet goes to: the destination itself or the gateway; undefined: no route. */
  hop(destination: Ipv4): Ipv4 | undefined {
    const { subnet } = this;
    if (subnet === undefined) return undefined;
    return isInSubnet4(subnet, destination) ? destination : this.gateway;
  }

  /** Sends an echo request. `fail` hears who says why it could not be sent. */
  sendEcho(destination: Ipv4, rest: EchoWord, payload: Uint8Array, fail: (from: string, text: string) => void): void {
    const echo = buildIcmp({ type: ICMP_ECHO_REQUEST, code: 0, rest, payload });
    this.#send(destination, IPPROTO_ICMP, echo, () =>
      fail(this.subnet?.address ?? NO_IP, 'Destination Host Unreachable'),
    );
  }

  sendTcp(destination: Ipv4, segment: TcpDraft): void {
    const source = this.subnet?.address;
    if (source === undefined) return;
    const bytes = buildTcp(segment, (length) => ipv4PseudoSum(source, destination, IPPROTO_TCP, length));
    this.#send(destination, IPPROTO_TCP, bytes);
  }

  #send(destination: Ipv4, protocol: number, payload: Uint8Array, fail: () => void = () => {}): void {
    const source = this.subnet?.address;
    const hop = this.hop(destination);
    if (source === undefined || hop === undefined) {
      fail();
      return;
    }
    const id = this.#link.randomNumber() & 0xffff;
    const bytes = buildIpv4Packet({ source, destination, protocol, payload, id, dontFragment: true });
    this.#neighbours.resolve(hop, (mac) => this.#link.send(mac, ETHERTYPE_IPV4, bytes), fail);
  }

  #askArp(address: string): void {
    const targetIp = parseIpv4(address);
    const senderIp = this.subnet?.address;
    if (targetIp === undefined || senderIp === undefined) return;
    const senderMac = this.#link.mac;
    const request = buildArp({ operation: ARP_REQUEST, senderMac, senderIp, targetMac: NO_MAC, targetIp });
    this.#link.send(BROADCAST, ETHERTYPE_ARP, request);
  }
}

/** What ping says to the codes of `unreachable` (RFC 792, RFC 1812). */
const UNREACHABLE: Readonly<Record<number, string>> = {
  0: 'Destination Net Unreachable',
  1: 'Destination Host Unreachable',
  2: 'Destination Protocol Unreachable',
  3: 'Destination Port Unreachable',
  4: 'Frag needed and DF set',
  9: 'Destination Net Prohibited',
  10: 'Destination Host Prohibited',
  13: 'Packet filtered',
};

/** The second word of a quoted echo request's header. */
function quotedEcho(quoted: Uint8Array): EchoWord | undefined {
  const header = ((quoted[0] ?? 0) & 15) * 4;
  if (quoted.length < header + 8) return undefined;
  return new DataView(quoted.buffer, quoted.byteOffset).getUint32(header + 4);
}
