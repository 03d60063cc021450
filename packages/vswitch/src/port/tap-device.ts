/** TAP devices: ports of type `internal` and `tap`. The kernel of this host is at the other end. */
import { writeSync } from 'node:fs';
import { macToBytes, parseMac, systemCode } from '#base';
import type { Device, DeviceState, Receive } from './device.js';
import type { FrameReader, ReadFrames } from './frame-reader.js';
import type { Kernel } from './kernel.js';
import { kernelState } from './link-state.js';

const DRIVER = 'tun';

export interface TapOptions {
  readonly mac: string | undefined;
  readonly mtu: number | undefined;
  /** The device outlives the switch's process, for a Linux bridge that has it as its port. */
  readonly isKept: boolean;
}

export class TapDevice implements Device {
  readonly #kernel: Kernel;
  readonly #isKept: boolean;
  readonly #name: string;
  readonly #fd: number;
  readonly #reader: FrameReader;
  /** When it was last seen in this network namespace. */
  #seen: DeviceState;

  /** Throws DeviceError: no privilege, name taken. */
  constructor(kernel: Kernel, name: string, options: TapOptions, read: ReadFrames, receive: Receive) {
    this.#kernel = kernel;
    this.#isKept = options.isKept;
    this.#name = name;
    this.#fd = kernel.openTap(name);
    if (this.#isKept) kernel.keepTap(this.#fd, 'keep');
    const mac = options.mac === undefined ? undefined : parseMac(options.mac);
    kernel.setLink(name, {
      ...(mac && { mac: macToBytes(mac) }),
      ...(options.mtu !== undefined && { mtu: options.mtu }),
    });
    this.#seen = kernelState(kernel, name, DRIVER);
    this.#reader = read(kernel, this.#fd, receive);
  }

  send(bytes: Uint8Array): 'sent' | 'drop' | 'error' {
    try {
      writeSync(this.#fd, bytes);
      return 'sent';
    } catch (error) {
      // EIO: the link is down; EAGAIN and ENOBUFS: no room.
      const code = systemCode(error);
      return code === 'EIO' || code === 'EAGAIN' || code === 'ENOBUFS' ? 'drop' : 'error';
    }
  }

  state(): DeviceState {
    const state = kernelState(this.#kernel, this.#name, DRIVER);
    if (state.ifindex === undefined && this.#kernel.hasTap(this.#fd)) {
      // Given to another network namespace, as a container's: only there it is known whether it is up.
      return { ...this.#seen, isUp: true, hasLink: true };
    }
    this.#seen = state;
    return state;
  }

  close(how: 'remove' | 'leave'): void {
    if (this.#isKept && how === 'remove') this.#kernel.keepTap(this.#fd, 'drop');
    this.#reader.close();
  }
}
