import type { Uuid } from '#base';
import { index, query, type Read } from '#incremental';
import { Address_Set, Multicast_Group, Port_Binding, Port_Group } from '#schemas/southbound';
import { bindingOf } from '../local/binding.js';
import { isLocalDatapath } from '../local/datapath.js';
import { ownChassis } from '../local/own-chassis.js';
import { portByName } from '../local/port-index.js';
import { HOST } from '../local/settings.js';

const groupsByName = index(Multicast_Group, 'name', (row) => [`${row.datapath}/${row.name}`]);
const addressSetsByName = index(Address_Set, 'name', (row) => [row.name]);
const portGroupsByName = index(Port_Group, 'name', (row) => [row.name]);

/** What logical flows call the outport of a packet that has none. */
const NO_PORT = 'none';

/** Tunnel key of a port or multicast group of a datapath. */
export function portKey(read: Read, datapath: Uuid<'Datapath_Binding'>, name: string): number | undefined {
  if (name === NO_PORT) return 0;
  const id = read(portByName, name);
  const port = id === undefined ? undefined : read.whole(Port_Binding, id);
  if (port !== undefined && port.datapath === datapath) return port.tunnel_key;
  const [group] = read.find(groupsByName, `${datapath}/${name}`);
  return group === undefined ? undefined : read.row(Multicast_Group, group)?.tunnel_key;
}

/** Members of `$name`. */
export function addressSet(read: Read, name: string): readonly string[] | undefined {
  const [id] = read.find(addressSetsByName, name);
  return id === undefined ? undefined : read.row(Address_Set, id)?.addresses;
}

/** Members of `@name`, which northd splits by datapath. */
export function portGroup(read: Read, datapathKey: number, name: string): readonly string[] | undefined {
  const [id] = read.find(portGroupsByName, `${datapathKey}_${name}`);
  return id === undefined ? undefined : read.row(Port_Group, id)?.ports;
}

/** `is_chassis_resident("name")` of ovn-sb(5). */
export const isChassisResident = query('isChassisResident', (read, name: string): boolean => {
  const id = read(portByName, name);
  const port = id === undefined ? undefined : read.row(Port_Binding, id);
  if (id === undefined || port === undefined) return false;
  const own = read(ownChassis, HOST);
  if (own !== undefined && port.chassis === own) return true;
  const kind = read(bindingOf, id)?.kind;
  return kind === 'vif' || kind === 'container';
});

/**
 * Is a port one whose packets can be in this host's pipelines? Logical flows that are for one port only (Logical_Flow.tags:in_out_port)
 * are left out elsewhere.
 */
export const isRelatedPort = query('isRelatedPort', (read, name: string): boolean => {
  const id = read(portByName, name);
  const port = id === undefined ? undefined : read.row(Port_Binding, id);
  if (id === undefined || port === undefined || !read(isLocalDatapath, port.datapath)) return false;
  return port.type === 'localnet' || read(bindingOf, id) !== undefined;
});
