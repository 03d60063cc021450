/** One question answered: options and microflow in, ovn-trace's text out. Before: the network. After: main.ts prints it. */
import { type NamedSets, parseMatch, type SymbolTable } from '#logical';
import { fields } from '#openflow';
import type { FlowCache } from './flow-cache.js';
import { inports, parseMicroflow } from './microflow.js';
import type { TraceDatapath, TraceNetwork } from './network.js';
import { findDatapath, findPort } from './network-names.js';
import type { TraceNode } from './node.js';
import { Packet } from './packet.js';
import { formatPacket } from './packet-text.js';
import { renderDetailed, renderMinimal, renderSummary } from './render.js';
import type { TraceSettings } from './settings.js';
import { Tracer } from './tracer.js';

export type TraceForm = 'detailed' | 'summary' | 'minimal';

export interface TraceQuestion {
  readonly datapath: string | undefined;
  readonly microflow: string;
}

export type TraceAnswer =
  | { readonly kind: 'problem'; readonly message: string }
  | {
      readonly kind: 'trace';
      readonly datapath: TraceDatapath;
      readonly packet: Packet;
      readonly nodes: readonly TraceNode[];
    };

/** Follows the packet of a question. */
export function answer(
  flows: FlowCache,
  { datapath: name, microflow }: TraceQuestion,
  settings: TraceSettings,
): TraceAnswer {
  const { network, symbols } = flows;
  const found = name === undefined ? datapathOfMicroflow(network, symbols, microflow) : findDatapath(network, name);
  if (typeof found === 'string') return { kind: 'problem', message: found };
  if (found === undefined) return { kind: 'problem', message: `unknown datapath "${name}"\n` };
  const { expr, error } = parseMatch(microflow, { symbols, sets: setsOf(network) });
  if (expr === undefined) return { kind: 'problem', message: `error parsing flow: ${error}\n` };
  const portKey = (port: string) => findPort(found, port)?.key ?? found.groups.get(port)?.key;
  for (const port of inports(expr)) {
    if (portKey(port) === undefined) settings.warn(`${port}: unknown logical port`);
  }
  const flow = parseMicroflow(expr, portKey);
  if (flow.kind === 'problem') return { kind: 'problem', message: `error parsing flow: ${flow.message}\n` };
  const packet = new Packet(flow.values);
  if (packet.number(fields.reg14) === 0) settings.warn('microflow does not specify ingress port');
  const shown = packet.clone();
  return { kind: 'trace', datapath: found, packet: shown, nodes: new Tracer(flows, settings).trace(found, packet) };
}

function setsOf(network: TraceNetwork): NamedSets {
  return {
    addressSet: (set) => network.addressSets.get(set),
    portGroup: (group) => network.portGroups.get(group),
  };
}

/** The datapath of the port that the microflow says the packet comes in by, or what is wrong. */
function datapathOfMicroflow(network: TraceNetwork, symbols: SymbolTable, microflow: string): TraceDatapath | string {
  const { expr, error } = parseMatch(microflow, { symbols, sets: setsOf(network) });
  if (expr === undefined) return `error parsing flow: ${error}\n`;
  const names = new Set(inports(expr));
  const [name] = names;
  if (name === undefined) return 'error parsing flow: flow match expression does not match on inport\n';
  if (names.size > 1) return 'error parsing flow: flow match expression matches on multiple inports\n';
  return network.ports.get(name)?.datapath ?? `unknown port "${name}"\n`;
}

const BANNERS: Readonly<Record<TraceForm, string>> = {
  detailed: '# Detailed trace.\n',
  summary: '# Summary trace.\n',
  minimal: '# Minimal trace.\n',
};

const RENDERERS: Readonly<Record<TraceForm, (nodes: readonly TraceNode[]) => string>> = {
  detailed: renderDetailed,
  summary: renderSummary,
  minimal: renderMinimal,
};

const ORDER: readonly TraceForm[] = ['detailed', 'summary', 'minimal'];

/** The answer in the forms asked for; a banner above each when there are several. */
export function renderAnswer(given: TraceAnswer, forms: ReadonlySet<TraceForm>): string {
  if (given.kind === 'problem') return given.message;
  const wanted = ORDER.filter((form) => forms.has(form));
  const parts = wanted.map((form) => (wanted.length > 1 ? BANNERS[form] : '') + RENDERERS[form](given.nodes));
  return `# ${formatPacket(given.packet)}\n${parts.join('')}`;
}
