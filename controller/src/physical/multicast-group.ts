import type { Uuid } from '#base';
import type { Read } from '#incremental';
import type { Action } from '#openflow';
import { Multicast_Group } from '#schemas/southbound';
import { cookieOf, type Flow, makeFlow } from '../install/flow.js';
import { localDatapath, localnetOf } from '../local/datapath.js';
import { ownChassis } from '../local/own-chassis.js';
import { HOST } from '../local/settings.js';
import { tunnelToChassis } from '../local/tunnel.js';
import { zoneOf } from '../local/zone.js';
import { sendToTunnels } from './encapsulation.js';
import { portFacts } from './port-facts.js';
import { fields, inDatapath, resubmit, set, tables, toPort } from './shorthand.js';

/**
 * Tables 39 and 40: a copy for each member. Table 39 sends one into each tunnel behind which members are, and serves members that are
 * on every chassis (patches, localports) at the source only; table 40 serves the members of this host.
 */
export function multicastGroup(read: Read, id: Uuid<'Multicast_Group'>): readonly Flow[] {
  const row = read.row(Multicast_Group, id);
  const datapath = row && read(localDatapath, row.datapath);
  if (row === undefined || datapath === undefined) return [];
  const local: Action[] = [];
  const everywhere: Action[] = [];
  const remote = new Set<Uuid<'Chassis'>>();
  const hasLocalnet = read(localnetOf, datapath.id) !== undefined;
  const own = read(ownChassis, HOST);
  for (const member of row.ports) {
    const port = read(portFacts, member);
    if (port === undefined || port.datapath.id !== datapath.id) continue;
    const deliver = [set(fields.reg15, port.key), resubmit(tables.checkLoopback)];
    const zone = port.type === 'patch' ? undefined : zoneOf(read, port.name);
    if (zone !== undefined) local.push(set(fields.reg13, zone));
    if (port.type === 'patch' || port.type === 'localport') everywhere.push(...deliver);
    else if (port.binding !== undefined) local.push(...deliver);
    else if (!hasLocalnet && port.type !== 'localnet') {
      for (const chassis of [port.chassis, ...port.additionalChassis]) {
        if (chassis !== undefined && chassis !== own) remote.add(chassis);
      }
    }
  }
  const match = [toPort(row.tunnel_key), inDatapath(datapath.key)];
  const restore = set(fields.reg15, row.tunnel_key);
  const cookie = cookieOf(id);
  const flows: Flow[] = [];
  if (local.length > 0) flows.push(makeFlow(tables.localOutput, 100, match, [...local, restore], cookie));
  const tunnels = [...remote]
    .flatMap((chassis) => read(tunnelToChassis, chassis) ?? [])
    .sort((a, b) => a.ofport - b.ofport);
  if (everywhere.length > 0 || tunnels.length > 0) {
    const actions = [
      ...(everywhere.length > 0 ? [...everywhere, restore] : []),
      ...sendToTunnels(tunnels, datapath.key, row.tunnel_key),
      ...(local.length > 0 ? [resubmit(tables.localOutput)] : []),
    ];
    flows.push(makeFlow(tables.remoteOutput, 100, match, actions, cookie));
  }
  return flows;
}
