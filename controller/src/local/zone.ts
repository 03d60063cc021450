import type { Uuid } from '#base';
import { eachKey, type Read, relation } from '#incremental';
import { Port_Binding } from '#schemas/southbound';
import { claimedPorts, pluggedLocalports } from './binding.js';
import { isLocalDatapath, localDatapaths, localLocalnetPorts } from './datapath.js';
import { HOST } from './settings.js';
import { Zone } from './state.js';

export const dnatZoneName = (datapath: Uuid<'Datapath_Binding'>) => `${datapath}_dnat`;
export const snatZoneName = (datapath: Uuid<'Datapath_Binding'>) => `${datapath}_snat`;

/** Number of a zone; undefined until the allocator has dealt one. */
export function zoneOf(read: Read, name: string): number | undefined {
  return read.row(Zone, name)?.zone;
}

/** A datapath's zones for destination and source NAT. */
export interface DatapathZones {
  readonly dnat: number;
  readonly snat: number;
}

export function datapathZones(read: Read, datapath: Uuid<'Datapath_Binding'>): DatapathZones | undefined {
  const dnat = zoneOf(read, dnatZoneName(datapath));
  const snat = zoneOf(read, snatZoneName(datapath));
  return dnat === undefined || snat === undefined ? undefined : { dnat, snat };
}

/**
 * Each row means: something on this host needs a conntrack zone. Ports that carry a guest's or a physical network's
 * packets have one each (localnet ports also where this host has no bridge for them: groups name their zone), datapaths two.
 */
export const WantedZones = relation<{ readonly name: string }>('WantedZones', (zone) => zone.name, [
  eachKey(
    (read) => read(localDatapaths, HOST),
    (_, id) => [{ name: `${id}_dnat` }, { name: `${id}_snat` }],
  ),
  eachKey(
    (read) => [...read(claimedPorts, HOST), ...read(localLocalnetPorts, HOST), ...read(pluggedLocalports, HOST)],
    (read, key) => {
      const row = read.row(Port_Binding, key);
      return row === undefined || !read(isLocalDatapath, row.datapath) ? [] : [{ name: row.logical_port }];
    },
  ),
]);
