/** Whether ports work: what the southbound bindings say, before it stands in Logical_Switch_Port.up. */
import { index, type Query, query } from '#incremental';
import { Logical_Switch_Port } from '#schemas/northbound';
import { Port_Binding } from '#schemas/southbound';
import { type SwitchPortId, switchOfPort } from './switch-port.js';

const bindingsByPort = index(Port_Binding, 'bindings-by-port', (row) => [row.logical_port]);

/** True when a chassis has the port, and says that it works where it can say so. */
const isBindingUp: Query<string, boolean> = query('is-binding-up', (read, name) => {
  const id = read.find(bindingsByPort, name)[0];
  const row = id === undefined ? undefined : read.row(Port_Binding, id);
  return row?.up ?? row?.chassis !== undefined;
});

/** Ports to routers are always up: no chassis has them. Undefined for ports that no switch lists. */
export const isPortUp = query('is-port-up', (read, id: SwitchPortId): boolean | undefined => {
  const row = read.row(Logical_Switch_Port, id);
  if (row === undefined || read(switchOfPort, id) === undefined) return undefined;
  return row.type === 'router' || read(isBindingUp, row.name);
});
