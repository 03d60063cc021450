/** For each flow that a packet hits, where it comes from. Before: the tree of nodes and the northbound rows. After: `--why`. */
import type { TraceNode } from './node.js';
import { formatOrigin, type Origin, type Provenance } from './provenance.js';

const WORDS: Readonly<Record<Origin['evidence'], string>> = {
  'stage-hint': 'because of',
  named: 'names',
  together: 'with others because of',
  datapath: 'belongs to',
};

/** How many rows stand under a flow. */
const SHOWN = 5;

/** A line a flow: stage, priority and rule, and under it the rows. Flows that match all and only go on are left out. */
export function renderWhy(nodes: readonly TraceNode[], provenance: Provenance): string {
  const lines: string[] = [];
  const walk = (node: TraceNode) => {
    const { flow } = node;
    if (node.kind === 'pipeline' || node.kind === 'transformation') lines.push(node.text);
    if (flow !== undefined && !node.isTrivial) {
      const stage = flow.external_ids.get('stage-name') ?? String(flow.table_id);
      const source = flow.external_ids.get('source');
      const rule = source === undefined ? '' : `, rule ${source}`;
      lines.push(`    ${stage}: priority ${flow.priority}, flow ${flow._uuid.slice(0, 8)}${rule}`);
      const origins = provenance.originsOf(flow, node.datapath);
      for (const origin of origins.slice(0, SHOWN)) {
        lines.push(`        ${WORDS[origin.evidence]} ${formatOrigin(origin)}`);
      }
      if (origins.length > SHOWN) lines.push(`        and ${origins.length - SHOWN} more`);
      if (origins.length === 0) lines.push('        holds for every datapath of its kind');
    }
    for (const child of node.children) walk(child);
  };
  for (const node of nodes) walk(node);
  return `# Why.\n${lines.map((line) => `${line}\n`).join('')}`;
}
