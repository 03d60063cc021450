import { boolean, string } from '../base.js';
import { one } from '../column.js';
import { type Row, table } from '../table.js';

/** Each row means: behind this router port this address has this MAC, whatever ARP says. See ovn-nb(5). */
export const Static_MAC_Binding = table(
  'Static_MAC_Binding',
  {
    logical_port: one(string()),
    ip: one(string()),
    mac: one(string()),
    override_dynamic_mac: one(boolean()),
  },
  { isRoot: true, indexes: [['logical_port', 'ip']] },
);

export type StaticMacBindingRow = Row<typeof Static_MAC_Binding>;
