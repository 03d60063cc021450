/** What the kernel says of a network device (/sys/class/net). */
import { readFileSync } from 'node:fs';
import type { DeviceState } from './device.js';

export function kernelState(name: string, driver: string): DeviceState {
  const read = (file: string): string | undefined => {
    try {
      return readFileSync(`/sys/class/net/${name}/${file}`, 'latin1').trim();
    } catch {
      return undefined;
    }
  };
  const number = (text: string | undefined) => (text === undefined ? undefined : Number(text));
  const flags = Number(read('flags') ?? '0');
  return {
    mac: read('address'),
    mtu: number(read('mtu')),
    ifindex: number(read('ifindex')),
    isUp: (flags & 1) !== 0,
    hasLink: read('carrier') === '1',
    status: new Map([['driver_name', driver]]),
  };
}
