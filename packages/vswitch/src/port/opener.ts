/** Opens the device that an interface's type names. */
import type { Clock, Mac } from '#base';
import { type Device, DeviceError, type Receive } from './device.js';
import type { ReadFrames } from './frame-reader.js';
import { type Kernel, loadKernel } from './kernel.js';
import { NullDevice } from './null-device.js';
import { PacketDevice } from './packet-device.js';
import { SimDevice } from './sim-device.js';
import { TapDevice } from './tap-device.js';

export interface DeviceRequest {
  readonly name: string;
  readonly type: string;
  readonly options: ReadonlyMap<string, string>;
  readonly mac: Mac;
  /** The row asked for this address. */
  readonly isMacWanted: boolean;
  readonly mtu: number | undefined;
  /** A bridge's own port, which is there even when no TAP device can be made. */
  readonly isLocal: boolean;
}

export interface OpenerEnvironment {
  readonly clock: Clock;
  readonly random: (count: number) => Uint8Array;
  readonly log: (text: string) => void;
  /** How frames are read from the kernel. */
  readonly read: ReadFrames;
}

/** Types of interfaces with a device; tunnels and patches have none. */
export const DEVICE_TYPES: readonly string[] = ['internal', 'sim', 'system', 'tap'];

export class DeviceOpener {
  readonly #environment: OpenerEnvironment;
  #kernel: Promise<Kernel> | undefined;

  constructor(environment: OpenerEnvironment) {
    this.#environment = environment;
  }

  /** Rejects with DeviceError; its message is for Interface.error. */
  async open(request: DeviceRequest, receive: Receive): Promise<Device> {
    const { name, type, mac, mtu } = request;
    switch (type) {
      case 'sim': {
        const device = new SimDevice(name, mac, request.options, this.#environment, receive);
        device.start();
        return device;
      }
      case 'internal':
      case 'tap':
        try {
          const kernel = await this.#load();
          const wantedMac = request.isLocal || request.isMacWanted ? mac : undefined;
          return new TapDevice(
            kernel,
            name,
            { mac: wantedMac, mtu, isKept: !request.isLocal },
            this.#environment.read,
            receive,
          );
        } catch (error) {
          if (!request.isLocal) throw error;
          const reason = error instanceof Error ? error.message : String(error);
          this.#environment.log(`${name}: the bridge has no local device: ${reason}`);
          return new NullDevice(mac, reason);
        }
      case 'system':
        return new PacketDevice(await this.#load(), name, mtu, this.#environment.read, receive);
      default:
        throw new DeviceError(`could not open network device ${name} (Address family not supported by protocol)`);
    }
  }

  #load(): Promise<Kernel> {
    this.#kernel ??= loadKernel();
    return this.#kernel;
  }
}
