/**
 * A device with nothing behind it: the local port of a bridge where no TAP device can be made (no privilege, or the name is
 * taken by another switch on this machine). Frames to it are dropped; its status says why.
 */
import type { Device, DeviceState } from './device.js';

export class NullDevice implements Device {
  readonly #mac: string;
  readonly #reason: string;

  constructor(mac: string, reason: string) {
    this.#mac = mac;
    this.#reason = reason;
  }

  send(): 'drop' {
    return 'drop';
  }

  state(): DeviceState {
    return {
      mac: this.#mac,
      mtu: 1500,
      ifindex: undefined,
      isUp: false,
      hasLink: false,
      status: new Map([['tap', this.#reason]]),
    };
  }

  close(): void {}
}
