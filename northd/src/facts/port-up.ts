/** Whether ports work: what the southbound bindings say, before it stands in Logical_Switch_Port.up. */
import { index, type Read } from '#incremental';
import { Logical_Switch_Port } from '#schemas/northbound';
import { Chassis, Port_Binding } from '#schemas/southbound';
import { isOn } from './option.js';
import { type SwitchPortId, switchOfPort } from './switch-port.js';

const bindingsByPort = index(Port_Binding, 'bindings-by-port', (row) => [row.logical_port]);

/**
 * True when a chassis has the port, and says that it works where it can say so (other_config:port-up-notif). Ports to routers are always up: no chassis has
 * them. Undefined for ports that no switch lists.
 */
export function isPortUp(read: Read, id: SwitchPortId): boolean | undefined {
  const port = read.row(Logical_Switch_Port, id);
  if (port === undefined || switchOfPort(read, id) === undefined) return undefined;
  if (port.type === 'router') return true;
  const bindingId = read.find(bindingsByPort, port.name)[0];
  const binding = bindingId === undefined ? undefined : read.row(Port_Binding, bindingId);
  const chassis = binding?.chassis === undefined ? undefined : read.row(Chassis, binding.chassis);
  if (binding === undefined || chassis === undefined) return false;
  return !isOn(chassis.other_config, 'port-up-notif') || binding.up === true;
}
