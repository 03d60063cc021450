/**
 * UDP sockets of tunnels. All tunnels of one kind, local address and port share one socket; without `options:local_ip` that
 * address is 0.0.0.0. Before: datagrams of peers. After: frames with their tunnel key, for the port whose peer sent them.
 */
import { createSocket, type Socket } from 'node:dgram';
import { systemCode } from '#base';
import { buildGeneve, buildVxlan, ETHERTYPE_TEB, parseGeneve, parseVxlan } from '#packets';
import type { TunnelHeader } from '../datapath/operation.js';

export type UdpTunnelKind = 'geneve' | 'vxlan';

export interface Arrival {
  readonly kind: UdpTunnelKind;
  readonly vni: number;
  readonly options: TunnelHeader['options'];
  readonly frame: Uint8Array;
  readonly source: string;
  readonly destination: string;
}

/** A datagram as it was read from the socket, for captures. */
export interface CapturedDatagram {
  readonly timeUs: number;
  readonly source: string;
  readonly sourcePort: number;
  readonly destination: string;
  readonly destinationPort: number;
  readonly payload: Uint8Array;
}

export interface EndpointCounters {
  received: number;
  sent: number;
  /** Datagrams that are no tunnel frames. */
  malformed: number;
  /** Frames of peers that no tunnel port knows. */
  unknownPeer: number;
  errors: number;
}

export interface EndpointEvents {
  /** False when no port wants the frame. */
  onFrame(endpoint: TunnelEndpoint, arrival: Arrival): boolean;
  onDatagram(datagram: CapturedDatagram): void;
  /** Microseconds since 1970. */
  nowUs(): number;
  log(text: string): void;
}

/** Bytes waiting to be sent, past which frames are dropped. */
const MAX_QUEUED = 4 << 20;

export class TunnelEndpoint {
  readonly kind: UdpTunnelKind;
  readonly address: string;
  readonly port: number;
  readonly counters: EndpointCounters = { received: 0, sent: 0, malformed: 0, unknownPeer: 0, errors: 0 };
  /** How many tunnel ports use it. */
  users = 0;
  /** Why it cannot be used. */
  error: string | undefined;
  readonly #events: EndpointEvents;
  readonly #socket: Socket;
  readonly ready: Promise<void>;

  constructor(kind: UdpTunnelKind, address: string, port: number, events: EndpointEvents) {
    this.kind = kind;
    this.address = address;
    this.port = port;
    this.#events = events;
    this.#socket = createSocket({
      type: address.includes(':') ? 'udp6' : 'udp4',
      recvBufferSize: 8 << 20,
      sendBufferSize: 4 << 20,
    });
    this.ready = new Promise((resolve) => {
      this.#socket.once('listening', resolve);
      this.#socket.on('error', (error) => {
        this.counters.errors++;
        if (this.error === undefined) {
          const code = systemCode(error) ?? error.message;
          this.error = `cannot bind ${address} port ${port}: ${code}`;
          events.log(`${kind}: ${this.error}`);
        }
        resolve();
      });
    });
    this.#socket.on('message', (bytes, from) => this.#receive(bytes, from.address, from.port));
    this.#socket.bind(port, address);
  }

  #receive(bytes: Uint8Array, source: string, sourcePort: number): void {
    this.counters.received++;
    const { address: destination, port: destinationPort } = this;
    const timeUs = this.#events.nowUs();
    this.#events.onDatagram({ timeUs, source, sourcePort, destination, destinationPort, payload: bytes });
    let arrival: Arrival;
    try {
      arrival = { ...read(this.kind, bytes), kind: this.kind, source, destination };
    } catch {
      this.counters.malformed++;
      return;
    }
    if (!this.#events.onFrame(this, arrival)) this.counters.unknownPeer++;
  }

  /** Encapsulates a frame and sends it. */
  send(frame: Uint8Array, header: TunnelHeader): 'sent' | 'drop' {
    if (this.error !== undefined || this.#socket.getSendQueueSize() > MAX_QUEUED) return 'drop';
    const vni = Number(header.id & 0xffffffn);
    const datagram =
      this.kind === 'geneve'
        ? buildGeneve({ vni, oam: false, protocol: ETHERTYPE_TEB, options: header.options, payload: frame })
        : buildVxlan({ vni, payload: frame });
    this.counters.sent++;
    this.#socket.send(datagram, this.port, header.destination, (error) => {
      if (error !== null) this.counters.errors++;
    });
    return 'sent';
  }

  close(): void {
    this.#socket.close();
  }
}

function read(kind: UdpTunnelKind, bytes: Uint8Array): Pick<Arrival, 'vni' | 'options' | 'frame'> {
  if (kind === 'vxlan') {
    const { vni, payload } = parseVxlan(bytes);
    return { vni, options: [], frame: payload.slice() };
  }
  const { vni, protocol, options, payload } = parseGeneve(bytes);
  if (protocol !== ETHERTYPE_TEB) throw new Error(`Geneve protocol ${protocol}`);
  return { vni, options, frame: payload.slice() };
}
