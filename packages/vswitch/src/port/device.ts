/**
 * What all kinds of ports have in common: the device that takes frames and gives them. Before: the interface's row names its
 * type. After: bridge/ puts a switch port before it.
 */
export interface PortCounters {
  rxPackets: number;
  txPackets: number;
  rxBytes: number;
  txBytes: number;
  rxDropped: number;
  txDropped: number;
  rxErrors: number;
  txErrors: number;
}

export function zeroCounters(): PortCounters {
  return {
    rxPackets: 0,
    txPackets: 0,
    rxBytes: 0,
    txBytes: 0,
    rxDropped: 0,
    txDropped: 0,
    rxErrors: 0,
    txErrors: 0,
  };
}

export function addTraffic(counters: PortCounters, direction: 'rx' | 'tx', bytes: number): void {
  if (direction === 'rx') {
    counters.rxPackets++;
    counters.rxBytes += bytes;
  } else {
    counters.txPackets++;
    counters.txBytes += bytes;
  }
}

/** State of a device as the Interface row shows it. */
export interface DeviceState {
  readonly mac: string | undefined;
  readonly mtu: number | undefined;
  readonly ifindex: number | undefined;
  readonly isUp: boolean;
  readonly hasLink: boolean;
  readonly status: ReadonlyMap<string, string>;
}

export interface Device {
  /** Takes a frame over synchronously; `'drop'` when there was no room, `'error'` when the device refused it. */
  send(bytes: Uint8Array): 'sent' | 'drop' | 'error';
  state(): DeviceState;
  /** Puts changed options into force; a text is what is wrong with them. */
  configure?(options: ReadonlyMap<string, string>): string | undefined;
  /**
   * Gives the device up. `'remove'`: its port is gone, and so is what the switch made for it; `'leave'`: the switch ends, and what
   * others may have joined to the device (addresses, a Linux bridge) is to be there when it starts again.
   */
  close(how: 'remove' | 'leave'): void;
}

/** Called for every frame that a device gives; the bytes are the receiver's from then on. */
export type Receive = (bytes: Uint8Array) => void;

/** A device that cannot be opened; the message becomes Interface.error. */
export class DeviceError extends Error {}
