/** Multicast_Group: the fixed groups of switches and routers, each a set of ports. */
import { each, type Read, type Relation, relation } from '#incremental';
import { multicastGroups } from '#pipeline';
import { Logical_Router, Logical_Router_Port, Logical_Switch } from '#schemas/northbound';
import { Multicast_Group } from '#schemas/southbound';
import { relayPortsOfSwitch, staticMulticastPortsOfRouter } from '../facts/multicast.js';
import { isRouterEnabled } from '../facts/router.js';
import { multicastPortsOfSwitch, portsOfSwitch, unknownPortsOfSwitch } from '../facts/switch.js';
import { portTraits, type SwitchPortId } from '../facts/switch-port.js';
import { setDifference } from './equal-column.js';
import type { Mapping } from './table-sync.js';

/** A group of ports of one datapath that packets are copied to. */
export interface MulticastRow {
  /** UUID of the Logical_Switch or Logical_Router row. */
  readonly datapath: string;
  readonly name: string;
  readonly key: number;
  /** Names of the member ports. */
  readonly ports: readonly string[];
}

type Group = (typeof multicastGroups)[keyof typeof multicastGroups];

/** Each row means: this datapath has this group. Groups without members do not exist. */
export const multicastRows: Relation<MulticastRow> = relation(
  'multicast-rows',
  (row) => `${row.datapath} ${row.name}`,
  [
    each(Logical_Switch, (read, id) => {
      if (read.row(Logical_Switch, id) === undefined) return [];
      const ports = read(portsOfSwitch, id).filter((port) => read(portTraits, port)?.isEnabled === true);
      return [
        ...groupOf(read, id, multicastGroups.flood, ports),
        ...groupOf(
          read,
          id,
          multicastGroups.floodL2,
          ports.filter((port) => read(portTraits, port)?.type !== 'router'),
        ),
        ...groupOf(read, id, multicastGroups.unknown, read(unknownPortsOfSwitch, id)),
        ...groupOf(read, id, multicastGroups.mrouterFlood, read(relayPortsOfSwitch, id)),
        ...groupOf(read, id, multicastGroups.static, read(multicastPortsOfSwitch, id)),
      ];
    }),
    each(Logical_Router, (read, id) => {
      if (!read(isRouterEnabled, id)) return [];
      const names = read(staticMulticastPortsOfRouter, id).map(
        (port) => read.row(Logical_Router_Port, port)?.name ?? '',
      );
      const { name, key } = multicastGroups.static;
      return names.length === 0 ? [] : [{ datapath: id, name, key, ports: names }];
    }),
  ],
);

function groupOf(read: Read, datapath: string, { name, key }: Group, ports: readonly SwitchPortId[]): MulticastRow[] {
  if (ports.length === 0) return [];
  return [{ datapath, name, key, ports: ports.map((port) => read(portTraits, port)?.name ?? '') }];
}

export const multicastMapping: Mapping<typeof Multicast_Group, MulticastRow> = {
  table: Multicast_Group,
  identityOf: (row, links) => `${links.datapathOwner(row.datapath) ?? row._uuid} ${row.name}`,
  columns: (wanted, links) => {
    const datapath = links.datapath(wanted.datapath);
    if (datapath === undefined) return undefined;
    const ports = wanted.ports.map((name) => links.port(name)).filter((port) => port !== undefined);
    return { datapath, name: wanted.name, tunnel_key: wanted.key, ports };
  },
  refine: (transaction, held, changes) => {
    if (changes.ports === undefined) return;
    const { added, removed } = setDifference(held.ports, changes.ports);
    if (added.length > 0) transaction.mutate(Multicast_Group, held._uuid, 'ports', 'insert', added);
    if (removed.length > 0) transaction.mutate(Multicast_Group, held._uuid, 'ports', 'delete', removed);
    Reflect.deleteProperty(changes, 'ports');
  },
};
