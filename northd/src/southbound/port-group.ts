/** Port_Group: the part of each northbound port group that is in one switch, as `KEY_NAME`. */
import { each, type Relation, relation } from '#incremental';
import { Logical_Switch_Port, Port_Group as Northbound_Port_Group } from '#schemas/northbound';
import { Port_Group } from '#schemas/southbound';
import { switchOfPort } from '../facts/switch-port.js';
import { setDifference } from './equal-column.js';
import type { Mapping } from './table-sync.js';

/** The ports of one port group that are in one switch. */
export interface PortGroupRow {
  /** UUID of the Logical_Switch row. */
  readonly datapath: string;
  readonly name: string;
  /** Names of the ports. */
  readonly ports: readonly string[];
}

/** Each row means: this group has ports in this switch. */
export const portGroupRows: Relation<PortGroupRow> = relation(
  'port-group-rows',
  (row) => `${row.datapath} ${row.name}`,
  [
    each(Northbound_Port_Group, (read, id) => {
      const row = read.row(Northbound_Port_Group, id);
      if (row === undefined) return [];
      const name = row.name;
      const portsBySwitch = new Map<string, string[]>();
      for (const port of row.ports) {
        const datapath = switchOfPort(read, port);
        const portName = read.row(Logical_Switch_Port, port)?.name;
        if (datapath === undefined || portName === undefined) continue;
        const ports = portsBySwitch.get(datapath);
        if (ports === undefined) portsBySwitch.set(datapath, [portName]);
        else ports.push(portName);
      }
      return [...portsBySwitch].map(([datapath, ports]) => ({ datapath, name, ports }));
    }),
  ],
);

export const portGroupMapping: Mapping<typeof Port_Group, PortGroupRow> = {
  table: Port_Group,
  identityOf: (row, links) => {
    const [, key, name] = /^(\d+)_(.*)$/.exec(row.name) ?? [];
    const datapath = key === undefined ? undefined : links.datapathWithKey(Number(key));
    return datapath === undefined ? row._uuid : `${datapath} ${name}`;
  },
  columns: (wanted, links) => {
    const key = links.datapathKey(wanted.datapath);
    return key === undefined ? undefined : { name: `${key}_${wanted.name}`, ports: wanted.ports };
  },
  refine: (transaction, held, changes) => {
    if (changes.ports === undefined) return;
    const { added, removed } = setDifference(held.ports, changes.ports);
    if (added.length > 0) transaction.mutate(Port_Group, held._uuid, 'ports', 'insert', added);
    if (removed.length > 0) transaction.mutate(Port_Group, held._uuid, 'ports', 'delete', removed);
    Reflect.deleteProperty(changes, 'ports');
  },
};
