/** IP_Multicast: how a switch snoops IGMP and MLD, one row for each switch. */
import { each, type Relation, relation } from '#incremental';
import { Logical_Switch } from '#schemas/northbound';
import { IP_Multicast } from '#schemas/southbound';
import { integerOption, isNotOff, isOn } from '../facts/option.js';
import type { Mapping } from './table-sync.js';

/** The snooping of one switch, in seconds and entries. */
export interface SnoopingRow {
  /** UUID of the Logical_Switch row. */
  readonly datapath: string;
  readonly isEnabled: boolean;
  readonly isQuerier: boolean;
  readonly tableSize: number;
  readonly idleTimeout: number;
  readonly queryInterval: number;
  readonly queryMaxResponse: number;
  readonly ethernetSource: string;
  readonly ip4Source: string;
  readonly ip6Source: string;
}

const TABLE_SIZE = 2048;
const IDLE_TIMEOUT = { fallback: 300, least: 15, most: 3600 };
const QUERY_INTERVAL = { least: 1, most: 3600 };
const QUERY_MAX_RESPONSE = { fallback: 1, least: 1, most: 10 };

/** Each row means: this switch exists, and snoops as told. */
export const snoopingRows: Relation<SnoopingRow> = relation('snooping-rows', (row) => row.datapath, [
  each(Logical_Switch, (read, id) => {
    const config = read.row(Logical_Switch, id)?.other_config;
    if (config === undefined) return [];
    const idleTimeout = within(integerOption(config, 'mcast_idle_timeout', IDLE_TIMEOUT.fallback), IDLE_TIMEOUT);
    const interval = integerOption(config, 'mcast_query_interval', Math.floor(idleTimeout / 2));
    const response = integerOption(config, 'mcast_query_max_response', QUERY_MAX_RESPONSE.fallback);
    return [
      {
        datapath: id,
        isEnabled: isOn(config, 'mcast_snoop'),
        isQuerier: isNotOff(config, 'mcast_querier'),
        tableSize: integerOption(config, 'mcast_table_size', TABLE_SIZE),
        idleTimeout,
        queryInterval: within(interval, QUERY_INTERVAL),
        queryMaxResponse: within(response, QUERY_MAX_RESPONSE),
        ethernetSource: config.get('mcast_eth_src') ?? '',
        ip4Source: config.get('mcast_ip4_src') ?? '',
        ip6Source: config.get('mcast_ip6_src') ?? '',
      },
    ];
  }),
]);

function within(value: number, { least, most }: { readonly least: number; readonly most: number }): number {
  return Math.max(least, Math.min(most, value));
}

export const snoopingMapping: Mapping<typeof IP_Multicast, SnoopingRow> = {
  table: IP_Multicast,
  identityOf: (row, links) => links.datapathOwner(row.datapath) ?? row._uuid,
  columns: (wanted, links) => {
    const datapath = links.datapath(wanted.datapath);
    if (datapath === undefined) return undefined;
    return {
      datapath,
      enabled: wanted.isEnabled,
      querier: wanted.isQuerier,
      table_size: wanted.tableSize,
      idle_timeout: wanted.idleTimeout,
      query_interval: wanted.queryInterval,
      query_max_resp: wanted.queryMaxResponse,
      eth_src: wanted.ethernetSource,
      ip4_src: wanted.ip4Source,
      ip6_src: wanted.ip6Source,
    };
  },
};
