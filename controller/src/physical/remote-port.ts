import type { Read } from '#incremental';
import { cookieOf, type Flow, makeFlow } from '../install/flow.js';
import { localnetOf } from '../local/datapath.js';
import { ownChassis } from '../local/own-chassis.js';
import { HOST } from '../local/settings.js';
import { tunnelToChassis } from '../local/tunnel.js';
import { sendToTunnels } from './encapsulation.js';
import type { PortFacts } from './port-facts.js';
import { fields, inDatapath, resubmit, set, tables, toPort } from './shorthand.js';

/** Types of ports that are not one VM's on one chassis. */
const NEVER_REMOTE = new Set(['patch', 'localnet', 'localport', 'chassisredirect', 'virtual', 'remote']);

/** Table 39: a packet for a port of another chassis goes into the tunnel to it; table 40: or by the physical network. */
export function remotePort(read: Read, port: PortFacts): readonly Flow[] {
  if (port.binding !== undefined || NEVER_REMOTE.has(port.type)) return [];
  const match = [toPort(port.key), inDatapath(port.datapath.key)];
  const cookie = cookieOf(port.id);
  const localnet = read(localnetOf, port.datapath.id);
  if (localnet !== undefined) {
    const actions = [set(fields.reg15, localnet.key), resubmit(tables.localOutput)];
    return [makeFlow(tables.localOutput, 100, match, actions, cookie)];
  }
  if (port.chassis === undefined || port.chassis === read(ownChassis, HOST)) return [];
  const tunnels = [port.chassis, ...port.additionalChassis].flatMap((chassis) => read(tunnelToChassis, chassis) ?? []);
  if (tunnels.length === 0) return [];
  const actions = [...sendToTunnels(tunnels, port.datapath.key, port.key), resubmit(tables.localOutput)];
  return [makeFlow(tables.remoteOutput, 100, match, actions, cookie)];
}

/** Table 39: what a localport sends never leaves its chassis. */
export function localportStays(port: PortFacts): readonly Flow[] {
  if (port.binding?.kind !== 'localport') return [];
  const match = [{ field: fields.reg14, value: port.key }, inDatapath(port.datapath.key)];
  return [makeFlow(tables.remoteOutput, 150, match, [resubmit(tables.localOutput)], cookieOf(port.id))];
}
