/** The device of a `sim` port: a simulated machine instead of a wire. */
import type { Clock, Mac } from '#base';
import { Machine } from '../sim/machine.js';
import { readMachineOptions } from '../sim/machine-options.js';
import { type Device, DeviceError, type DeviceState, type Receive } from './device.js';

export class SimDevice implements Device {
  readonly machine: Machine;
  readonly #mtu: number;

  /** Throws DeviceError for malformed options. Frames go each in a turn of their own, as over a wire. */
  constructor(
    name: string,
    mac: Mac,
    options: ReadonlyMap<string, string>,
    environment: { readonly clock: Clock; readonly random: (count: number) => Uint8Array },
    receive: Receive,
  ) {
    const read = readMachineOptions(options);
    if ('problem' in read) throw new DeviceError(`${name}: ${read.problem}`);
    this.#mtu = read.mtu;
    this.machine = new Machine(name, read.mac ?? mac, read, {
      ...environment,
      send: (frame) => setImmediate(() => receive(frame)),
    });
  }

  start(): void {
    this.machine.start();
  }

  send(bytes: Uint8Array): 'sent' | 'drop' {
    if (bytes.length > this.#mtu + 18) return 'drop';
    const copy = bytes.slice();
    setImmediate(() => this.machine.receive(copy));
    return 'sent';
  }

  state(): DeviceState {
    return {
      mac: this.machine.mac,
      mtu: this.#mtu,
      ifindex: undefined,
      isUp: true,
      hasLink: true,
      status: new Map([['driver_name', 'sim']]),
    };
  }

  close(): void {
    this.machine.close();
  }
}
