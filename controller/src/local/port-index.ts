import type { Uuid } from '#base';
import { index, query } from '#incremental';
import { Port_Binding } from '#schemas/southbound';

const byName = index(Port_Binding, 'logical_port', (row) => [row.logical_port]);

/** Container ports by the port of the VM that holds them. */
export const portsOfParent = index(Port_Binding, 'parent_port', (row) =>
  row.parent_port === undefined || row.parent_port === '' ? [] : [row.parent_port],
);

/** Ports between datapaths, by datapath. */
export const patchPorts = index(Port_Binding, 'patch', (row) =>
  row.type === 'patch' || row.type === 'l3gateway' ? [row.datapath] : [],
);

/** Ports by the chassis that they are bound to. */
export const portsOfChassis = index(Port_Binding, 'chassis', (row) =>
  row.chassis === undefined ? row.additional_chassis : [row.chassis, ...row.additional_chassis],
);

export const localnetPorts = index(Port_Binding, 'localnet', (row) => (row.type === 'localnet' ? [row.datapath] : []));

/** Ports of types that host one datapath on one chassis. */
export const gatewayPorts = index(Port_Binding, 'gateway', (row) =>
  row.type === 'l3gateway' || row.type === 'l2gateway' ? [row.type] : [],
);

const byKey = index(Port_Binding, 'tunnel_key', (row) => [`${row.datapath}/${row.tunnel_key}`]);

/** Name of the port with a tunnel key, by `DATAPATH/KEY`. */
export const portByKey = query('portByKey', (read, key: string): string | undefined => {
  const [id] = read.find(byKey, key);
  return id === undefined ? undefined : read.row(Port_Binding, id)?.logical_port;
});

/** The port of this name. */
export const portByName = query('portByName', (read, name: string): Uuid<'Port_Binding'> | undefined => {
  return read.find(byName, name)[0];
});
