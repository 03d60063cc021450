/** The network card of a simulated machine. Before: packets of its IP stacks. After: frames for its switch port. */
import type { Clock, Mac } from '#base';
import { buildEthernet } from '#packets';

export interface MachineEnvironment {
  readonly clock: Clock;
  readonly random: (count: number) => Uint8Array;
  /** Gives a frame to the switch. */
  readonly send: (frame: Uint8Array) => void;
}

export class Link {
  readonly mac: Mac;
  readonly clock: Clock;
  readonly #environment: MachineEnvironment;
  #isClosed = false;

  constructor(mac: Mac, environment: MachineEnvironment) {
    this.mac = mac;
    this.clock = environment.clock;
    this.#environment = environment;
  }

  get isClosed(): boolean {
    return this.#isClosed;
  }

  /** Sends nothing any more. */
  close(): void {
    this.#isClosed = true;
  }

  send(destination: Mac, etherType: number, payload: Uint8Array): void {
    if (this.#isClosed) return;
    this.#environment.send(buildEthernet({ destination, source: this.mac, etherType, payload }));
  }

  /** A random number of 32 bits. */
  randomNumber(): number {
    const [a = 0, b = 0, c = 0, d = 0] = this.#environment.random(4);
    return ((a << 24) | (b << 16) | (c << 8) | d) >>> 0;
  }
}
