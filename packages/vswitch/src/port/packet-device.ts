/** Network devices that exist already (type `system` or none): veth ends, NICs; through a packet socket. */
import type { Device, DeviceState, Receive } from './device.js';
import type { FrameReader, ReadFrames } from './frame-reader.js';
import type { Kernel } from './kernel.js';
import { kernelState } from './link-state.js';

const EAGAIN = 11;
const ENETDOWN = 100;
const ENOBUFS = 105;

export class PacketDevice implements Device {
  readonly #kernel: Kernel;
  readonly #name: string;
  readonly #fd: number;
  readonly #reader: FrameReader;

  /** Throws DeviceError: no such device, no privilege. */
  constructor(kernel: Kernel, name: string, mtu: number | undefined, read: ReadFrames, receive: Receive) {
    this.#kernel = kernel;
    this.#name = name;
    if (kernel.link(name) !== undefined) kernel.setLink(name, { isUp: true, ...(mtu !== undefined && { mtu }) });
    this.#fd = kernel.openPacketSocket(name);
    this.#reader = read(kernel, this.#fd, receive);
  }

  send(bytes: Uint8Array): 'sent' | 'drop' | 'error' {
    const result = this.#kernel.send(this.#fd, bytes);
    if (result >= 0) return 'sent';
    return result === -EAGAIN || result === -ENETDOWN || result === -ENOBUFS ? 'drop' : 'error';
  }

  state(): DeviceState {
    return kernelState(this.#kernel, this.#name, 'af_packet');
  }

  close(): void {
    this.#reader.close();
  }
}
