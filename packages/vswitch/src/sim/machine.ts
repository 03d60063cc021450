/**
 * A simulated machine on a switch port: answers ARP, neighbour solicitations, pings, UDP and TCP on its echo ports; pings and
 * connects when told; asks DHCP for its address. Before: frames of its port. After: frames for its port.
 * Over 400 lines because it is one protocol stack, small as it is.
 */
import {
  type Clock,
  type Ipv4,
  type Ipv6,
  ipv4FromNumber,
  ipv4Mask,
  ipv4MaskToPrefix,
  ipv4ToNumber,
  ipv6Mask,
  ipv6ToBigInt,
  type Mac,
  parseIpv4,
  parseIpv6,
  parseMac,
} from '#base';
import {
  ARP_REPLY,
  ARP_REQUEST,
  type Arp,
  buildArp,
  buildDhcp,
  buildEthernet,
  buildIcmp,
  buildIpv4Packet,
  buildIpv6Packet,
  buildNeighborMessage,
  buildTcp,
  buildUdp,
  DHCP_ACK,
  DHCP_CLIENT_PORT,
  DHCP_DISCOVER,
  DHCP_NAK,
  DHCP_OFFER,
  DHCP_REQUEST,
  DHCP_SERVER_PORT,
  dhcpOption,
  ETHERTYPE_ARP,
  ETHERTYPE_IPV4,
  ETHERTYPE_IPV6,
  type Ethernet,
  ICMP_ECHO_REPLY,
  ICMP_ECHO_REQUEST,
  ICMP_TIME_EXCEEDED,
  ICMP_UNREACHABLE,
  ICMPV6_ECHO_REPLY,
  ICMPV6_ECHO_REQUEST,
  ICMPV6_TIME_EXCEEDED,
  ICMPV6_UNREACHABLE,
  type Icmp,
  IPPROTO_ICMP,
  IPPROTO_ICMPV6,
  IPPROTO_TCP,
  IPPROTO_UDP,
  type Ipv4Packet,
  type Ipv6Packet,
  ipv4PseudoSum,
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
  parseArp,
  parseDhcp,
  parseEthernet,
  parseIcmp,
  parseIpv4Packet,
  parseIpv6Packet,
  parseNeighborMessage,
  parseTcp,
  parseUdp,
  solicitedNodeAddress,
  type TcpDraft,
} from '#packets';
import { TcpMachine } from './echo-server.js';
import { isInSubnet4, type MachineOptions, type Subnet4 } from './machine-options.js';
import { Neighbours } from './neighbours.js';
import { Ping, type PingOutcome, type PingRequest } from './ping.js';

export interface MachineEnvironment {
  readonly clock: Clock;
  readonly random: (count: number) => Uint8Array;
  /** Gives a frame to the switch. */
  readonly send: (frame: Uint8Array) => void;
}

const BROADCAST = known(parseMac('ff:ff:ff:ff:ff:ff'));
const NO_MAC = known(parseMac('00:00:00:00:00:00'));
const NO_IP = ipv4FromNumber(0);
const ALL_IPS = ipv4FromNumber(0xffffffff);
const DHCP_RETRY_MS = 2000;

function known<T>(value: T | undefined): T {
  if (value === undefined) throw new Error('a constant address is malformed');
  return value;
}

export class Machine {
  readonly name: string;
  readonly mac: Mac;
  readonly #environment: MachineEnvironment;
  readonly #neighbours: Neighbours;
  readonly #neighbours6: Neighbours;
  readonly #pings = new Map<number, Ping>();
  readonly #linkLocal: Ipv6;
  readonly #tcp: TcpMachine;
  #options: MachineOptions;
  #lease: { readonly subnet: Subnet4; readonly gateway: Ipv4 | undefined } | undefined;
  #transaction = 0;
  #nextPort = 32768;
  #isClosed = false;

  constructor(name: string, mac: Mac, options: MachineOptions, environment: MachineEnvironment) {
    this.name = name;
    this.mac = mac;
    this.#options = options;
    this.#environment = environment;
    this.#linkLocal = linkLocalAddress(mac);
    this.#neighbours = new Neighbours(environment.clock, (address) => this.#askArp(address));
    this.#neighbours6 = new Neighbours(environment.clock, (address) => this.#askNd(address));
    this.#tcp = new TcpMachine(options.echoPorts, (below) => this.#number() % below);
  }

