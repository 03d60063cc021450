/**
 * What northd writes back to Logical_Switch_Port: `up`, and the VLAN tag of a child port. Each row of these relations means:
 * this column is not yet what it should be.
 */
import { each, index, type Query, query, type Relation, relation } from '#incremental';
import { Logical_Switch_Port } from '#schemas/northbound';
import { Port_Binding } from '#schemas/southbound';
import { tagOfPort } from '../facts/port-tag.js';
import { type SwitchPortId, switchOfPort } from '../facts/switch-port.js';

export interface PortUp {
  readonly id: SwitchPortId;
  readonly up: boolean;
}

export interface PortTag {
  readonly id: SwitchPortId;
  readonly tag: number;
}

const bindingsByPort = index(Port_Binding, 'bindings-by-port', (row) => [row.logical_port]);

/** True when a chassis has the port, and says that it works where it can say so. */
const isBindingUp: Query<string, boolean> = query('is-binding-up', (read, name) => {
  const id = read.find(bindingsByPort, name)[0];
  const row = id === undefined ? undefined : read.row(Port_Binding, id);
  return row?.up ?? row?.chassis !== undefined;
});

/** Ports to routers are always up: no chassis has them. */
export const portUps: Relation<PortUp> = relation('port-ups', (row) => row.id, [
  each(Logical_Switch_Port, (read, id) => {
    const row = read.row(Logical_Switch_Port, id);
    if (row === undefined || read(switchOfPort, id) === undefined) return [];
    const up = row.type === 'router' || read(isBindingUp, row.name);
    return row.up === up ? [] : [{ id, up }];
  }),
]);

/** Tags that were asked for or dealt, and that the row does not have yet. */
export const portTags: Relation<PortTag> = relation('port-tags', (row) => row.id, [
  each(Logical_Switch_Port, (read, id) => {
    const tag = read(tagOfPort, id);
    return tag === undefined || read.row(Logical_Switch_Port, id)?.tag === tag ? [] : [{ id, tag }];
  }),
]);
