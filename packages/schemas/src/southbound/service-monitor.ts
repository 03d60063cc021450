import { integer, oneOf, string } from '../base.js';
import { map, one, optional } from '../column.js';
import { type Row, table } from '../table.js';

/** Each row means: a controller probes this backend. See ovn-sb(5). */
export const Service_Monitor = table(
  'Service_Monitor',
  {
    ip: one(string()),
    protocol: optional(oneOf('tcp', 'udp')),
    port: one(integer(0, 65535)),
    logical_port: one(string()),
    src_mac: one(string()),
    src_ip: one(string()),
    status: optional(oneOf('online', 'offline', 'error')),
    options: map(string(), string()),
    external_ids: map(string(), string()),
  },
  { isRoot: true, indexes: [['logical_port', 'ip', 'port', 'protocol']] },
);

export type ServiceMonitorRow = Row<typeof Service_Monitor>;
