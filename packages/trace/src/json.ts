/** A trace as data: every step with its flow. Before: the tree of nodes. After: `--json`. */

import type { TracePort } from './network.js';
import type { TraceNode } from './node.js';
import { formatPacket } from './packet-text.js';
import type { Provenance } from './provenance.js';
import type { TraceAnswer } from './trace.js';

type Json = string | number | boolean | readonly Json[] | { readonly [name: string]: Json };

/** The answer as a JSON text. With `provenance`, flows tell the northbound rows they came from. */
export function renderJson(given: TraceAnswer, provenance?: Provenance): string {
  if (given.kind === 'problem') return `${JSON.stringify({ error: given.message.trimEnd() })}\n`;
  const answer: Json = {
    datapath: given.datapath.friendlyName,
    packet: formatPacket(given.packet),
    delivered: deliveries(given.nodes),
    steps: given.nodes.map((node) => step(node, provenance)),
  };
  return `${JSON.stringify(answer, undefined, 2)}\n`;
}

/** Names of the ports that the packet leaves by. */
export function deliveries(nodes: readonly TraceNode[]): readonly string[] {
  return deliveredTo(nodes).map((port) => port.friendlyName);
}

/** The ports that the packet leaves by. */
export function deliveredTo(nodes: readonly TraceNode[], found: TracePort[] = []): readonly TracePort[] {
  for (const node of nodes) {
    if (node.delivered !== undefined) found.push(node.delivered);
    else deliveredTo(node.children, found);
  }
  return found;
}

function step(node: TraceNode, provenance: Provenance | undefined): Json {
  const { flow } = node;
  return {
    kind: node.kind,
    text: node.text,
    ...(flow === undefined
      ? {}
      : {
          flow: {
            uuid: flow._uuid,
            pipeline: flow.pipeline,
            table: flow.table_id,
            priority: flow.priority,
            match: flow.match,
            actions: flow.actions,
            stage: flow.external_ids.get('stage-name') ?? '',
            source: flow.external_ids.get('source') ?? '',
            ...(provenance === undefined
              ? {}
              : { origins: provenance.originsOf(flow, node.datapath).map((origin) => ({ ...origin })) }),
          },
        }),
    ...(node.children.length === 0 ? {} : { steps: node.children.map((child) => step(child, provenance)) }),
  };
}
