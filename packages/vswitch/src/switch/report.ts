/**
 * Writes what is in force into the database, as ovs-vswitchd does: after each reconfiguration what it made, every five seconds
 * states and counters. Only columns that changed are written.
 */
import type { Replica, Transaction } from '#ovsdb/client';
import { Bridge, Datapath, Interface, type InterfaceRow, Open_vSwitch } from '#schemas/open-vswitch';
import type { PortCounters } from '../port/device.js';
import type { LivePort } from './live-port.js';
import type { Switch } from './switch.js';

/** Interface types that this switch knows. */
export const INTERFACE_TYPES: readonly string[] = ['geneve', 'internal', 'patch', 'sim', 'system', 'tap', 'vxlan'];
export const DATAPATH_TYPES: readonly string[] = ['netdev', 'system'];

/** What the datapath can do, in ovs-vswitchd's words (ovs-vswitchd.conf.db(5), Datapath.capabilities). */
const CAPABILITIES: ReadonlyMap<string, string> = new Map([
  ['add_mpls', 'false'],
  ['check_pkt_len', 'true'],
  ['clone', 'true'],
  ['ct_clear', 'true'],
  ['ct_eventmask', 'true'],
  ['ct_flush', 'true'],
  ['ct_label', 'true'],
  ['ct_mark', 'true'],
  ['ct_orig_tuple', 'true'],
  ['ct_orig_tuple6', 'true'],
  ['ct_state', 'true'],
  ['ct_state_nat', 'true'],
  ['ct_timeout', 'false'],
  ['ct_zero_snat', 'true'],
  ['ct_zone', 'true'],
  ['explicit_drop_action', 'false'],
  ['lb_output_action', 'false'],
  ['masked_set_action', 'true'],
  ['max_hash_alg', '1'],
  ['max_mpls_depth', '0'],
  ['max_vlan_headers', '2'],
  ['nd_ext', 'true'],
  ['recirc', 'true'],
  ['sample_nesting', 'false'],
  ['tnl_push_pop', 'true'],
  ['trunc', 'true'],
  ['ufid', 'true'],
]);

export const LOCK = 'ovs_vswitchd';

/** What the root row says of the program; written once at start. */
export function reportProgram(replica: Replica, transaction: Transaction, version: string): void {
  for (const root of replica.rows(Open_vSwitch)) {
    const isSame =
      root.ovs_version === version &&
      [...root.iface_types].join() === INTERFACE_TYPES.join() &&
      [...root.datapath_types].join() === DATAPATH_TYPES.join();
    if (isSame) continue;
    transaction.update(Open_vSwitch, root._uuid, {
      iface_types: INTERFACE_TYPES,
      datapath_types: DATAPATH_TYPES,
      ovs_version: version,
      db_version: '8.3.1',
      dpdk_version: 'none',
      dpdk_initialized: false,
    });
  }
}

/** Confirms the configuration `nextCfg`, with all that it made. */
export function reportConfiguration(
  replica: Replica,
  transaction: Transaction,
  current: Switch,
  nextCfg: number,
): void {
  for (const live of current.bridges.values()) {
    const row = replica.get(Bridge, live.id);
    const datapathId = live.bridge.datapathId.toString(16).padStart(16, '0');
    if (row !== undefined && (row.datapath_id !== datapathId || row.datapath_version !== '<built-in>')) {
      transaction.update(Bridge, live.id, { datapath_id: datapathId, datapath_version: '<built-in>' });
    }
  }
  for (const row of replica.rows(Datapath)) {
    if (row.capabilities.size === 0) transaction.update(Datapath, row._uuid, { capabilities: CAPABILITIES });
  }
  reportInterfaces(replica, transaction, current, 'states');
  for (const root of replica.rows(Open_vSwitch)) {
    if (root.cur_cfg !== nextCfg) transaction.update(Open_vSwitch, root._uuid, { cur_cfg: nextCfg });
  }
}

/** Columns of interfaces that changed; with `'counters'` statistics too. */
export function reportInterfaces(
  replica: Replica,
  transaction: Transaction,
  current: Switch,
  what: 'states' | 'counters',
): void {
  for (const { ports } of current.bridges.values()) {
    for (const live of ports.values()) {
      const row = replica.get(Interface, live.id);
      if (row === undefined) continue;
      const state = stateOf(live);
      const changed = differences(row, state);
      const counters = live.port === undefined ? undefined : statistics(live.port.counters);
      const hasNew = counters !== undefined && (what === 'counters' || row.statistics.size === 0);
      const isCounted = hasNew && !sameNumbers(row.statistics, counters);
      if (changed === undefined && !isCounted) continue;
      transaction.update(Interface, live.id, {
        ...(changed ?? {}),
        ...(isCounted && counters !== undefined ? { statistics: counters } : {}),
      });
    }
  }
}

type State = Pick<
  InterfaceRow,
  'ofport' | 'error' | 'mac_in_use' | 'mtu' | 'ifindex' | 'admin_state' | 'link_state' | 'link_resets' | 'status'
>;

const NO_STATUS: ReadonlyMap<string, string> = new Map();

function stateOf({ port, device, error }: LivePort): State {
  if (port === undefined) {
    return {
      ofport: -1,
      error,
      mac_in_use: undefined,
      mtu: undefined,
      ifindex: undefined,
      admin_state: undefined,
      link_state: undefined,
      link_resets: undefined,
      status: NO_STATUS,
    };
  }
  const state = device?.state();
  return {
    ofport: port.number,
    error,
    mac_in_use: state?.mac ?? port.mac,
    mtu: state === undefined ? undefined : state.mtu,
    ifindex: state?.ifindex ?? 0,
    admin_state: state === undefined || state.isUp ? 'up' : 'down',
    link_state: state === undefined || state.hasLink ? 'up' : 'down',
    link_resets: 0,
    status: state?.status ?? NO_STATUS,
  };
}

/** The part of `state` that the row has otherwise; undefined when there is none. */
function differences(row: InterfaceRow, state: State): Partial<State> | undefined {
  const isSame =
    row.ofport === state.ofport &&
    row.error === state.error &&
    row.mac_in_use === state.mac_in_use &&
    row.mtu === state.mtu &&
    row.ifindex === state.ifindex &&
    row.admin_state === state.admin_state &&
    row.link_state === state.link_state &&
    row.link_resets === state.link_resets &&
    row.status.size === state.status.size &&
    [...state.status].every(([key, value]) => row.status.get(key) === value);
  return isSame ? undefined : state;
}

function statistics(c: PortCounters): ReadonlyMap<string, number> {
  return new Map([
    ['rx_bytes', c.rxBytes],
    ['rx_dropped', c.rxDropped],
    ['rx_errors', c.rxErrors],
    ['rx_packets', c.rxPackets],
    ['tx_bytes', c.txBytes],
    ['tx_dropped', c.txDropped],
    ['tx_errors', c.txErrors],
    ['tx_packets', c.txPackets],
  ]);
}

function sameNumbers(a: ReadonlyMap<string, number | bigint>, b: ReadonlyMap<string, number>): boolean {
  return a.size === b.size && [...b].every(([key, value]) => a.get(key) === value);
}
