/** Asks for an IPv4 address (RFC 2131) until it has one. Before: DHCP messages of the stack. After: the lease. */
import { type Ipv4, ipv4FromNumber, ipv4Mask, ipv4MaskToPrefix, ipv4ToNumber } from '#base';
import {
  buildDhcp,
  buildIpv4Packet,
  buildUdp,
  DHCP_ACK,
  DHCP_CLIENT_PORT,
  DHCP_DISCOVER,
  DHCP_NAK,
  DHCP_OFFER,
  DHCP_REQUEST,
  DHCP_SERVER_PORT,
  dhcpOption,
  ETHERTYPE_IPV4,
  IPPROTO_UDP,
  ipv4PseudoSum,
  parseDhcp,
} from '#packets';
import { ALL_IPS, BROADCAST, NO_IP } from './addresses.js';
import type { Link } from './link.js';
import type { Subnet4 } from './machine-options.js';

export interface Lease {
  readonly subnet: Subnet4;
  readonly gateway: Ipv4 | undefined;
}

/** Options of DHCP (RFC 2132). */
const SUBNET_MASK = 1;
const ROUTER = 3;
const REQUESTED_ADDRESS = 50;
const MESSAGE_TYPE = 53;
const SERVER = 54;
const PARAMETERS = 55;
/** Mask, router, name servers and MTU. */
const WANTED = new Uint8Array([SUBNET_MASK, ROUTER, 6, 26]);
const RETRY_MS = 2000;

export class DhcpClient {
  readonly #link: Link;
  #lease: Lease | undefined;
  #transaction = 0;

  constructor(link: Link) {
    this.#link = link;
  }

  get lease(): Lease | undefined {
    return this.#lease;
  }

  /** Asks, and again as long as nobody answers. */
  discover(): void {
    if (this.#link.isClosed || this.#lease !== undefined) return;
    this.#transaction = this.#link.randomNumber();
    this.#send([{ code: MESSAGE_TYPE, data: new Uint8Array([DHCP_DISCOVER]) }]);
    this.#link.clock.setTimeout(() => this.discover(), RETRY_MS);
  }

  /** Takes a message for the client's port. */
  receive(bytes: Uint8Array): void {
    const message = parseDhcp(bytes);
    if (message.transaction !== this.#transaction || message.clientMac !== this.#link.mac) return;
    const type = dhcpOption(message, MESSAGE_TYPE)?.[0];
    const server = dhcpOption(message, SERVER);
    if (type === DHCP_OFFER && server !== undefined && this.#lease === undefined) {
      const wanted = ipv4ToNumber(message.yourIp);
      this.#send([
        { code: MESSAGE_TYPE, data: new Uint8Array([DHCP_REQUEST]) },
        { code: REQUESTED_ADDRESS, data: new Uint8Array([wanted >>> 24, wanted >>> 16, wanted >>> 8, wanted]) },
        { code: SERVER, data: server },
      ]);
    } else if (type === DHCP_ACK) {
      const mask = readAddress(dhcpOption(message, SUBNET_MASK)) ?? ipv4Mask(24);
      const router = readAddress(dhcpOption(message, ROUTER));
      this.#lease = {
        subnet: { address: message.yourIp, prefix: ipv4MaskToPrefix(mask) ?? 24 },
        gateway: router === undefined ? undefined : ipv4FromNumber(router),
      };
    } else if (type === DHCP_NAK && this.#lease !== undefined) {
      this.#lease = undefined;
      this.discover();
    }
  }

  #send(options: readonly { readonly code: number; readonly data: Uint8Array }[]): void {
    const payload = buildDhcp({
      operation: 1,
      transaction: this.#transaction,
      seconds: 0,
      flags: 0,
      clientIp: NO_IP,
      yourIp: NO_IP,
      serverIp: NO_IP,
      relayIp: NO_IP,
      clientMac: this.#link.mac,
      serverName: '',
      bootFile: '',
      options: [...options, { code: PARAMETERS, data: WANTED }],
    });
    const sum = (length: number) => ipv4PseudoSum(NO_IP, ALL_IPS, IPPROTO_UDP, length);
    const udp = buildUdp({ sourcePort: DHCP_CLIENT_PORT, destinationPort: DHCP_SERVER_PORT, payload }, sum);
    const bytes = buildIpv4Packet({ source: NO_IP, destination: ALL_IPS, protocol: IPPROTO_UDP, payload: udp });
    this.#link.send(BROADCAST, ETHERTYPE_IPV4, bytes);
  }
}

function readAddress(data: Uint8Array | undefined): number | undefined {
  if (data === undefined || data.length < 4) return undefined;
  return new DataView(data.buffer, data.byteOffset).getUint32(0);
}
