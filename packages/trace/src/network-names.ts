/** Datapaths and ports by what ovn-trace(8) lets them be called. Before: the command line. After: trace.ts. */
import type { TraceDatapath, TraceNetwork, TracePort } from './network.js';

/** By name or friendly name, or by the uuid of the northbound or southbound row (or its first digits). */
export function findDatapath(network: TraceNetwork, name: string): TraceDatapath | undefined {
  for (const datapath of network.datapaths.values()) {
    const ids = datapath.row.external_ids;
    const names = [datapath.name, datapath.friendlyName, datapath.row._uuid, ids.get('name'), ids.get('name2')];
    if (names.includes(name)) return datapath;
  }
  if (!/^[0-9a-f-]{4,}$/i.test(name)) return undefined;
  const partial = [...network.datapaths.values()].filter(
    (datapath) => datapath.name.startsWith(name) || datapath.row._uuid.startsWith(name),
  );
  return partial.length === 1 ? partial[0] : undefined;
}

/** A port of the datapath by name, friendly name or unambiguous beginning of a uuid. */
export function findPort(datapath: TraceDatapath, name: string): TracePort | undefined {
  const port = datapath.ports.get(name);
  if (port !== undefined) return port;
  const friendly = [...datapath.ports.values()].filter((candidate) => candidate.friendlyName === name);
  if (friendly.length === 1) return friendly[0];
  if (!/^[0-9a-f-]{6,}$/i.test(name)) return undefined;
  const partial = [...datapath.ports.values()].filter((candidate) => candidate.name.startsWith(name));
  return partial.length === 1 ? partial[0] : undefined;
}
