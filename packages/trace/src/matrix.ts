/**
 * Who reaches whom: a trace for each pair of ports and each kind of traffic, and where it fails, which stage and northbound
 * row stops it. Before: the network. After: `--matrix`, `--expect`.
 */
import { parseMatch } from '#logical';
import { fields } from '#openflow';
import { Tracer, type TraceSettings } from './execute.js';
import type { FlowCache } from './flow-cache.js';
import { addressesOf, pairMicroflow, type Traffic } from './from-text.js';
import { deliveries } from './json.js';
import { parseMicroflow } from './microflow.js';
import type { TracePort } from './network.js';
import type { TraceNode } from './node.js';
import { Packet } from './packet.js';
import { formatOrigin, type Provenance } from './provenance.js';

/** The answer for one pair and one kind of traffic. */
export interface Reach {
  readonly source: string;
  readonly destination: string;
  /** `tcp:80` */
  readonly traffic: string;
  readonly passes: boolean;
  /** Where it ended when it does not pass: stage, priority and what stops it. */
  readonly stoppedBy?: string;
}

export interface NamedTraffic {
  readonly name: string;
  readonly traffic: Traffic;
}

/** ct_state of packets that open a connection. */
const OPENING = 1 | 32;

/** Ports of workloads that have an IP address; `names` restricts them, in its order. */
export function matrixPorts(flows: FlowCache, names: readonly string[] | undefined): readonly TracePort[] | string {
  const { ports } = flows.network;
  if (names === undefined) {
    const workloads = [...ports.values()].filter(
      (port) => port.type === '' && (addressesOf(port)?.ips.length ?? 0) > 0,
    );
    return workloads.sort((a, b) => a.friendlyName.localeCompare(b.friendlyName, 'en', { numeric: true }));
  }
  const found: TracePort[] = [];
  for (const name of names) {
    const port = ports.get(name) ?? [...ports.values()].find((candidate) => candidate.friendlyName === name);
    if (port === undefined) return `unknown port "${name}"\n`;
    found.push(port);
  }
  return found;
}

/** Traces every pair. */
export function reachability(
  flows: FlowCache,
  ports: readonly TracePort[],
  kinds: readonly NamedTraffic[],
  provenance: Provenance | undefined,
): readonly Reach[] {
  const settings: TraceSettings = {
    ctStates: new Array<number>(64).fill(OPENING),
    lbDestination: undefined,
    selectId: undefined,
    hasFriendlyNames: true,
    chance: () => 0,
    warn: () => {},
  };
  return ports.flatMap((source) =>
    ports.flatMap((destination) =>
      source === destination ? [] : kinds.map((kind) => reach(flows, settings, source, destination, kind, provenance)),
    ),
  );
}

function reach(
  flows: FlowCache,
  settings: TraceSettings,
  source: TracePort,
  destination: TracePort,
  { name, traffic }: NamedTraffic,
  provenance: Provenance | undefined,
): Reach {
  const names = { source: source.friendlyName, destination: destination.friendlyName, traffic: name };
  const packet = packetBetween(flows, source, destination, traffic);
  if (packet === undefined) return { ...names, passes: false, stoppedBy: 'no next hop' };
  const nodes = new Tracer(flows, settings).trace(source.datapath, packet);
  if (deliveries(nodes).includes(destination.friendlyName)) return { ...names, passes: true };
  return { ...names, passes: false, stoppedBy: lastStop(nodes, provenance) };
}

function packetBetween(
  flows: FlowCache,
  source: TracePort,
  destination: TracePort,
  traffic: Traffic,
): Packet | undefined {
  for (const from of addressesOf(source)?.ips ?? []) {
    const to = addressesOf(destination)?.ips.find((ip) => ip.family === from.family);
    const microflow = to === undefined ? undefined : pairMicroflow(source, from.text, to.text, destination, traffic);
    if (microflow === undefined) continue;
    const sets = { addressSet: () => undefined, portGroup: () => undefined };
    const { expr } = parseMatch(microflow, { symbols: flows.symbols, sets });
    if (expr === undefined) continue;
    const parsed = parseMicroflow(expr, () => source.key);
    if (parsed.kind !== 'packet') continue;
    const packet = new Packet(parsed.values);
    packet.set(fields.reg14, source.key);
    return packet;
  }
  return undefined;
}

/** The last flow that the packet hit, or the stage that had none for it. */
function lastStop(nodes: readonly TraceNode[], provenance: Provenance | undefined): string {
  let last: TraceNode | undefined;
  let text = '';
  const walk = (list: readonly TraceNode[]) => {
    for (const node of list) {
      if (node.kind === 'table' && !node.isTrivial) last = node;
      if (node.kind === 'output' || node.kind === 'error') text = node.text;
      walk(node.children);
    }
  };
  walk(nodes);
  const flow = last?.flow;
  if (flow === undefined) return last?.text.trim() ?? (text || 'nothing');
  const stage = flow.external_ids.get('stage-name') ?? `table ${flow.table_id}`;
  const [origin] = provenance?.originsOf(flow) ?? [];
  return `${stage}, priority ${flow.priority}${origin === undefined ? '' : `, ${formatOrigin(origin)}`}`;
}

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
  const rows = [['from \\ to', ...names], ...names.map((source) => [source, ...names.map((to) => cell(source, to))])];
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

/** A line of an expectation: `SOURCE DESTINATION TRAFFIC yes|no`. */
export interface Expectation {
  readonly source: string;
  readonly destination: string;
  readonly traffic: string;
  readonly passes: boolean;
  readonly line: number;
}

/** Reads a file of expectations; `#` begins a comment. Throws with the line that is wrong. */
export function parseExpectations(text: string): readonly Expectation[] {
  return text.split('\n').flatMap((whole, index) => {
    const words = whole
      .replace(/#.*/, '')
      .trim()
      .split(/\s+/)
      .filter((word) => word !== '');
    if (words.length === 0) return [];
    const [source, destination, traffic, verdict] = words;
    if (words.length !== 4 || (verdict !== 'yes' && verdict !== 'no')) {
      throw new Error(`line ${index + 1}: say SOURCE DESTINATION TRAFFIC yes|no`);
    }
    return [
      { source: source!, destination: destination!, traffic: traffic!, passes: verdict === 'yes', line: index + 1 },
    ];
  });
}

/** What is not as expected, a line each; expectations for pairs that were not traced count too. */
export function unexpected(reaches: readonly Reach[], expectations: readonly Expectation[]): readonly string[] {
  const key = (pair: Pick<Reach, 'source' | 'destination' | 'traffic'>) =>
    `${pair.source} -> ${pair.destination} ${pair.traffic}`;
  const byPair = new Map(reaches.map((reach) => [key(reach), reach]));
  return expectations.flatMap((expectation) => {
    const reach = byPair.get(key(expectation));
    const where = `line ${expectation.line}: ${key(expectation)}`;
    if (reach === undefined) return [`${where}: no such pair`];
    if (reach.passes === expectation.passes) return [];
    return [`${where}: ${reach.passes ? 'passes' : `does not pass: ${reach.stoppedBy}`}`];
  });
}
