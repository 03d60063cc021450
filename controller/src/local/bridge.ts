import type { Uuid } from '#base';
import { equalDeep, index, query } from '#incremental';
import { Bridge, Interface, Port } from '#schemas/open-vswitch';
import { HOST, settings } from './settings.js';

const bridgesByName = index(Bridge, 'name', (row) => [row.name]);
const bridgesOfPort = index(Bridge, 'port', (row) => row.ports);
const portsOfInterface = index(Port, 'interface', (row) => row.interfaces);
export const portsByName = index(Port, 'name', (row) => [row.name]);

/** Interfaces by the logical port that they are for. */
const interfacesByPort = index(Interface, 'iface-id', (row) => {
  const name = row.external_ids.get('iface-id');
  return name === undefined ? [] : [name];
});
const interfacesByName = index(Interface, 'name', (row) => [row.name]);

/** The row of the integration bridge. */
export const integrationBridge = query('integrationBridge', (read, _: typeof HOST): Uuid<'Bridge'> | undefined => {
  return read.find(bridgesByName, read(settings, HOST).bridge)[0];
});

/** The row of any bridge, by name. */
export const bridgeByName = query('bridgeByName', (read, name: string) => read.find(bridgesByName, name)[0]);

/** Port of the integration bridge that an interface belongs to. */
export const portOfInterface = query('portOfInterface', (read, id: Uuid<'Interface'>): Uuid<'Port'> | undefined => {
  const bridge = read(integrationBridge, HOST);
  return read
    .find(portsOfInterface, id)
    .find((port) => read.find(bridgesOfPort, port).some((other) => other === bridge));
});

/** An interface of the integration bridge that the switch has given a number. */
export interface Attached {
  readonly id: Uuid<'Interface'>;
  readonly ofport: number;
  /** external_ids:encap-ip: which of the host's tunnel addresses the port wants. */
  readonly encapIp: string | undefined;
}

function attached(read: Parameters<typeof portOfInterface.compute>[0], id: Uuid<'Interface'>): Attached | undefined {
  const row = read.row(Interface, id);
  const ofport = row?.ofport;
  if (row === undefined || ofport === undefined || ofport <= 0 || read(portOfInterface, id) === undefined) {
    return undefined;
  }
  return { id, ofport, encapIp: row.external_ids.get('encap-ip') };
}

/** Where a logical port is plugged in on this host. Of several interfaces with its name the one with the lowest uuid. */
export const interfaceOfPort = query(
  'interfaceOfPort',
  (read, logicalPort: string): Attached | undefined => {
    for (const id of read.find(interfacesByPort, logicalPort)) {
      const found = attached(read, id);
      if (found !== undefined) return found;
    }
    return undefined;
  },
  equalDeep,
);

/** OpenFlow number of an interface of the integration bridge, by the interface's name. */
export const ofportOfInterface = query('ofportOfInterface', (read, name: string): number | undefined => {
  for (const id of read.find(interfacesByName, name)) {
    const found = attached(read, id);
    if (found !== undefined) return found.ofport;
  }
  return undefined;
});

/** All logical ports that an interface of this host names, in order. */
export const pluggedPorts = query(
  'pluggedPorts',
  (read, _: typeof HOST): readonly string[] => {
    const names = new Set<string>();
    for (const id of read.ids(Interface)) {
      const name = read.row(Interface, id)?.external_ids.get('iface-id');
      if (name !== undefined && read(portOfInterface, id) !== undefined) names.add(name);
    }
    return [...names].sort();
  },
  equalDeep,
);
