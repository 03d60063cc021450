import { integer, reference, string } from '../base.js';
import { one } from '../column.js';
import { type Row, table } from '../table.js';

/** Each row means: ARP or ND said that behind this port this address has this MAC. See ovn-sb(5). */
export const MAC_Binding = table(
  'MAC_Binding',
  {
    logical_port: one(string()),
    ip: one(string()),
    mac: one(string()),
    timestamp: one(integer()),
    datapath: one(reference('Datapath_Binding')),
  },
  { isRoot: true, indexes: [['logical_port', 'ip']] },
);

export type MacBindingRow = Row<typeof MAC_Binding>;
