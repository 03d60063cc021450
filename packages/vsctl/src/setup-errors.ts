/** What vswitchd says about new ports once it has set them up: the lines that `vsctl` prints for those that failed. */
import type { Aftermath } from '#ctl';
import { Interface, Port } from '#schemas/open-vswitch';

export const setupErrors: Aftermath = {
  needs: [
    { table: Port, columns: ['name', 'interfaces'] },
    { table: Interface, columns: ['name', 'error', 'ofport'] },
  ],
  lines(rows, newRows, { directory }) {
    const lines: string[] = [];
    for (const port of rows.rows(Port)) {
      if (!newRows.has(port._uuid)) continue;
      for (const id of port.interfaces) {
        const row = rows.get(Interface, id);
        if (row?.error !== undefined) {
          lines.push(`Error detected while setting up '${row.name}': ${row.error}.  See ovs-vswitchd log for details.`);
        } else if (Number(row?.ofport) === -1) {
          lines.push(`Error detected while setting up '${row?.name}'.  See ovs-vswitchd log for details.`);
        }
      }
    }
    return lines.length === 0 ? [] : [...lines, `The default log directory is "${directory}".`];
  },
};
