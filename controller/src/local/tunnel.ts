import type { Uuid } from '#base';
import { equalDeep, index, query, type Read } from '#incremental';
import { Interface, Port } from '#schemas/open-vswitch';
import { Chassis, Encap } from '#schemas/southbound';
import { integrationBridge, portOfInterface } from './bridge.js';
import { ownChassis } from './own-chassis.js';
import { HOST, settings } from './settings.js';

export type EncapType = 'geneve' | 'stt' | 'vxlan';

/** Best first: what carries ports and datapath whole, then what does not. */
export const ENCAP_TYPES: readonly EncapType[] = ['geneve', 'stt', 'vxlan'];

export function isEncapType(text: string | undefined): text is EncapType {
  return ENCAP_TYPES.some((type) => type === text);
}

/** A tunnel that this host should have: one for each address of the best encapsulation that both ends have. */
export interface WantedTunnel {
  readonly chassis: string;
  readonly type: string;
  readonly remoteIp: string;
  readonly options: ReadonlyMap<string, string>;
}

/** What a Port's external_ids:ovn-chassis-id holds: which chassis at which address. */
export const tunnelId = (tunnel: { readonly chassis: string; readonly remoteIp: string }) =>
  `${tunnel.chassis}@${tunnel.remoteIp}`;

const chassisByName = index(Chassis, 'name', (row) => [row.name]);

/** The tunnels to the chassis with this row. */
export const wantedTunnels = query(
  'wantedTunnels',
  (read, id: Uuid<'Chassis'>): readonly WantedTunnel[] => {
    const row = read.row(Chassis, id);
    const own = read(settings, HOST);
    if (row === undefined || read(ownChassis, HOST) === undefined || row.name === own.chassis) return [];
    const zones = row.transport_zones;
    const isNear =
      zones.length === 0 && own.transportZones.length === 0
        ? true
        : zones.some((zone) => own.transportZones.includes(zone));
    if (!isNear) return [];
    const encaps = row.encaps.flatMap((encap) => encapOf(read, encap));
    const type = ENCAP_TYPES.find(
      (candidate) => own.encapTypes.includes(candidate) && encaps.some((encap) => encap.type === candidate),
    );
    return encaps
      .filter((encap) => encap.type === type)
      .map((encap) => ({
        chassis: row.name,
        type: encap.type,
        remoteIp: encap.ip,
        options: new Map([
          ...(encap.checksum === undefined ? [] : [['csum', encap.checksum] as const]),
          ...(own.encapDfDefault === undefined ? [] : [['df_default', own.encapDfDefault] as const]),
          ['key', 'flow'],
          ...(own.setLocalIp && own.encapIps[0] !== undefined ? [['local_ip', own.encapIps[0]] as const] : []),
          ['remote_ip', encap.ip],
          ...(own.encapTos === undefined ? [] : [['tos', own.encapTos] as const]),
        ]),
      }));
  },
  equalDeep,
);

/** The tunnel that a port with this external_ids:ovn-chassis-id should be; undefined: it should not be. */
export const wantedTunnel = query(
  'wantedTunnel',
  (read, id: string): WantedTunnel | undefined => {
    const at = id.lastIndexOf('@');
    const [chassis] = read.find(chassisByName, at < 0 ? id : id.slice(0, at));
    return chassis === undefined ? undefined : read(wantedTunnels, chassis).find((tunnel) => tunnelId(tunnel) === id);
  },
  equalDeep,
);

function encapOf(read: Read, id: Uuid<'Encap'>) {
  const row = read.row(Encap, id);
  return row === undefined ? [] : [{ type: row.type, ip: row.ip, checksum: row.options.get('csum') }];
}

/** A tunnel that the switch has. */
export interface Tunnel {
  readonly chassis: string;
  readonly type: EncapType;
  readonly ofport: number;
}

/** Ports of any bridge that are tunnels of this program, by external_ids:ovn-chassis-id. */
export const portsByTunnel = index(Port, 'ovn-chassis-id', (row) => {
  const id = row.external_ids.get('ovn-chassis-id');
  return id === undefined ? [] : [id];
});

const portsByChassis = index(Port, 'chassis', (row) => {
  const id = row.external_ids.get('ovn-chassis-id');
  if (id === undefined) return [];
  const at = id.lastIndexOf('@');
  return [at < 0 ? id : id.slice(0, at)];
});

/** The tunnel to a chassis, by its name: that with the lowest port number where there are several. */
export const tunnelTo = query(
  'tunnelTo',
  (read, chassis: string): Tunnel | undefined => {
    let best: Tunnel | undefined;
    for (const port of read.find(portsByChassis, chassis)) {
      const tunnel = read(tunnelOfPort, port);
      if (tunnel !== undefined && (best === undefined || tunnel.ofport < best.ofport)) best = tunnel;
    }
    return best;
  },
  equalDeep,
);

/** What a port of the integration bridge is, when it is a tunnel. */
export const tunnelOfPort = query(
  'tunnelOfPort',
  (read, id: Uuid<'Port'>): Tunnel | undefined => {
    const row = read.row(Port, id);
    const remote = row?.external_ids.get('ovn-chassis-id');
    const [face] = row?.interfaces ?? [];
    if (remote === undefined || face === undefined || read(integrationBridge, HOST) === undefined) return undefined;
    if (read(portOfInterface, face) !== id) return undefined;
    const ofport = read.row(Interface, face)?.ofport;
    const type = read.row(Interface, face)?.type;
    if (ofport === undefined || ofport <= 0) return undefined;
    if (!isEncapType(type)) return undefined;
    const at = remote.lastIndexOf('@');
    return { chassis: at < 0 ? remote : remote.slice(0, at), type, ofport };
  },
  equalDeep,
);

/** The tunnel to the chassis with this row. */
export const tunnelToChassis = query(
  'tunnelToChassis',
  (read, id: Uuid<'Chassis'>): Tunnel | undefined => {
    const name = read.row(Chassis, id)?.name;
    return name === undefined ? undefined : read(tunnelTo, name);
  },
  equalDeep,
);
