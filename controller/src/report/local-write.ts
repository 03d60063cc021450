import type { Uuid } from '#base';
import { each, eachKey, equalDeep, type Read, relation } from '#incremental';
import { Bridge, Interface, Open_vSwitch, Port } from '#schemas/open-vswitch';
import { Chassis, Port_Binding } from '#schemas/southbound';
import { bindingOf } from '../local/binding.js';
import { bridgeByName, integrationBridge, interfaceOfPort, portOfInterface, portsByName } from '../local/bridge.js';
import { isLocalDatapath, localLocalnetPorts } from '../local/datapath.js';
import { localnetPatchName, localnetPeerName } from '../local/patch-port.js';
import { portByName } from '../local/port-index.js';
import { HOST, settings } from '../local/settings.js';
import { Installed, Progress, Self, Zone } from '../local/state.js';
import { portsByTunnel, tunnelId, type WantedTunnel, wantedTunnel, wantedTunnels } from '../local/tunnel.js';

/** Something that this host's Open_vSwitch database lacks or has too much of. */
export type LocalWrite =
  | { readonly kind: 'add-bridge'; readonly name: string; readonly datapathType: string | undefined }
  | { readonly kind: 'set-datapath-type'; readonly bridge: Uuid<'Bridge'>; readonly datapathType: string }
  | { readonly kind: 'set-fail-mode'; readonly bridge: Uuid<'Bridge'> }
  | { readonly kind: 'add-datapath'; readonly root: Uuid<'Open_vSwitch'>; readonly type: string }
  | {
      readonly kind: 'set-root-config';
      readonly root: Uuid<'Open_vSwitch'>;
      readonly values: ReadonlyMap<string, string>;
    }
  | { readonly kind: 'add-tunnel'; readonly bridge: Uuid<'Bridge'>; readonly tunnel: WantedTunnel }
  | { readonly kind: 'set-tunnel'; readonly interface: Uuid<'Interface'>; readonly tunnel: WantedTunnel }
  | {
      readonly kind: 'add-patch';
      readonly bridge: Uuid<'Bridge'>;
      readonly name: string;
      readonly peer: string;
      readonly logicalPort: string;
    }
  | { readonly kind: 'delete-port'; readonly bridge: Uuid<'Bridge'>; readonly port: Uuid<'Port'> }
  | {
      readonly kind: 'set-bridge-ids';
      readonly bridge: Uuid<'Bridge'>;
      readonly values: ReadonlyMap<string, string>;
      readonly removed: readonly string[];
    }
  | { readonly kind: 'installed'; readonly interface: Uuid<'Interface'>; readonly at: number }
  | { readonly kind: 'not-installed'; readonly interface: Uuid<'Interface'> };

function identity(write: LocalWrite): string {
  switch (write.kind) {
    case 'add-tunnel':
      return `${write.kind} ${tunnelId(write.tunnel)}`;
    case 'add-patch':
      return `${write.kind} ${write.name}`;
    case 'delete-port':
      return `${write.kind} ${write.port}`;
    case 'installed':
    case 'not-installed':
    case 'set-tunnel':
      return `${write.kind} ${write.interface}`;
    default:
      return write.kind;
  }
}

/** Each row means: the host's own database should be changed. */
export const LocalWrites = relation<LocalWrite>('LocalWrites', identity, [
  eachKey(
    () => [HOST],
    (read) => [...bridgeWrites(read), ...rootWrites(read)],
  ),
  each(Chassis, tunnelWrites),
  eachKey((read) => read(localLocalnetPorts, HOST), patchWrites),
  each(Port, leftoverPorts),
  each(Interface, interfaceWrites),
]);

function bridgeWrites(read: Read): readonly LocalWrite[] {
  const own = read(settings, HOST);
  if (own.chassis === undefined || own.remote === undefined) return [];
  const id = read(integrationBridge, HOST);
  const row = id === undefined ? undefined : read.row(Bridge, id);
  if (id === undefined || row === undefined) {
    return [{ kind: 'add-bridge', name: own.bridge, datapathType: own.bridgeDatapathType }];
  }
  const writes: LocalWrite[] = [];
  if (own.bridgeDatapathType !== undefined && row.datapath_type !== own.bridgeDatapathType) {
    writes.push({ kind: 'set-datapath-type', bridge: id, datapathType: own.bridgeDatapathType });
  }
  if (row.fail_mode !== 'secure') writes.push({ kind: 'set-fail-mode', bridge: id });
  const wanted = bridgeIds(read);
  const values = new Map([...wanted].filter(([key, value]) => row.external_ids.get(key) !== value));
  const isComplete = read.row(Progress, 'self')?.isComplete === true;
  const removed = [...row.external_ids.keys()].filter(
    (key) => isComplete && key.startsWith('ct-zone-') && !wanted.has(key),
  );
  if (values.size > 0 || removed.length > 0) writes.push({ kind: 'set-bridge-ids', bridge: id, values, removed });
  return writes;
}

/** What the bridge remembers over a restart of this program: zones, and how far it was. */
function bridgeIds(read: Read): ReadonlyMap<string, string> {
  const progress = read.row(Progress, 'self');
  const startedAt = read.row(Self, 'self')?.startedAt;
  return new Map([
    ...(startedAt === undefined ? [] : [['ovn-startup-ts', `${startedAt}`] as const]),
    ...(progress === undefined || progress.nbCfgAt === 0
      ? []
      : ([
          ['ovn-nb-cfg', `${progress.nbCfg}`],
          ['ovn-nb-cfg-ts', `${progress.nbCfgAt}`],
        ] as const)),
    ...read.ids(Zone).map((name) => [`ct-zone-${name}`, `${read.row(Zone, name)?.zone}`] as const),
  ]);
}

