/** An interface that is in force: its switch port and what is behind it. Before: reconfiguration made it. After: reports. */
import type { Uuid } from '#base';
import type { Bridge } from '../bridge/bridge.js';
import type { SwitchPort } from '../bridge/switch-port.js';
import type { Device } from '../port/device.js';
import type { WantedInterface } from './wanted.js';

export interface LivePort {
  readonly id: Uuid<'Interface'>;
  readonly bridge: Bridge;
  wanted: WantedInterface;
  /** Undefined where the interface could not be set up. */
  readonly port: SwitchPort | undefined;
  readonly device: Device | undefined;
  error: string | undefined;
}
