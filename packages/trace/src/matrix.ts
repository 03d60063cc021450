/** Who reaches whom: all pairs of ports with all kinds of traffic, as a table. Before: reach.ts. After: `--matrix`. */
import { addressesOf } from './addresses.js';
import type { FlowCache } from './flow-cache.js';
import type { TracePort } from './network.js';
import { candidates, findPortByWord } from './port-words.js';
import type { Provenance } from './provenance.js';
import { type NamedTraffic, type Reach, Sender } from './reach.js';

/** Ports of workloads that have an IP address; `names` restricts them, in its order. Gives a problem as a text. */
export function matrixPorts(flows: FlowCache, names: readonly string[] | undefined): readonly TracePort[] | string {
  const { network } = flows;
  if (names === undefined) {
    const workloads = [...network.ports.values()].filter(
      (port) => port.type === '' && (addressesOf(port)?.ips.length ?? 0) > 0,
    );
    return workloads.sort((a, b) => a.friendlyName.localeCompare(b.friendlyName, 'en', { numeric: true }));
  }
  const found = new Set<TracePort>();
  for (const name of names) {
    const port = findPortByWord(network, name);
    if (typeof port === 'string') return port;
    if (port === undefined) return `"${name}": no port of this name or address${candidates(network, name)}`;
    found.add(port);
  }
  return [...found];
}

/** Traces every pair, in the order of the ports. */
export function reachability(
  flows: FlowCache,
  ports: readonly TracePort[],
  kinds: readonly NamedTraffic[],
  provenance: Provenance | undefined,
): readonly Reach[] {
  return ports.flatMap((source) => {
    const sender = new Sender(flows, source, provenance);
    return ports.flatMap((destination) =>
      source === destination ? [] : kinds.map((kind) => sender.reach(destination, kind)),
    );
  });
}

/** First words of a table's first line. */
export const TABLE_HEAD = 'from \\ to';

/** A table of sources by destinations: in each field the kinds of traffic that pass, or `-`; then what stops the others. */
export function renderMatrix(
  reaches: readonly Reach[],
  ports: readonly TracePort[],
  kinds: readonly NamedTraffic[],
): string {
  const names = ports.map((port) => port.friendlyName);
  const passing = new Map<string, string[]>();
  for (const { source, destination, traffic, passes } of reaches) {
    const key = `${source}\0${destination}`;
    const list = passing.get(key) ?? [];
    if (passes) list.push(traffic);
    passing.set(key, list);
  }
  const cell = (source: string, destination: string) => {
    if (source === destination) return '.';
    const list = passing.get(`${source}\0${destination}`) ?? [];
    if (list.length === 0) return '-';
    return list.length === kinds.length ? 'all' : list.join(',');
  };
  const rows = [[TABLE_HEAD, ...names], ...names.map((source) => [source, ...names.map((to) => cell(source, to))])];
  const widths = (rows[0] ?? []).map((_, column) => Math.max(...rows.map((row) => (row[column] ?? '').length)));
  const table = rows.map((row) =>
    row
      .map((text, column) => text.padEnd(widths[column] ?? 0))
      .join('  ')
      .trimEnd(),
  );
  const stopped = reaches
    .filter(({ passes }) => !passes)
    .map(({ source, destination, traffic, stoppedBy }) => `${source} -> ${destination} ${traffic}: ${stoppedBy}`);
  return `${[`# traffic: ${kinds.map(({ name }) => name).join(', ')}`, ...table, ...stopped].join('\n')}\n`;
}
