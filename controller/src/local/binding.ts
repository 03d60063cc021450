import type { Uuid } from '#base';
import { equalDeep, query, type Read } from '#incremental';
import { Port_Binding } from '#schemas/southbound';
import { type Attached, interfaceOfPort, ofportOfInterface, pluggedPorts } from './bridge.js';
import { ownChassis } from './own-chassis.js';
import { localnetPatchName } from './patch-port.js';
import { gatewayPorts, portByName, portsOfParent } from './port-index.js';
import { HOST, settings } from './settings.js';

/** How a logical port is on this host. */
export type Binding =
  /** A VM's port, or (with `tag`) a container's behind the VLAN of its VM's port. */
  | { readonly kind: 'vif'; readonly ofport: number; readonly interface: Attached['id'] }
  | { readonly kind: 'container'; readonly ofport: number; readonly tag: number; readonly parent: string }
  /** The same on every chassis; bound nowhere. */
  | { readonly kind: 'localport'; readonly ofport: number }
  | { readonly kind: 'localnet'; readonly ofport: number; readonly tag: number | undefined }
  /** Between two datapaths: on every chassis that has them; `l3gateway` on the one that it is for. */
  | { readonly kind: 'patch'; readonly peer: string };

/** May this host bind the port, as options:requested-chassis has it (ovn-nb(5))? */
function isAllowed(read: Read, id: Uuid<'Port_Binding'>): boolean {
  const row = read.whole(Port_Binding, id);
  const wanted = row?.options.get('requested-chassis');
  if (row === undefined) return false;
  if (wanted === undefined || wanted === '') return true;
  const own = read(ownChassis, HOST);
  if (own === undefined) return false;
  return row.requested_chassis === own || row.requested_additional_chassis.some((chassis) => chassis === own);
}

/** How a port is on this host; undefined: it is not. */
export const bindingOf = query(
  'bindingOf',
  (read, id: Uuid<'Port_Binding'>): Binding | undefined => {
    const row = read.whole(Port_Binding, id);
    if (row === undefined) return undefined;
    switch (row.type) {
      case '': {
        const parent = row.parent_port;
        if (parent !== undefined && parent !== '') return container(read, id, parent);
        const at = read(interfaceOfPort, row.logical_port);
        return at !== undefined && isAllowed(read, id)
          ? { kind: 'vif', ofport: at.ofport, interface: at.id }
          : undefined;
      }
      case 'localport': {
        const at = read(interfaceOfPort, row.logical_port);
        return at === undefined ? undefined : { kind: 'localport', ofport: at.ofport };
      }
      case 'localnet': {
        if (!read(settings, HOST).bridgeMappings.has(row.options.get('network_name') ?? '')) return undefined;
        const ofport = read(ofportOfInterface, localnetPatchName(read(settings, HOST).bridge, row.logical_port));
        return ofport === undefined ? undefined : { kind: 'localnet', ofport, tag: row.tag };
      }
      case 'patch': {
        const peer = row.options.get('peer');
        return peer === undefined ? undefined : { kind: 'patch', peer };
      }
      case 'l3gateway': {
        const peer = row.options.get('peer');
        const isHere = row.options.get('l3gateway-chassis') === read(settings, HOST).chassis;
        return peer === undefined || !isHere ? undefined : { kind: 'patch', peer };
      }
      default:
        return undefined;
    }
  },
  equalDeep,
);

function container(read: Read, id: Uuid<'Port_Binding'>, parent: string): Binding | undefined {
  const tag = read.whole(Port_Binding, id)?.tag;
  const parentId = read(portByName, parent);
  if (tag === undefined || parentId === undefined) return undefined;
  const at = read(bindingOf, parentId);
  return at?.kind === 'vif' ? { kind: 'container', ofport: at.ofport, tag, parent } : undefined;
}

/** Has this host the port of a VM, a container or a localport? */
export const isBoundHere = query('isBoundHere', (read, name: string): boolean => {
  const id = read(portByName, name);
  const kind = id === undefined ? undefined : read(bindingOf, id)?.kind;
  return kind === 'vif' || kind === 'container' || kind === 'localport';
});

/** The ports that this host claims in the southbound database: those of VMs and containers plugged in here, and gateways. */
export const claimedPorts = query(
  'claimedPorts',
  (read, _: typeof HOST): readonly Uuid<'Port_Binding'>[] => {
    const claimed: Uuid<'Port_Binding'>[] = [];
    for (const name of read(pluggedPorts, HOST)) {
      const id = read(portByName, name);
      if (id === undefined || read(bindingOf, id)?.kind !== 'vif') continue;
      claimed.push(id);
      for (const inside of read.find(portsOfParent, name)) {
        if (read(bindingOf, inside)?.kind === 'container') claimed.push(inside);
      }
    }
    const { chassis } = read(settings, HOST);
    for (const type of ['l3gateway', 'l2gateway']) {
      for (const id of read.find(gatewayPorts, type)) {
        if (read.row(Port_Binding, id)?.options.get(`${type}-chassis`) === chassis) claimed.push(id);
      }
    }
    return claimed.sort();
  },
  equalDeep,
);

/** The localports that have an interface here. */
export const pluggedLocalports = query(
  'pluggedLocalports',
  (read, _: typeof HOST): readonly Uuid<'Port_Binding'>[] =>
    read(pluggedPorts, HOST).flatMap((name) => {
      const id = read(portByName, name);
      return id !== undefined && read(bindingOf, id)?.kind === 'localport' ? [id] : [];
    }),
  equalDeep,
);
