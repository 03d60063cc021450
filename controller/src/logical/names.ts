import type { Uuid } from '#base';
import { index, query, type Read } from '#incremental';
import { Address_Set, Multicast_Group, Port_Binding, Port_Group } from '#schemas/southbound';
import { bindingOf, isBoundHere } from '../local/binding.js';
import { isLocalDatapath } from '../local/datapath.js';
import { ownChassis } from '../local/own-chassis.js';
import { portByKey, portByName } from '../local/port-index.js';
import { HOST, settings } from '../local/settings.js';

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

/** Members of `@name`, which northd splits by datapath; as for ovn-controller only those that this host has. */
export function portGroup(read: Read, datapathKey: number, name: string): readonly string[] | undefined {
  const [id] = read.find(portGroupsByName, `${datapathKey}_${name}`);
  const ports = id === undefined ? undefined : read.row(Port_Group, id)?.ports;
  return ports?.filter((port) => read(isRelatedPort, port));
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
 * Is a port one whose packets can be in this host's pipelines? A switch's flows for another port are left out, as are
 * logical flows that are for one other port only (Logical_Flow.tags:in_out_port). Which types count is what ovn-controller
 * has been seen to do: localnet, patch and vtep ports wherever they are.
 */
export const isRelatedPort = query('isRelatedPort', (read, name: string): boolean => {
  const id = read(portByName, name);
  const port = id === undefined ? undefined : read.row(Port_Binding, id);
  if (id === undefined || port === undefined || !read(isLocalDatapath, port.datapath)) return false;
  switch (port.type) {
    case 'localnet':
    case 'patch':
    case 'vtep':
      return true;
    case 'l2gateway':
    case 'l3gateway':
      return port.options.get(`${port.type}-chassis`) === read(settings, HOST).chassis;
    case 'virtual':
      return port.virtual_parent !== undefined && read(isBoundHere, port.virtual_parent);
    default:
      return read(isBoundHere, name);
  }
});

/** The same of a port by `DATAPATH/KEY`. */
export const isRelatedKey = query('isRelatedKey', (read, key: string): boolean => {
  const name = read(portByKey, key);
  return name !== undefined && read(isRelatedPort, name);
});
