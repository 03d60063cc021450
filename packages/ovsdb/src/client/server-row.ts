/** The row of `_Server.Database` that tells about a server (ovsdb-server(7)), read from `monitor_cond` replies and updates. */
import type { Json } from '#ovsdb/notation';
import { boolean, integer, one, oneOf, optional, type Row, string, table, uuid } from '#schemas';

export const ServerDatabase = table('Database', {
  name: one(string()),
  model: one(oneOf('clustered', 'relay', 'standalone')),
  connected: one(boolean()),
  leader: one(boolean()),
  schema: optional(string()),
  cid: optional(uuid()),
  index: optional(integer()),
});

export type ServerDatabaseRow = Row<typeof ServerDatabase>;

export const SERVER_MONITOR_ID = ['monid', '_Server'] as const;

/** Parameters of the `monitor_cond` with which C clients begin. */
export const SERVER_MONITOR: readonly Json[] = [
  '_Server',
  SERVER_MONITOR_ID,
  { Database: [{ columns: ['name', 'model', 'connected', 'leader', 'schema', 'cid', 'index'] }] },
];

/** Why a server will not do; undefined when it will. */
export function objectionTo(
  row: ServerDatabaseRow | undefined,
  database: string,
  leaderOnly: boolean,
): string | undefined {
  if (row === undefined) return `server does not have ${database} database`;
  if (row.model === 'standalone') return undefined;
  if (!row.connected) return `${row.model} database server is disconnected from its peers`;
  if (leaderOnly && row.model === 'clustered' && !row.leader) return 'clustered database server is not cluster leader';
  return undefined;
}
