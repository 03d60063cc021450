/** Chassis rows of the southbound database: who there is, and what all of them can do. */
import type { Uuid } from '#base';
import { index, query } from '#incremental';
import { Chassis, Encap } from '#schemas/southbound';

const chassisByNames = index(Chassis, 'chassis-by-names', (row) =>
  row.name === row.hostname ? [row.name] : [row.name, row.hostname],
);

/** The chassis of this name, else of this host name; undefined when there is none. */
export const chassisByName = query('chassis-by-name', (read, name: string): Uuid<'Chassis'> | undefined => {
  const found = read.find(chassisByNames, name);
  return found.find((id) => read.row(Chassis, id)?.name === name) ?? found[0];
});

/** True when some chassis has a VXLAN tunnel end, whose key leaves 12 bits for datapaths and 11 for ports. */
export const hasVxlan = query('has-vxlan', (read, _: string) =>
  read.ids(Encap).some((id) => read.row(Encap, id)?.type === 'vxlan'),
);