  /** Starts what needs no peer's doing: DHCP. */
  start(): void {
    if (this.#options.ip === 'dhcp') this.#discover();
  }

  #number(): number {
    const [a = 0, b = 0, c = 0, d = 0] = this.#environment.random(4);
    return ((a << 24) | (b << 16) | (c << 8) | d) >>> 0;
  }

  get subnet(): Subnet4 | undefined {
    return this.#options.ip === 'dhcp' ? this.#lease?.subnet : this.#options.ip;
  }

  get gateway(): Ipv4 | undefined {
    return this.#options.gateway ?? this.#lease?.gateway;
  }

  get ip6(): Ipv6 | undefined {
    return this.#options.ip6?.address;
  }

  close(): void {
    this.#isClosed = true;
    this.#neighbours.close();
    this.#neighbours6.close();
    for (const ping of [...this.#pings.values()]) ping.stop();
  }

  // Frames in.

  /** Takes a frame; what cannot be read is dropped. */
  receive(frame: Uint8Array): void {
    try {
      this.#ethernet(parseEthernet(frame));
    } catch {
      // A malformed packet: a machine drops it silently.
    }
  }

  #ethernet(frame: Ethernet): void {
    const isForMe = frame.destination === this.mac || (Number.parseInt(frame.destination.slice(0, 2), 16) & 1) === 1;
    if (!isForMe || frame.vlans.length > 0) return;
    if (frame.etherType === ETHERTYPE_ARP) this.#arp(parseArp(frame.payload));
    else if (frame.etherType === ETHERTYPE_IPV4) this.#ipv4(frame, parseIpv4Packet(frame.payload));
    else if (frame.etherType === ETHERTYPE_IPV6) this.#ipv6(parseIpv6Packet(frame.payload));
  }

  #arp(arp: Arp): void {
    const own = this.subnet?.address;
    if (own === undefined) return;
    if (arp.senderIp !== own && arp.targetIp === own) this.#neighbours.learn(arp.senderIp, arp.senderMac);
    if (arp.operation !== ARP_REQUEST || arp.targetIp !== own) return;
    this.#frame(arp.senderMac, ETHERTYPE_ARP, {
      bytes: buildArp({
        operation: ARP_REPLY,
        senderMac: this.mac,
        senderIp: own,
        targetMac: arp.senderMac,
        targetIp: arp.senderIp,
      }),
    });
  }

  #ipv4(frame: Ethernet, packet: Ipv4Packet): void {
    if (packet.moreFragments || packet.fragmentOffset > 0) return;
    if (packet.protocol === IPPROTO_UDP) {
      const udp = parseUdp(packet.payload);
      if (udp.destinationPort === DHCP_CLIENT_PORT && udp.sourcePort === DHCP_SERVER_PORT) {
        this.#dhcp(udp.payload);
        return;
      }
    }
    const own = this.subnet?.address;
    if (own === undefined || packet.destination !== own) return;
    switch (packet.protocol) {
      case IPPROTO_ICMP:
        this.#icmp(packet, parseIcmp(packet.payload));
        return;
      case IPPROTO_UDP: {
        const sum = (length: number) => ipv4PseudoSum(packet.source, packet.destination, IPPROTO_UDP, length);
        const udp = parseUdp(packet.payload, sum);
        if (this.#options.echoPorts.has(udp.destinationPort)) {
          const echo = { sourcePort: udp.destinationPort, destinationPort: udp.sourcePort, payload: udp.payload };
          const back = (length: number) => ipv4PseudoSum(own, packet.source, IPPROTO_UDP, length);
          this.#sendIpv4(packet.source, IPPROTO_UDP, buildUdp(echo, back));
        } else if (frame.destination === this.mac) {
          const quoted = frame.payload.slice(0, 20 + packet.options.length + 8);
          const error = { type: ICMP_UNREACHABLE, code: 3, rest: 0, payload: quoted };
          this.#sendIpv4(packet.source, IPPROTO_ICMP, buildIcmp(error));
        }
        return;
      }
      case IPPROTO_TCP: {
        const sum = (length: number) => ipv4PseudoSum(packet.source, packet.destination, IPPROTO_TCP, length);
        for (const answer of this.#tcp.receive(packet.source, parseTcp(packet.payload, sum))) {
          this.#sendTcp4(packet.source, answer);
        }
        return;
      }
      default:
    }
  }

  #icmp(packet: Ipv4Packet, icmp: Icmp): void {
    if (icmp.type === ICMP_ECHO_REQUEST) {
      this.#sendIpv4(packet.source, IPPROTO_ICMP, buildIcmp({ ...icmp, type: ICMP_ECHO_REPLY }));
    } else if (icmp.type === ICMP_ECHO_REPLY) {
      this.#echoReply(icmp, packet.source, packet.ttl);
    } else if (icmp.type === ICMP_UNREACHABLE || icmp.type === ICMP_TIME_EXCEEDED) {
      const quoted = parseQuoted4(icmp.payload);
      if (quoted === undefined) return;
      const text =
        icmp.type === ICMP_TIME_EXCEEDED
          ? 'Time to live exceeded'
          : (UNREACHABLE[icmp.code] ?? 'Destination Unreachable');
      const from = packet.source;
      this.#pings.get(quoted >>> 16)?.event({ kind: 'error', sequence: quoted & 0xffff, from, text });
    }
  }

  #echoReply(icmp: Icmp, from: string, ttl: number): void {
    const bytes = icmp.payload.length + 8;
    this.#pings.get(icmp.rest >>> 16)?.event({ kind: 'reply', sequence: icmp.rest & 0xffff, from, ttl, bytes });
  }

  #ipv6(packet: Ipv6Packet): void {
    if (packet.protocol === IPPROTO_ICMPV6) {
      const sum = ipv6PseudoSum(packet.source, packet.destination, IPPROTO_ICMPV6, packet.payload.length);
      this.#icmp6(packet, parseIcmp(packet.payload, sum));
      return;
    }
    const own = this.ip6;
    if (own === undefined || packet.destination !== own) return;
    if (packet.protocol === IPPROTO_UDP) {
      const udp = parseUdp(packet.payload, (length) => ipv6PseudoSum(packet.source, own, IPPROTO_UDP, length));
      if (!this.#options.echoPorts.has(udp.destinationPort)) return;
      const echo = { sourcePort: udp.destinationPort, destinationPort: udp.sourcePort, payload: udp.payload };
      const back = (length: number) => ipv6PseudoSum(own, packet.source, IPPROTO_UDP, length);
      this.#sendIpv6(own, packet.source, IPPROTO_UDP, buildUdp(echo, back));
    } else if (packet.protocol === IPPROTO_TCP) {
      const tcp = parseTcp(packet.payload, (length) => ipv6PseudoSum(packet.source, own, IPPROTO_TCP, length));
      for (const answer of this.#tcp.receive(packet.source, tcp)) this.#sendTcp6(packet.source, answer);
    }
  }

  #icmp6(packet: Ipv6Packet, icmp: Icmp): void {
    const isMine = (address: Ipv6) => address === this.#linkLocal || address === this.ip6;
    switch (icmp.type) {
      case ND_NEIGHBOR_SOLICITATION: {
        const message = parseNeighborMessage(icmp.payload);
        if (!isMine(message.target)) return;
        const from = linkAddressOf(message.options, ND_OPTION_SOURCE_LINK);
        if (from === undefined) return;
        this.#neighbours6.learn(packet.source, from);
        const payload = buildNeighborMessage({
          target: message.target,
          options: [linkAddressOption(ND_OPTION_TARGET_LINK, this.mac)],
        });
        const rest = (ND_SOLICITED | ND_OVERRIDE) >>> 0;
        this.#sendIcmp6(
          message.target,
          packet.source,
          { type: ND_NEIGHBOR_ADVERTISEMENT, code: 0, rest, payload },
          from,
        );
        return;
      }
      case ND_NEIGHBOR_ADVERTISEMENT: {
        const message = parseNeighborMessage(icmp.payload);
        const mac = linkAddressOf(message.options, ND_OPTION_TARGET_LINK);
        if (mac !== undefined) this.#neighbours6.learn(message.target, mac);
        return;
      }
      case ICMPV6_ECHO_REQUEST:
        if (isMine(packet.destination)) {
          this.#sendIcmp6(packet.destination, packet.source, { ...icmp, type: ICMPV6_ECHO_REPLY });
        }
        return;
      case ICMPV6_ECHO_REPLY:
        this.#echoReply(icmp, packet.source, packet.hopLimit);
        return;
      case ICMPV6_UNREACHABLE:
      case ICMPV6_TIME_EXCEEDED: {
        if (icmp.payload.length < 48) return;
        const quoted = new DataView(icmp.payload.buffer, icmp.payload.byteOffset).getUint32(44);
        const text =
          icmp.type === ICMPV6_TIME_EXCEEDED
            ? 'Time exceeded: Hop limit'
            : 'Destination unreachable: Address unreachable';
        const from = packet.source;
        this.#pings.get(quoted >>> 16)?.event({ kind: 'error', sequence: quoted & 0xffff, from, text });
        return;
      }
      default:
    }
  }

  // Frames out.

  #frame(destination: Mac, etherType: number, packet: { readonly bytes: Uint8Array }): void {
    if (this.#isClosed) return;
    this.#environment.send(buildEthernet({ destination, source: this.mac, etherType, payload: packet.bytes }));
  }

  /** The neighbour that a packet goes to: the destination itself or the gateway; undefined: no route. */
  #hop4(destination: Ipv4): Ipv4 | undefined {
    const { subnet } = this;
    if (subnet === undefined) return undefined;
    return isInSubnet4(subnet, destination) ? destination : this.gateway;
  }

  #sendIpv4(destination: Ipv4, protocol: number, payload: Uint8Array, fail: () => void = () => {}): void {
    const source = this.subnet?.address;
    const hop = this.#hop4(destination);
    if (source === undefined || hop === undefined) {
      fail();
      return;
    }
    const id = this.#number() & 0xffff;
    const bytes = buildIpv4Packet({ source, destination, protocol, payload, id, dontFragment: true });
    this.#neighbours.resolve(hop, (mac) => this.#frame(mac, ETHERTYPE_IPV4, { bytes }), fail);
  }

  #sendTcp4(destination: Ipv4, segment: TcpDraft): void {
    const source = this.subnet?.address;
    if (source === undefined) return;
    const bytes = buildTcp(segment, (length) => ipv4PseudoSum(source, destination, IPPROTO_TCP, length));
    this.#sendIpv4(destination, IPPROTO_TCP, bytes);
  }

  #sendTcp6(destination: Ipv6, segment: TcpDraft): void {
    const source = this.ip6;
    if (source === undefined) return;
    const bytes = buildTcp(segment, (length) => ipv6PseudoSum(source, destination, IPPROTO_TCP, length));
    this.#sendIpv6(source, destination, IPPROTO_TCP, bytes);
  }

  #sendIcmp6(source: Ipv6, destination: Ipv6, icmp: Icmp, mac?: Mac): void {
    const bytes = buildIcmp(icmp, (length) => ipv6PseudoSum(source, destination, IPPROTO_ICMPV6, length));
    this.#sendIpv6(source, destination, IPPROTO_ICMPV6, bytes, () => {}, mac);
  }

  #sendIpv6(
    source: Ipv6,
    destination: Ipv6,
    protocol: number,
    payload: Uint8Array,
    fail: () => void = () => {},
    mac?: Mac,
  ): void {
    const hopLimit = protocol === IPPROTO_ICMPV6 && (payload[0] ?? 0) >= 133 && (payload[0] ?? 0) <= 137 ? 255 : 64;
    const bytes = buildIpv6Packet({ source, destination, protocol, payload, hopLimit });
    const send = (to: Mac) => this.#frame(to, ETHERTYPE_IPV6, { bytes });
    if (mac !== undefined) send(mac);
    else if (destination.startsWith('ff')) send(multicastMacOf(destination));
    else {
      const hop = this.#hop6(destination);
      if (hop === undefined) fail();
      else this.#neighbours6.resolve(hop, send, fail);
    }
  }

  #hop6(destination: Ipv6): Ipv6 | undefined {
    if (destination.startsWith('fe80')) return destination;
    const subnet = this.#options.ip6;
    if (subnet === undefined) return undefined;
    const mask = ipv6Mask(subnet.prefix);
    const isNear = ((ipv6ToBigInt(subnet.address) ^ ipv6ToBigInt(destination)) & mask) === 0n;
    return isNear ? destination : this.#options.gateway6;
  }

  #askArp(address: string): void {
    const targetIp = parseIpv4(address);
    const senderIp = this.subnet?.address;
    if (targetIp === undefined || senderIp === undefined) return;
    const bytes = buildArp({ operation: ARP_REQUEST, senderMac: this.mac, senderIp, targetMac: NO_MAC, targetIp });
    this.#frame(BROADCAST, ETHERTYPE_ARP, { bytes });
  }

  #askNd(address: string): void {
    const target = parseIpv6(address);
    if (target === undefined) return;
    const source = target.startsWith('fe80') ? this.#linkLocal : (this.ip6 ?? this.#linkLocal);
    const payload = buildNeighborMessage({ target, options: [linkAddressOption(ND_OPTION_SOURCE_LINK, this.mac)] });
    this.#sendIcmp6(source, solicitedNodeAddress(target), {
      type: ND_NEIGHBOR_SOLICITATION,
      code: 0,
      rest: 0,
      payload,
    });
  }

  // Told from outside.

  /** Pings; resolves when the last answer is in or awaited in vain. Throws a text as ping prints it when there is no way at all. */
  ping(request: Omit<PingRequest, 'family'>): Promise<PingOutcome> {
    const destination4 = parseIpv4(request.destination);
    const destination6 = parseIpv6(request.destination);
    if (destination4 !== undefined) {
      if (this.#hop4(destination4) === undefined) throw new Error('ping: connect: Network is unreachable');
    } else if (destination6 === undefined) {
      throw new Error(`ping: ${request.destination}: Name or service not known`);
    } else if (this.#hop6(destination6) === undefined) throw new Error('ping: connect: Network is unreachable');
    return new Promise((resolve) => {
      const id = this.#freeId();
      const fail = (sequence: number) => () => {
        const text =
          destination4 === undefined ? 'Destination unreachable: Address unreachable' : 'Destination Host Unreachable';
        const from = destination4 === undefined ? (this.ip6 ?? this.#linkLocal) : (this.subnet?.address ?? NO_IP);
        ping.event({ kind: 'error', sequence, from, text });
      };
      const send = (sequence: number) => {
        const payload = Uint8Array.from({ length: request.size }, (_, i) => i & 255);
        const rest = ((id << 16) | (sequence & 0xffff)) >>> 0;
        if (destination4 !== undefined) {
          const echo = buildIcmp({ type: ICMP_ECHO_REQUEST, code: 0, rest, payload });
          this.#sendIpv4(destination4, IPPROTO_ICMP, echo, fail(sequence));
        } else if (destination6 !== undefined) {
          const source = destination6.startsWith('fe80') ? this.#linkLocal : (this.ip6 ?? this.#linkLocal);
          const sum = (length: number) => ipv6PseudoSum(source, destination6, IPPROTO_ICMPV6, length);
          const echo = buildIcmp({ type: ICMPV6_ECHO_REQUEST, code: 0, rest, payload }, sum);
          this.#sendIpv6(source, destination6, IPPROTO_ICMPV6, echo, fail(sequence));
        }
      };
      const family = destination4 === undefined ? 6 : 4;
      const ping = new Ping({ ...request, family }, this.#environment.clock, send, (outcome) => {
        this.#pings.delete(id);
        resolve(outcome);
      });
      this.#pings.set(id, ping);
      ping.start();
    });
  }

  #freeId(): number {
    let id = this.#number() & 0xffff;
    while (this.#pings.has(id)) id = (id + 1) & 0xffff;
    return id;
  }

  /** Opens a TCP connection, sends `text`, and gives what comes back: the echo, `Connection refused` or `Connection timed out`. */
  tcp(destination: string, port: number, text: string, timeoutMs: number): Promise<string> {
    return new Promise((resolve) => {
      const timer = this.#environment.clock.setTimeout(() => resolve('Connection timed out'), timeoutMs);
      const done = (outcome: string) => {
        timer.cancel();
        resolve(outcome);
      };
      this.#nextPort = this.#nextPort >= 60999 ? 32768 : this.#nextPort + 1;
      const [four, six] = [parseIpv4(destination), parseIpv6(destination)];
      const syn = this.#tcp.connect(destination, this.#nextPort, port, { text, done });
      if (four !== undefined) this.#sendTcp4(four, syn);
      else if (six !== undefined) this.#sendTcp6(six, syn);
      else done(`${destination}: Name or service not known`);
    });
  }

  // DHCP.

  #discover(): void {
    if (this.#isClosed || this.#lease !== undefined) return;
    this.#transaction = this.#number();
    this.#sendDhcp([{ code: 53, data: new Uint8Array([DHCP_DISCOVER]) }]);
    this.#environment.clock.setTimeout(() => this.#discover(), DHCP_RETRY_MS);
  }

  #sendDhcp(options: readonly { readonly code: number; readonly data: Uint8Array }[]): void {
    const payload = buildDhcp({
      operation: 1,
      transaction: this.#transaction,
      seconds: 0,
      flags: 0,
      clientIp: NO_IP,
      yourIp: NO_IP,
      serverIp: NO_IP,
      relayIp: NO_IP,
      clientMac: this.mac,
      serverName: '',
      bootFile: '',
      options: [...options, { code: 55, data: new Uint8Array([1, 3, 6, 26]) }],
    });
    const sum = (length: number) => ipv4PseudoSum(NO_IP, ALL_IPS, IPPROTO_UDP, length);
    const udp = buildUdp({ sourcePort: DHCP_CLIENT_PORT, destinationPort: DHCP_SERVER_PORT, payload }, sum);
    const bytes = buildIpv4Packet({ source: NO_IP, destination: ALL_IPS, protocol: IPPROTO_UDP, payload: udp });
    this.#frame(BROADCAST, ETHERTYPE_IPV4, { bytes });
  }

  #dhcp(bytes: Uint8Array): void {
    const message = parseDhcp(bytes);
    if (message.transaction !== this.#transaction || message.clientMac !== this.mac) return;
    const type = dhcpOption(message, 53)?.[0];
    const server = dhcpOption(message, 54);
    if (type === DHCP_OFFER && server !== undefined && this.#lease === undefined) {
      const wanted = ipv4ToNumber(message.yourIp);
      this.#sendDhcp([
        { code: 53, data: new Uint8Array([DHCP_REQUEST]) },
        { code: 50, data: new Uint8Array([wanted >>> 24, wanted >>> 16, wanted >>> 8, wanted]) },
        { code: 54, data: server },
      ]);
    } else if (type === DHCP_ACK) {
      const mask = readAddress(dhcpOption(message, 1)) ?? ipv4Mask(24);
      const router = readAddress(dhcpOption(message, 3));
      this.#lease = {
        subnet: { address: message.yourIp, prefix: ipv4MaskToPrefix(mask) ?? 24 },
        gateway: router === undefined ? undefined : ipv4FromNumber(router),
      };
    } else if (type === DHCP_NAK) this.#lease = undefined;
  }

  /** One line for sim/list. */
  describe(): string {
    const ip =
      this.subnet === undefined
        ? this.#options.ip === 'dhcp'
          ? 'dhcp pending'
          : '-'
        : `${this.subnet.address}/${this.subnet.prefix}`;
    const six = this.#options.ip6 === undefined ? '' : ` ${this.#options.ip6.address}/${this.#options.ip6.prefix}`;
    const gateway = this.gateway === undefined ? '' : ` gateway ${this.gateway}`;
    return `${this.name}: ${this.mac} ${ip}${six}${gateway}`;
  }
}

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

/** Identifier and sequence number of a quoted echo request, in one word. */
function parseQuoted4(quoted: Uint8Array): number | undefined {
  const header = ((quoted[0] ?? 0) & 15) * 4;
  if (quoted.length < header + 8) return undefined;
  return new DataView(quoted.buffer, quoted.byteOffset).getUint32(header + 4);
}

function readAddress(data: Uint8Array | undefined): number | undefined {
  if (data === undefined || data.length < 4) return undefined;
  return new DataView(data.buffer, data.byteOffset).getUint32(0);
}
