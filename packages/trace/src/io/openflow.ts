/** The OpenFlow flows of a switch under the logical flows they were made from, for --ovs. Before: trace.ts. After: render.ts. */
import { systemMessage } from '#base';
import { type CommandLine, directoriesOf, type Logger, optionArgument } from '#daemon';
import { AddressError, type Controller, formatFlow, openController, SocketError } from '#openflow';
import type { LogicalFlowRow } from '#schemas/southbound';
import { addNode, type TraceNode } from '../node.js';

/** Flows of a switch as ovs-ofctl(8) prints them. */
export interface OpenflowSource {
  /** Puts under each logical flow that does more than to go on what the switch has for it. */
  addTo(nodes: readonly TraceNode[]): Promise<void>;
  close(): void;
}

/** Connects. A switch that cannot be reached is told of, and the trace goes on without. */
export async function openOpenflow(line: CommandLine, log: Logger): Promise<OpenflowSource | undefined> {
  const remote = optionArgument(line, 'ovs') ?? `unix:${directoriesOf('ovs').run}/br-int.mgmt`;
  let controller: Controller;
  try {
    controller = await openController({ address: remote });
  } catch (error) {
    log.warn(`${remote}: connection failed (${reasonOf(error)})`);
    return undefined;
  }
  const known = new Map<bigint, readonly string[]>();
  const warn = (error: unknown) => log.warn(`${remote}: flow dump failed (${reasonOf(error)})`);
  return { addTo: (nodes) => addFlows(nodes, controller, known, warn), close: () => controller.close() };
}

async function addFlows(
  nodes: readonly TraceNode[],
  controller: Controller,
  known: Map<bigint, readonly string[]>,
  warn: (error: unknown) => void,
): Promise<void> {
  for (const node of nodes) {
    await addFlows(node.children, controller, known, warn);
    const { flow, isTrivial } = node;
    if (flow === undefined || isTrivial) continue;
    const cookie = cookieOf(flow);
    const lines = known.get(cookie) ?? (await readFlows(cookie, controller, warn));
    known.set(cookie, lines);
    const shown: TraceNode[] = [];
    if (lines.length === 0) addNode(shown, 'error', '*** no OpenFlow flows');
    for (const line of lines) addNode(shown, 'action', line);
    node.children.unshift(...shown);
  }
}

/** The first 32 bits of a logical flow's uuid. */
function cookieOf(flow: LogicalFlowRow): bigint {
  return BigInt(`0x${flow._uuid.slice(0, 8)}`);
}

/** In the order in which the switch gives the flows of one cookie, which is not that of all its flows. */
async function readFlows(
  cookie: bigint,
  controller: Controller,
  warn: (error: unknown) => void,
): Promise<readonly string[]> {
  try {
    const filter = { match: [], cookie, cookieMask: 0xffff_ffff_ffff_ffffn };
    const parts = await controller.request({ kind: 'flow_stats_request', filter });
    return parts.flatMap((part) =>
      part.kind === 'flow_stats_reply' ? part.items.map((flow) => formatFlow(flow)) : [],
    );
  } catch (error) {
    warn(error);
    return [];
  }
}

function reasonOf(error: unknown): string {
  if (error instanceof AddressError) return 'Address family not supported by protocol';
  return systemMessage(
    error instanceof SocketError ? Object.assign(new Error(error.message), { code: error.context.errno }) : error,
  );
}