function rootWrites(read: Read): readonly LocalWrite[] {
  const { chassis } = read(settings, HOST);
  const bridge = read(integrationBridge, HOST);
  const [root] = read.ids(Open_vSwitch);
  const row = root === undefined ? undefined : read.row(Open_vSwitch, root);
  if (root === undefined || row === undefined || chassis === undefined || bridge === undefined) return [];
  const type = read.row(Bridge, bridge)?.datapath_type || 'system';
  const config = new Map([
    ['vlan-limit', '0'],
    [`ovn-chassis-idx-${chassis}`, ''],
  ]);
  const values = new Map([...config].filter(([key, value]) => row.other_config.get(key) !== value));
  return [
    ...(row.datapaths.has(type) ? [] : [{ kind: 'add-datapath', root, type } as const]),
    ...(values.size === 0 ? [] : [{ kind: 'set-root-config', root, values } as const]),
  ];
}

function tunnelWrites(read: Read, id: Uuid<'Chassis'>): readonly LocalWrite[] {
  const bridge = read(integrationBridge, HOST);
  if (bridge === undefined) return [];
  return read(wantedTunnels, id).flatMap((tunnel): readonly LocalWrite[] => {
    const [port] = read.find(portsByTunnel, tunnelId(tunnel));
    if (port === undefined) return [{ kind: 'add-tunnel', bridge, tunnel }];
    const [face] = read.row(Port, port)?.interfaces ?? [];
    const row = face === undefined ? undefined : read.row(Interface, face);
    if (face === undefined || row === undefined) return [];
    return row.type === tunnel.type && equalDeep(row.options, tunnel.options)
      ? []
      : [{ kind: 'set-tunnel', interface: face, tunnel }];
  });
}

/** A localnet port's two patch ports, where the host has a bridge for its network. */
function patchWrites(read: Read, id: Uuid<'Port_Binding'>): readonly LocalWrite[] {
  const row = read.row(Port_Binding, id);
  if (row?.type !== 'localnet' || !read(isLocalDatapath, row.datapath)) return [];
  const own = read(settings, HOST);
  const other = own.bridgeMappings.get(row.options.get('network_name') ?? '');
  const here = read(integrationBridge, HOST);
  const there = other === undefined ? undefined : read(bridgeByName, other);
  if (here === undefined || there === undefined) return [];
  const name = localnetPatchName(own.bridge, row.logical_port);
  const peer = localnetPeerName(own.bridge, row.logical_port);
  const logicalPort = row.logical_port;
  return [
    ...(read.find(portsByName, name).length > 0
      ? []
      : [{ kind: 'add-patch', bridge: here, name, peer, logicalPort } as const]),
    ...(read.find(portsByName, peer).length > 0
      ? []
      : [{ kind: 'add-patch', bridge: there, name: peer, peer: name, logicalPort } as const]),
  ];
}

/** Tunnels and patch ports of this program that nothing wants any more. */
function leftoverPorts(read: Read, id: Uuid<'Port'>): readonly LocalWrite[] {
  const row = read.row(Port, id);
  const [face] = row?.interfaces ?? [];
  if (row === undefined || face === undefined || read.row(Progress, 'self')?.isComplete !== true) return [];
  const bridge = bridgeOf(read, id);
  if (bridge === undefined) return [];
  const tunnel = row.external_ids.get('ovn-chassis-id');
  if (tunnel !== undefined && read(portOfInterface, face) === id) {
    return read(wantedTunnel, tunnel) === undefined ? [{ kind: 'delete-port', bridge, port: id }] : [];
  }
  const localnet = row.external_ids.get('ovn-localnet-port');
  if (localnet === undefined) return [];
  return isWantedPatch(read, localnet) ? [] : [{ kind: 'delete-port', bridge, port: id }];
}

function bridgeOf(read: Read, port: Uuid<'Port'>): Uuid<'Bridge'> | undefined {
  return read.ids(Bridge).find((id) => read.row(Bridge, id)?.ports.includes(port) === true);
}

function isWantedPatch(read: Read, logicalPort: string): boolean {
  const id = read(portByName, logicalPort);
  const row = id === undefined ? undefined : read.row(Port_Binding, id);
  if (row?.type !== 'localnet' || !read(isLocalDatapath, row.datapath)) return false;
  const other = read(settings, HOST).bridgeMappings.get(row.options.get('network_name') ?? '');
  return other !== undefined && read(bridgeByName, other) !== undefined;
}

/** `ovn-installed`: the flows of the guest's port are in the switch. */
function interfaceWrites(read: Read, id: Uuid<'Interface'>): readonly LocalWrite[] {
  const row = read.row(Interface, id);
  const name = row?.external_ids.get('iface-id');
  if (row === undefined || name === undefined) return [];
  const isMarked = row.external_ids.get('ovn-installed') === 'true';
  const port = read(portByName, name);
  const isBound = port !== undefined && read(interfaceOfPort, name)?.id === id && read(bindingOf, port)?.kind === 'vif';
  if (!isBound) {
    const isKnown = read.row(Progress, 'self')?.isComplete === true;
    return isMarked && isKnown ? [{ kind: 'not-installed', interface: id }] : [];
  }
  const since = port === undefined ? undefined : read.row(Installed, port)?.at;
  return since === undefined || isMarked ? [] : [{ kind: 'installed', interface: id, at: since }];
}
