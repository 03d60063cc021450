/** Ports of a switch as messages describe them. Before: the switch's port list. After: the wire codec, `ofctl show`. */
import type { Mac } from '#base';

/** Bits of `PortDescription.config`. */
export const portConfig = {
  portDown: 1,
  noStp: 2,
  noReceive: 4,
  noReceiveStp: 8,
  noFlood: 16,
  noForward: 32,
  noPacketIn: 64,
} as const;
/** Bits of `PortDescription.state`. */
export const portState = { linkDown: 1, blocked: 2, live: 4 } as const;
/** Bits of the features words (OpenFlow 1.1+; the 1.0 wire differs). */
export const portFeatures = {
  half10Mb: 1,
  full10Mb: 2,
  half100Mb: 4,
  full100Mb: 8,
  half1Gb: 16,
  full1Gb: 32,
  full10Gb: 64,
  full40Gb: 128,
  full100Gb: 256,
  full1Tb: 512,
  other: 1024,
  copper: 2048,
  fiber: 4096,
  autoNegotiate: 8192,
  pause: 16384,
  pauseAsymmetric: 32768,
} as const;

export interface PortDescription {
  /** 16 bits (port.ts). */
  readonly port: number;
  readonly mac: Mac;
  readonly name: string;
  readonly config: number;
  readonly state: number;
  readonly current: number;
  readonly advertised: number;
  readonly supported: number;
  readonly peer: number;
  /** kbit/s. */
  readonly currentSpeed: number;
  readonly maxSpeed: number;
}

export interface PortStats {
  readonly port: number;
  readonly rxPackets: bigint;
  readonly txPackets: bigint;
  readonly rxBytes: bigint;
  readonly txBytes: bigint;
  readonly rxDropped: bigint;
  readonly txDropped: bigint;
  readonly rxErrors: bigint;
  readonly txErrors: bigint;
  readonly rxFrameErrors: bigint;
  readonly rxOverruns: bigint;
  readonly rxCrcErrors: bigint;
  readonly collisions: bigint;
  readonly durationSeconds: number;
  readonly durationNanoseconds: number;
}

/** The value of a counter that is not kept. */
export const UNKNOWN_COUNT = 0xffffffffffffffffn;

export interface PortMod {
  readonly kind: 'port_mod';
  readonly port: number;
  readonly mac: Mac;
  readonly config: number;
  readonly mask: number;
  readonly advertise: number;
}

export interface PortStatus {
  readonly kind: 'port_status';
  readonly reason: 'add' | 'delete' | 'modify';
  readonly port: PortDescription;
}

export interface QueueStats {
  readonly port: number;
  readonly queue: number;
  readonly txBytes: bigint;
  readonly txPackets: bigint;
  readonly txErrors: bigint;
  readonly durationSeconds: number;
  readonly durationNanoseconds: number;
}
