/** Port_Binding: one row for each port of a logical switch or router that exists. */
import type { Uuid } from '#base';
import { each, type Read, type Relation, relation } from '#incremental';
import { Logical_Router_Port, Logical_Switch_Port } from '#schemas/northbound';
import { Port_Binding } from '#schemas/southbound';
import { chassisByName } from '../facts/chassis.js';
import { isLinkLocal, networkText } from '../facts/network-address.js';
import { isOn } from '../facts/option.js';
import { tagOfPort } from '../facts/port-tag.js';
import { RA_MTU_MIN, routerAdvertisement } from '../facts/router-advertisement.js';
import {
  peerOfRouterPort,
  type RouterPortId,
  routerOfPort,
  routerPort,
  switchPortsOfRouterPort,
} from '../facts/router-port.js';
import { passesVlans } from '../facts/switch.js';
import { type SwitchPortId, switchOfPort } from '../facts/switch-port.js';
import { requestedKey } from './datapath-binding.js';
import type { Mapping } from './table-sync.js';

/** A logical port. */
export interface PortRow {
  readonly name: string;
  /** UUID of the Logical_Switch or Logical_Router row. */
  readonly datapath: string;
  readonly type: string;
  readonly requestedKey: number | undefined;
  readonly options: ReadonlyMap<string, string>;
  readonly macs: readonly string[];
  readonly portSecurity: readonly string[];
  readonly parent: string | undefined;
  readonly tag: number | undefined;
  readonly externalIds: ReadonlyMap<string, string>;
  /** Chassis rows that `requested-chassis` names, the main one first. */
  readonly requestedChassis: readonly (Uuid<'Chassis'> | undefined)[];
}

/** Each row means: this port exists. */
export const portRows: Relation<PortRow> = relation('port-rows', (row) => row.name, [
  each(Logical_Switch_Port, switchPortRow),
  each(Logical_Router_Port, routerPortRow),
]);

function switchPortRow(read: Read, id: SwitchPortId): readonly PortRow[] {
  const row = read.row(Logical_Switch_Port, id);
  const datapath = switchOfPort(read, id);
  if (row === undefined || datapath === undefined) return [];
  const isRouter = row.type === 'router';
  const options = new Map(isRouter ? [] : row.options);
  if (isRouter) {
    const peer = row.options.get('router-port');
    if (peer !== undefined) options.set('peer', peer);
  } else if (read(passesVlans, datapath)) options.set('vlan-passthru', 'true');
  const externalIds = new Map(row.external_ids);
  const name = row.external_ids.get('neutron:port_name');
  if (name !== undefined && name !== '') externalIds.set('name', name);
  const requested = isRouter ? undefined : row.options.get('requested-chassis');
  return [
    {
      name: row.name,
      datapath,
      type: isRouter ? 'patch' : row.type,
      requestedKey: requestedKey(row.options),
      options,
      macs: row.addresses,
      portSecurity: row.port_security,
      parent: row.parent_name,
      tag: tagOfPort(read, id),
      externalIds,
      requestedChassis: requested === undefined ? [] : requested.split(',').map((name) => read(chassisByName, name)),
    },
  ];
}

function routerPortRow(read: Read, id: RouterPortId): readonly PortRow[] {
  const row = read.row(Logical_Router_Port, id);
  const datapath = read(routerOfPort, id);
  const port = read(routerPort, id);
  if (row === undefined || datapath === undefined || port === undefined) return [];
  const options = new Map<string, string>();
  const peer = nameOfPeer(read, id);
  if (peer !== undefined) options.set('peer', peer);
  addPeriodicAdvertisement(options, read, id);
  return [
    {
      name: row.name,
      datapath,
      type: 'patch',
      requestedKey: requestedKey(row.options),
      options,
      macs: [[row.mac, ...row.networks].join(' ')],
      portSecurity: [],
      parent: undefined,
      tag: undefined,
      externalIds: row.external_ids,
      requestedChassis: [],
    },
  ];
}

