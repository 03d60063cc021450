import type { Clock } from '#base';
import type { Logger, Random } from '#daemon';
import { type ChangeSet, type Monitored, openReplica, type Replica, type Where } from '#ovsdb/client';
import type { Connect } from '#ovsdb/jsonrpc';
import type { AnyTable } from '#schemas';
import { Bridge, Datapath, Interface, Open_vSwitch, openVswitch, Port } from '#schemas/open-vswitch';
import { Logical_Flow, Port_Binding, southbound } from '#schemas/southbound';
import { southboundTables } from '../local/tables.js';

/** What both databases are opened with. */
export interface DatabaseOptions {
  readonly clock: Clock;
  readonly random: Random;
  readonly log: Logger;
  readonly connect: Connect;
}

const localMonitored: readonly Monitored[] = [
  { table: Open_vSwitch, columns: ['bridges', 'datapaths', 'external_ids', 'iface_types', 'other_config'] },
  { table: Bridge, columns: ['datapath_type', 'external_ids', 'fail_mode', 'name', 'other_config', 'ports'] },
  { table: Port, columns: ['external_ids', 'interfaces', 'name'] },
  { table: Interface, columns: ['external_ids', 'name', 'ofport', 'options', 'type'] },
  { table: Datapath, columns: ['capabilities'] },
];

/** The host's Open_vSwitch database. */
export function openLocal(remote: string, onChanges: (changes: ChangeSet) => void, options: DatabaseOptions): Replica {
  return openReplica({
    ...options,
    log: options.log.module('ovsdb_idl'),
    connectionLog: options.log.module('reconnect'),
    database: openVswitch,
    remotes: [remote],
    leaderOnly: false,
    tables: localMonitored,
    onChanges,
  });
}

/** Columns that nothing here reads are left out where rows are many. */
const NEEDED: ReadonlyMap<AnyTable, readonly string[]> = new Map<AnyTable, readonly string[]>([
  [
    Logical_Flow,
    [
      'actions',
      'controller_meter',
      'logical_datapath',
      'logical_dp_group',
      'match',
      'pipeline',
      'priority',
      'table_id',
      'tags',
    ],
  ],
  [
    Port_Binding,
    [
      'additional_chassis',
      'additional_encap',
      'chassis',
      'datapath',
      'encap',
      'logical_port',
      'mac',
      'options',
      'parent_port',
      'port_security',
      'requested_additional_chassis',
      'requested_chassis',
      'tag',
      'tunnel_key',
      'type',
      'up',
      'virtual_parent',
    ],
  ],
]);

/** The southbound database, limited from the start to what matters here. */
export function openSouthbound(
  remotes: readonly string[],
  probeMs: number,
  whereOf: (table: AnyTable) => Where | undefined,
  onChanges: (changes: ChangeSet) => void,
  options: DatabaseOptions,
): Replica {
  return openReplica({
    ...options,
    log: options.log.module('ovsdb_idl'),
    connectionLog: options.log.module('reconnect'),
    database: southbound,
    remotes,
    leaderOnly: false,
    probeMs,
    tables: southboundTables.map((table): Monitored => {
      const columns = NEEDED.get(table);
      const where = whereOf(table);
      return { table, ...(columns === undefined ? {} : { columns }), ...(where === undefined ? {} : { where }) };
    }),
    onChanges,
  });
}
