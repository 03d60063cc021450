/**
 * A simulated machine on a switch port: answers ARP, neighbour solicitations, pings, UDP and TCP on its echo ports; pings and
 * connects when told; asks DHCP for its address. Before: frames of its port. After: frames for its port.
 */
import { type Ipv4, type Ipv6, type Mac, parseIpv4, parseIpv6 } from '#base';
import {
  ETHERTYPE_ARP,
  ETHERTYPE_IPV4,
  ETHERTYPE_IPV6,
  type Ethernet,
  parseArp,
  parseEthernet,
  parseIpv6Packet,
} from '#packets';
import { TcpMachine } from './echo-server.js';
import { Ipv4Stack } from './ipv4-stack.js';
import { Ipv6Stack } from './ipv6-stack.js';
import { Link, type MachineEnvironment } from './link.js';
import type { MachineOptions, Subnet4 } from './machine-options.js';
import type { PingOutcome, PingRequest } from './ping.js';
import { Pings } from './pings.js';

const FIRST_PORT = 32768;
const LAST_PORT = 60999;

export class Machine {
  readonly name: string;
  readonly mac: Mac;
  readonly #options: MachineOptions;
  readonly #link: Link;
  readonly #pings: Pings;
  readonly #tcp: TcpMachine;
  readonly #ipv4: Ipv4Stack;
  readonly #ipv6: Ipv6Stack;
  #nextPort = FIRST_PORT;

  constructor(name: string, mac: Mac, options: MachineOptions, environment: MachineEnvironment) {
    this.name = name;
    this.mac = mac;
    this.#options = options;
    this.#link = new Link(mac, environment);
    this.#pings = new Pings(this.#link);
    this.#tcp = new TcpMachine(options.echoPorts, (below) => this.#link.randomNumber() % below);
    this.#ipv4 = new Ipv4Stack(this.#link, options, this.#tcp, this.#pings);
    this.#ipv6 = new Ipv6Stack(this.#link, options, this.#tcp, this.#pings);
  }

  /** Starts what needs no peer's doing: DHCP. */
  start(): void {
    this.#ipv4.start();
  }

  get subnet(): Subnet4 | undefined {
    return this.#ipv4.subnet;
  }

  get gateway(): Ipv4 | undefined {
    return this.#ipv4.gateway;
  }

  get ip6(): Ipv6 | undefined {
    return this.#ipv6.address;
  }

  close(): void {
    this.#link.close();
    this.#ipv4.close();
    this.#ipv6.close();
    this.#pings.close();
  }

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
    if (frame.etherType === ETHERTYPE_ARP) this.#ipv4.receiveArp(parseArp(frame.payload));
    else if (frame.etherType === ETHERTYPE_IPV4) this.#ipv4.receive(frame);
    else if (frame.etherType === ETHERTYPE_IPV6) this.#ipv6.receive(parseIpv6Packet(frame.payload));
  }

  /** Pings; resolves when the last answer is in or awaited in vain. Throws a text as ping prints it when there is no way at all. */
  ping(request: Omit<PingRequest, 'family'>): Promise<PingOutcome> {
    const { destination } = request;
    const four = parseIpv4(destination);
    if (four !== undefined) {
      if (this.#ipv4.hop(four) === undefined) throw new Error('ping: connect: Network is unreachable');
      return this.#pings.start({ ...request, family: 4 }, (...echo) => this.#ipv4.sendEcho(four, ...echo));
    }
    const six = parseIpv6(destination);
    if (six === undefined) throw new Error(`ping: ${destination}: Name or service not known`);
    if (this.#ipv6.hop(six) === undefined) throw new Error('ping: connect: Network is unreachable');
    return this.#pings.start({ ...request, family: 6 }, (...echo) => this.#ipv6.sendEcho(six, ...echo));
  }

  /** Opens a TCP connection, sends `text`, and gives what comes back: the echo, `Connection refused` or `Connection timed out`. */
  tcp(destination: string, port: number, text: string, timeoutMs: number): Promise<string> {
    return new Promise((resolve) => {
      const timer = this.#link.clock.setTimeout(() => resolve('Connection timed out'), timeoutMs);
      const done = (outcome: string) => {
        timer.cancel();
        resolve(outcome);
      };
      this.#nextPort = this.#nextPort >= LAST_PORT ? FIRST_PORT : this.#nextPort + 1;
      const [four, six] = [parseIpv4(destination), parseIpv6(destination)];
      const syn = this.#tcp.connect(destination, this.#nextPort, port, { text, done });
      if (four !== undefined) this.#ipv4.sendTcp(four, syn);
      else if (six !== undefined) this.#ipv6.sendTcp(six, syn);
      else done(`${destination}: Name or service not known`);
    });
  }

  /** One line for sim/list. */
  describe(): string {
    const { subnet, gateway } = this;
    const pending = this.#options.ip === 'dhcp' ? 'dhcp pending' : '-';
    const four = subnet === undefined ? pending : `${subnet.address}/${subnet.prefix}`;
    const { ip6 } = this.#options;
    const six = ip6 === undefined ? '' : ` ${ip6.address}/${ip6.prefix}`;
    return `${this.name}: ${this.mac} ${four}${six}${gateway === undefined ? '' : ` gateway ${gateway}`}`;
  }
}