function nameOfPeer(read: Read, id: RouterPortId): string | undefined {
  const peer = read(peerOfRouterPort, id);
  if (peer !== undefined) return read.row(Logical_Router_Port, peer)?.name;
  const switchPort = read(switchPortsOfRouterPort, id)[0];
  return switchPort === undefined ? undefined : read.row(Logical_Switch_Port, switchPort)?.name;
}

const MAX_INTERVAL = { fallback: 600, least: 4, most: 1800 };
const MIN_INTERVAL_LEAST = 3;

/** What the controller needs to send router advertisements without being asked (RFC 4861 6.2.1 for the intervals). */
function addPeriodicAdvertisement(options: Map<string, string>, read: Read, id: RouterPortId): void {
  const config = read.row(Logical_Router_Port, id)?.ipv6_ra_configs;
  const port = read(routerPort, id);
  if (config === undefined || port === undefined || !isOn(config, 'send_periodic')) return;
  const prefixes = port.ipv6.filter(({ address }) => !isLinkLocal(address)).map(networkText);
  const linkLocal = port.ipv6.find(({ address }) => isLinkLocal(address));
  const addressMode = read(routerAdvertisement, id)?.addressMode;
  if (linkLocal === undefined || addressMode === undefined) return;
  options.set('ipv6_ra_send_periodic', 'true');
  options.set('ipv6_ra_address_mode', addressMode);
  options.set('ipv6_ra_prefixes', prefixes.join(' '));
  options.set('ipv6_ra_src_addr', linkLocal.address);
  options.set('ipv6_ra_src_eth', port.mac);
  options.set('ipv6_ra_prf', config.get('router_preference') ?? 'MEDIUM');
  const max = clamp(numberOf(config.get('max_interval'), MAX_INTERVAL.fallback), MAX_INTERVAL.least, MAX_INTERVAL.most);
  const ordinary = max >= 9 ? Math.floor(max / 3) : max;
  const min = clamp(numberOf(config.get('min_interval'), ordinary), MIN_INTERVAL_LEAST, Math.floor((max * 3) / 4));
  options.set('ipv6_ra_max_interval', String(max));
  options.set('ipv6_ra_min_interval', String(min));
  const mtu = numberOf(config.get('mtu'), 0);
  if (mtu >= RA_MTU_MIN) options.set('ipv6_ra_mtu', String(mtu));
  for (const [name, option] of [
    ['rdnss', 'ipv6_ra_rdnss'],
    ['dnssl', 'ipv6_ra_dnssl'],
    ['route_info', 'ipv6_ra_route_info'],
  ] as const) {
    const value = config.get(name);
    if (value !== undefined) options.set(option, value);
  }
}

function numberOf(text: string | undefined, fallback: number): number {
  return text !== undefined && /^\d+$/.test(text) ? Number(text) : fallback;
}

function clamp(value: number, least: number, most: number): number {
  return Math.max(least, Math.min(most, value));
}

export const portBindings: Mapping<typeof Port_Binding, PortRow> = {
  table: Port_Binding,
  identityOf: (row) => row.logical_port,
  columns: (wanted, links) => {
    const datapath = links.datapath(wanted.datapath);
    const key = links.portKey(wanted.name);
    if (datapath === undefined || key === undefined) return undefined;
    const [main, ...more] = wanted.requestedChassis;
    return {
      logical_port: wanted.name,
      datapath,
      tunnel_key: key,
      type: wanted.type,
      options: wanted.options,
      mac: wanted.macs,
      port_security: wanted.portSecurity,
      parent_port: wanted.parent,
      tag: wanted.tag,
      external_ids: wanted.externalIds,
      requested_chassis: main,
      requested_additional_chassis: more.filter((id) => id !== undefined),
    };
  },
  initial: { up: false },
  // What a chassis said of the port in another switch, or of one that others speak for, does not hold for this one.
  replaces: (held, { datapath, type }) =>
    held.datapath !== datapath || (held.type !== type && (held.type === 'virtual' || type === 'virtual')),
};
