/**
 * All tunnel ports of the switch and the sockets they share. Before: reconfiguration adds ports. After: frames of peers find their
 * port; frames of the switch find their socket.
 */
import { ipv4ToNumber, ipv6ToBigInt, parseIpv4, parseIpv6 } from '#base';
import type { TunnelArrival } from '../datapath/datapath.js';
import type { TunnelHeader } from '../datapath/operation.js';
import type { DatapathPort } from '../datapath/port.js';
import { presenceOf } from '../key/key-match.js';
import { type FlowKey, word } from '../key/layout.js';
import type { TranslationBridge, TunnelConfig } from '../translate/translation-bridge.js';
import { type Arrival, type CapturedDatagram, TunnelEndpoint, type UdpTunnelKind } from './tunnel-endpoint.js';

/** A tunnel port as the sockets know it. */
export interface TunnelPort {
  readonly datapathPort: DatapathPort;
  readonly config: TunnelConfig;
  /** UDP port. */
  readonly udpPort: number;
  receive(frame: Uint8Array, arrival: TunnelArrival): void;
}

export interface TunnelsEnvironment {
  readonly nowUs: () => number;
  readonly log: (text: string) => void;
}

const ANY = '0.0.0.0';
const DEFAULT_PORTS: Readonly<Record<UdpTunnelKind, number>> = { geneve: 6081, vxlan: 4789 };

/** The UDP port of a tunnel without `options:dst_port`. */
export function defaultUdpPort(kind: UdpTunnelKind): number {
  return DEFAULT_PORTS[kind];
}

export class Tunnels {
  readonly #endpoints = new Map<string, TunnelEndpoint>();
  readonly #ports = new Map<DatapathPort, TunnelPort>();
  readonly #captures = new Set<(datagram: CapturedDatagram) => void>();
  readonly #environment: TunnelsEnvironment;

  constructor(environment: TunnelsEnvironment) {
    this.#environment = environment;
  }

  get endpoints(): Iterable<TunnelEndpoint> {
    return this.#endpoints.values();
  }

  /** Adds a port, opening its socket if it is the first there; resolves with what is wrong, if anything. */
  async add(port: TunnelPort): Promise<string | undefined> {
    this.#ports.set(port.datapathPort, port);
    const endpoint = this.#open(port);
    if (endpoint === undefined) return `${port.config.kind} tunnels are not supported by this switch`;
    endpoint.users++;
    await endpoint.ready;
    return endpoint.error;
  }

  #open(port: TunnelPort): TunnelEndpoint | undefined {
    const { kind, local = ANY } = port.config;
    if (kind === 'gre') return undefined;
    const id = `${kind} ${local} ${port.udpPort}`;
    const known = this.#endpoints.get(id);
    if (known !== undefined && known.error === undefined) return known;
    known?.close();
    const endpoint = new TunnelEndpoint(kind, local, port.udpPort, {
      onFrame: (from, arrival) => this.#deliver(from, arrival),
      onDatagram: (datagram) => {
        for (const capture of this.#captures) capture(datagram);
      },
      nowUs: this.#environment.nowUs,
      log: this.#environment.log,
    });
    endpoint.users = known?.users ?? 0;
    this.#endpoints.set(id, endpoint);
    return endpoint;
  }

  remove(datapathPort: DatapathPort): void {
    const port = this.#ports.get(datapathPort);
    if (port === undefined) return;
    this.#ports.delete(datapathPort);
    const id = `${port.config.kind} ${port.config.local ?? ANY} ${port.udpPort}`;
    const endpoint = this.#endpoints.get(id);
    if (endpoint === undefined || --endpoint.users > 0) return;
    this.#endpoints.delete(id);
    endpoint.close();
  }

  /** Sends a frame out of a tunnel port. */
  send(datapathPort: DatapathPort, frame: Uint8Array, header: TunnelHeader): 'sent' | 'drop' {
    const port = this.#ports.get(datapathPort);
    if (port === undefined) return 'drop';
    const endpoint = this.#endpoints.get(`${port.config.kind} ${port.config.local ?? ANY} ${port.udpPort}`);
    return endpoint?.send(frame, header) ?? 'drop';
  }

  #deliver(endpoint: TunnelEndpoint, arrival: Arrival): boolean {
    const port = this.#portOf(endpoint, arrival);
    if (port === undefined) return false;
    port.receive(arrival.frame, { write: (key, bridge) => writeArrival(key, bridge, arrival) });
    return true;
  }

  /** The most specific port: its peer by name, before one whose peer is the flow's; its key by value, before one whose key is the flow's. */
  #portOf(endpoint: TunnelEndpoint, arrival: Arrival): TunnelPort | undefined {
    let best: TunnelPort | undefined;
    let bestRank = -1;
    for (const port of this.#ports.values()) {
      const { config } = port;
      if (config.kind !== endpoint.kind || port.udpPort !== endpoint.port) continue;
      if ((config.local ?? ANY) !== endpoint.address) continue;
      if (config.remote !== 'flow' && config.remote !== arrival.source) continue;
      if (typeof config.inKey === 'bigint' && config.inKey !== BigInt(arrival.vni)) continue;
      if (config.inKey === undefined && arrival.vni !== 0) continue;
      const rank = (config.remote === 'flow' ? 0 : 2) + (config.inKey === 'flow' ? 0 : 1);
      if (rank > bestRank) {
        best = port;
        bestRank = rank;
      }
    }
    return best;
  }

  /** Hears every datagram of every socket until the function that comes back is called. */
  capture(hear: (datagram: CapturedDatagram) => void): () => void {
    this.#captures.add(hear);
    return () => void this.#captures.delete(hear);
  }

  close(): void {
    for (const endpoint of this.#endpoints.values()) endpoint.close();
    this.#endpoints.clear();
    this.#ports.clear();
  }
}

/** Writes what the tunnel brought into a key: id, addresses, mapped options. */
function writeArrival(key: FlowKey, bridge: TranslationBridge, arrival: Arrival): void {
  key[word.tunnelId + 1] = arrival.vni;
  // FLOW_TNL_F_KEY: the packet had a key.
  key[word.tunnelFlags] = 0;
  writeAddress(key, arrival.source, word.tunnelSource4, word.tunnelSource6);
  writeAddress(key, arrival.destination, word.tunnelDestination4, word.tunnelDestination6);
  for (const { optionClass, type, data } of arrival.options) {
    for (const mapping of bridge.options.values()) {
      if (mapping.optionClass !== optionClass || mapping.type !== type || mapping.length !== data.length) continue;
      const present = presenceOf(mapping.index);
      key[present.word] = (key[present.word]! | present.mask) >>> 0;
      const view = new DataView(data.buffer, data.byteOffset, data.byteLength);
      for (let i = 0; i < data.length; i += 4) {
        key[word.tunnelMetadata + mapping.firstWord + i / 4] = view.getUint32(i);
      }
    }
  }
}

function writeAddress(key: FlowKey, text: string, four: number, six: number): void {
  const address4 = parseIpv4(text);
  if (address4 !== undefined) {
    key[four] = ipv4ToNumber(address4);
    return;
  }
  const address6 = parseIpv6(text);
  if (address6 === undefined) return;
  const value = ipv6ToBigInt(address6);
  for (let i = 0; i < 4; i++) key[six + i] = Number((value >> BigInt(96 - 32 * i)) & 0xffffffffn);
}
