/**
 * Whether a packet of one port reaches another, and where it fails, which stage and northbound row stops it. Before: the
 * network. After: matrix.ts.
 */
import { ipv4ToNumber, ipv6ToBigInt, macToNumber, parseIpv4, parseIpv6, parseMac } from '#base';
import { NO_SETS, parseMatch } from '#logical';
import { fields } from '#openflow';
import { addressesOf, nextHopMac } from './addresses.js';
import { CT } from './ct-state.js';
import type { FlowCache } from './flow-cache.js';
import { deliveredTo } from './json.js';
import { parseMicroflow } from './microflow.js';
import type { TracePort } from './network.js';
import type { TraceNode } from './node.js';
import { Packet } from './packet.js';
import { formatCause, type Origin, type Provenance } from './provenance.js';
import type { TraceSettings } from './settings.js';
import { Tracer } from './tracer.js';
import { type Traffic, trafficMatch } from './traffic.js';

/** The answer for one pair and one kind of traffic. */
export interface Reach {
  readonly source: string;
  readonly destination: string;
  /** `tcp:80` */
  readonly traffic: string;
  readonly passes: boolean;
  /** Where it ended when it does not pass: stage, priority and what stops it, for people. */
  readonly stoppedBy?: string;
  /** The same as data; absent where no flow stopped it. */
  readonly stop?: Stop;
}

export interface Stop {
  readonly datapath: string;
  readonly stage: string;
  readonly priority?: number;
  readonly flow?: string;
  readonly origins?: readonly Origin[];
}

export interface NamedTraffic {
  readonly name: string;
  readonly traffic: Traffic;
}

/** Packets that open a connection, whatever tracks them. */
export const OPENING: TraceSettings = {
  ctStates: new Array<number>(64).fill(CT.new | CT.trk),
  lbDestination: undefined,
  selectId: undefined,
  hasFriendlyNames: true,
  chance: () => 0,
  warn: () => undefined,
  detail: 'stops',
};

/** Answers for one sender; what its packets have in common is made once. */
export class Sender {
  private readonly flows: FlowCache;
  private readonly source: TracePort;
  private readonly provenance: Provenance | undefined;
  private readonly templates = new Map<string, Packet | undefined>();
  private readonly nextHops = new Map<number, bigint | undefined>();

  constructor(flows: FlowCache, source: TracePort, provenance: Provenance | undefined) {
    this.flows = flows;
    this.source = source;
    this.provenance = provenance;
  }

  /** Passes when it does in each family that both ends have and the traffic means. */
  reach(destination: TracePort, { name, traffic }: NamedTraffic): Reach {
    const { source } = this;
    const names = { source: source.friendlyName, destination: destination.friendlyName, traffic: name };
    const families = ([4, 6] as const).filter((family) => {
      const [from, to] = [source, destination].map((port) => addressesOf(port)?.ips.some((ip) => ip.family === family));
      return (traffic.family ?? family) === family && from === true && to === true;
    });
    if (families.length === 0) return { ...names, passes: false, stoppedBy: 'no addresses of one family' };
    for (const family of families) {
      const packet = this.packetTo(destination, name, traffic, family);
      const prefix = families.length > 1 ? `IPv${family}: ` : '';
      if (packet === undefined) return { ...names, passes: false, stoppedBy: `${prefix}no next hop` };
      const nodes = new Tracer(this.flows, OPENING).trace(source.datapath, packet);
      if (deliveredTo(nodes).includes(destination)) continue;
      const { text, ...stop } = lastStop(nodes, this.provenance);
      return { ...names, passes: false, stoppedBy: prefix + text, ...stop };
    }
    return { ...names, passes: true };
  }

  private packetTo(destination: TracePort, name: string, traffic: Traffic, family: 4 | 6): Packet | undefined {
    const to = addressesOf(destination)?.ips.find((ip) => ip.family === family)?.text ?? '';
    const mac = this.nextHop(destination, family);
    const template = this.template(name, traffic, family);
    if (mac === undefined || template === undefined) return undefined;
    const packet = template.clone();
    packet.set(fields.eth_dst, mac);
    const [ipv4, ipv6] = [parseIpv4(to), parseIpv6(to)];
    if (ipv4 !== undefined) packet.set(fields.ip_dst, ipv4ToNumber(ipv4));
    else if (ipv6 !== undefined) packet.set(fields.ipv6_dst, ipv6ToBigInt(ipv6));
    return packet;
  }

  private nextHop(destination: TracePort, family: 4 | 6): bigint | undefined {
    const { source, nextHops } = this;
    const from = addressesOf(source)?.ips.find((ip) => ip.family === family)?.text ?? '';
    const macOf = (target: TracePort | undefined) => {
      const mac = parseMac(nextHopMac(source, from, target) ?? '');
      return mac === undefined ? undefined : BigInt(macToNumber(mac));
    };
    if (destination.datapath === source.datapath) return macOf(destination);
    if (!nextHops.has(family)) nextHops.set(family, macOf(undefined));
    return nextHops.get(family);
  }

  /** The packet but for where it goes. */
  private template(name: string, traffic: Traffic, family: 4 | 6): Packet | undefined {
    const key = `${family} ${name}`;
    if (!this.templates.has(key)) this.templates.set(key, this.makeTemplate(traffic, family));
    return this.templates.get(key);
  }

  private makeTemplate(traffic: Traffic, family: 4 | 6): Packet | undefined {
    const own = addressesOf(this.source);
    const from = own?.ips.find((ip) => ip.family === family);
    if (own === undefined || from === undefined) return undefined;
    const microflow = `eth.src == ${own.mac} && ip${family}.src == ${from.text} && ${trafficMatch(traffic, family)}`;
    const { expr } = parseMatch(microflow, { symbols: this.flows.symbols, sets: NO_SETS });
    const parsed = expr === undefined ? undefined : parseMicroflow(expr, () => undefined);
    if (parsed?.kind !== 'packet') return undefined;
    const packet = new Packet(parsed.values);
    packet.set(fields.reg14, this.source.key);
    packet.likeness = this.flows.classOf(packet);
    return packet;
  }
}

/** The last flow that the packet hit, or the stage that had none for it. */
export function lastStop(
  nodes: readonly TraceNode[],
  provenance: Provenance | undefined,
): { readonly text: string; readonly stop?: Stop } {
  let last: TraceNode | undefined;
  let text = '';
  const walk = (list: readonly TraceNode[]) => {
    for (const node of list) {
      if (node.kind === 'table') last = node;
      if (node.kind === 'output' || node.kind === 'error') text = node.text;
      walk(node.children);
    }
  };
  walk(nodes);
  const flow = last?.flow;
  if (flow === undefined) return { text: last?.text.trim() ?? (text || 'nothing') };
  const stage = flow.external_ids.get('stage-name') ?? `table ${flow.table_id}`;
  const origins = provenance?.originsOf(flow, last?.datapath);
  const cause = formatCause(origins ?? []);
  return {
    text: `${stage}, priority ${flow.priority}${cause === undefined ? '' : `, ${cause}`}`,
    stop: {
      datapath: last?.datapath?.friendlyName ?? '',
      stage,
      priority: flow.priority,
      flow: flow._uuid,
      ...(origins === undefined ? {} : { origins }),
    },
  };
}
