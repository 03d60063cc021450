import type { Replica } from '#ovsdb/client';
import { Logical_Flow } from '#schemas/southbound';
import { cookieOf } from '../install/flow.js';

/** Says which southbound row the flows with a cookie come from; of a logical flow all that its author wrote. */
export function flowOrigin(replica: Replica | undefined, cookie: number): string {
  if (cookie === 0) return 'no southbound row';
  for (const row of replica?.rows(Logical_Flow) ?? []) {
    if (cookieOf(row._uuid) !== cookie) continue;
    const place = `${row.pipeline} table ${row.table_id} priority ${row.priority}`;
    return `logical flow ${row._uuid} (${place}, match "${row.match}", actions "${row.actions}")`;
  }
  return `southbound row ${cookie.toString(16).padStart(8, '0')}...`;
}
