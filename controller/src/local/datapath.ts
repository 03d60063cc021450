import type { Uuid } from '#base';
import { equalDeep, equalLists, index, query } from '#incremental';
import { Datapath_Binding, Port_Binding } from '#schemas/southbound';
import { bindingOf, claimedPorts } from './binding.js';
import { localnetPorts, patchPorts, portByName } from './port-index.js';
import { HOST } from './settings.js';

/**
 * The datapaths that matter on this host: those with a port that it claims, and all that are joined to them by patch
 * ports (a gateway router elsewhere is not entered).
 */
export const localDatapaths = query(
  'localDatapaths',
  (read, _: typeof HOST): readonly Uuid<'Datapath_Binding'>[] => {
    const found = new Set<Uuid<'Datapath_Binding'>>();
    const queue: Uuid<'Datapath_Binding'>[] = [];
    const visit = (id: Uuid<'Datapath_Binding'> | undefined) => {
      if (id === undefined || found.has(id)) return;
      found.add(id);
      queue.push(id);
    };
    for (const id of read(claimedPorts, HOST)) visit(read.row(Port_Binding, id)?.datapath);
    for (let id = queue.shift(); id !== undefined; id = queue.shift()) {
      for (const peer of read(neighbors, id)) visit(peer);
    }
    return [...found].sort();
  },
  equalLists,
);

/** Datapaths that one patch port away from a datapath. */
const neighbors = query(
  'neighbors',
  (read, datapath: Uuid<'Datapath_Binding'>): readonly Uuid<'Datapath_Binding'>[] => {
    const peers = new Set<Uuid<'Datapath_Binding'>>();
    for (const id of read.find(patchPorts, datapath)) {
      const binding = read(bindingOf, id);
      const peer = binding?.kind === 'patch' ? read(portByName, binding.peer) : undefined;
      const other = peer === undefined ? undefined : read.row(Port_Binding, peer)?.datapath;
      if (other !== undefined) peers.add(other);
    }
    return [...peers];
  },
  equalLists,
);

const localSet = query('localSet', (read, _: typeof HOST): ReadonlySet<string> => new Set(read(localDatapaths, HOST)));

export const isLocalDatapath = query('isLocalDatapath', (read, id: Uuid<'Datapath_Binding'>): boolean =>
  read(localSet, HOST).has(id),
);

/** What flows need of a datapath. */
export interface DatapathFacts {
  readonly id: Uuid<'Datapath_Binding'>;
  readonly key: number;
  readonly isSwitch: boolean;
}

/** A datapath of this host; undefined where it is not one. */
export const localDatapath = query(
  'localDatapath',
  (read, id: Uuid<'Datapath_Binding'>): DatapathFacts | undefined => {
    if (!read(isLocalDatapath, id)) return undefined;
    const row = read.row(Datapath_Binding, id);
    return row && { id, key: row.tunnel_key, isSwitch: row.external_ids.has('logical-switch') };
  },
  equalDeep,
);

const byKey = index(Datapath_Binding, 'tunnel_key', (row) => [row.tunnel_key]);

export const datapathByKey = query('datapathByKey', (read, key: number) => read.find(byKey, key)[0]);

/** The localnet ports of this host's datapaths. */
export const localLocalnetPorts = query(
  'localLocalnetPorts',
  (read, _: typeof HOST): readonly Uuid<'Port_Binding'>[] =>
    read(localDatapaths, HOST).flatMap((datapath) => read.find(localnetPorts, datapath)),
  equalLists,
);

/** A datapath's way to a physical network on this host. */
export interface LocalnetFacts {
  readonly id: Uuid<'Port_Binding'>;
  readonly key: number;
  readonly ofport: number;
}

/** The localnet port of a datapath that this host has a bridge for: ports elsewhere are reached through it, not by tunnel. */
export const localnetOf = query(
  'localnetOf',
  (read, datapath: Uuid<'Datapath_Binding'>): LocalnetFacts | undefined => {
    for (const id of read.find(localnetPorts, datapath)) {
      const binding = read(bindingOf, id);
      const key = read.row(Port_Binding, id)?.tunnel_key;
      if (binding?.kind === 'localnet' && key !== undefined) return { id, key, ofport: binding.ofport };
    }
    return undefined;
  },
  equalDeep,
);
