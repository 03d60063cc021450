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

/** What is known of a cluster from the members that were used before. */
export interface ClusterState {
  /** The cluster's id; undefined before any member of a cluster was used. */
  id: string | undefined;
  /** The highest index that a member had: one that is behind it has lost or not yet got what was seen already. */
  index: number;
}

/** Why a server will not do. */
export interface Objection {
  readonly text: string;
  /** True when it may pass soon, as during an election. */
  readonly isPassing: boolean;
  /** True when the server lacks the database. */
  readonly isLacking: boolean;
}

/** What the log says of it, in the words of the C clients. */
export function objectionLine({ text, isLacking }: Objection): string {
  return isLacking ? text : `${text}; trying another server`;
}

/** Undefined when a server will do. The texts are those of the C clients. */
export function objectionTo(
  row: ServerDatabaseRow | undefined,
  database: string,
  leaderOnly: boolean,
  cluster: ClusterState,
): Objection | undefined {
  const passing = (text: string): Objection => ({ text, isPassing: true, isLacking: false });
  if (row === undefined)
    return { text: `server does not have ${database} database`, isPassing: false, isLacking: true };
  if (row.model === 'relay') {
    if (row.schema === undefined) return passing('relay database server has not yet connected to the relay source');
    if (!row.connected) return passing('relay database server is disconnected from the relay source');
    return leaderOnly
      ? { text: 'relay database server cannot be a leader', isPassing: false, isLacking: false }
      : undefined;
  }
  if (row.model === 'clustered') {
    if (row.schema === undefined) return passing('clustered database server has not yet joined cluster');
    if (!row.connected) return passing('clustered database server is disconnected from cluster');
    if (leaderOnly && !row.leader) return passing('clustered database server is not cluster leader');
    const isStale = row.cid === cluster.id && row.index !== undefined && Number(row.index) < cluster.index;
    return isStale ? staleObjection(row) : undefined;
  }
  return undefined;
}

/** The server is behind what was seen already. */
export function staleObjection(row: ServerDatabaseRow | undefined): Objection {
  return { text: `${row?.model ?? 'clustered'} database server has stale data`, isPassing: true, isLacking: false };
}
