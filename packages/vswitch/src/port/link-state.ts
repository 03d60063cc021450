/** What the kernel says of a network device, as the Interface row shows it. */
import { macFromBytes } from '#base';
import type { DeviceState } from './device.js';
import type { Kernel } from './kernel.js';

export function kernelState(kernel: Kernel, name: string, driver: string): DeviceState {
  const link = kernel.link(name);
  return {
    mac: link && macFromBytes(link.mac),
    mtu: link?.mtu,
    ifindex: link?.index,
    isUp: link?.isUp === true,
    hasLink: link?.hasCarrier === true,
    status: new Map([['driver_name', driver]]),
  };
}
