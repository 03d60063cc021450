/** The three forms of ovn-trace(8) "Output". Before: the tree of nodes. After: standard output. */
import type { NodeKind, TraceNode } from './node.js';

const INDENT = '    ';

/**
 * A list in which nodes of some kinds are replaced by their children, or left out with them. `kept`: where they go. Trees of
 * packets that loop are a thousand deep and more: one plain frame a level, here and below, is what the stack has room for.
 */
function prune(
  nodes: readonly TraceNode[],
  lift: (node: TraceNode) => boolean,
  drop: (node: TraceNode) => boolean,
  kept: TraceNode[] = [],
): readonly TraceNode[] {
  for (const node of nodes) {
    if (drop(node)) continue;
    if (lift(node)) prune(node.children, lift, drop, kept);
    else {
      const children: TraceNode[] = [];
      prune(node.children, lift, drop, children);
      kept.push({ ...node, children });
    }
  }
  return kept;
}

/** Flow by flow. A last child that has children of its own stands flush with its parent: deep pipelines read like a list. */
export function renderDetailed(nodes: readonly TraceNode[]): string {
  const lines: string[] = [];
  const shown = prune(
    nodes,
    (node) => node.isTrivial,
    (node) => node.kind === 'modify',
  );
  detail(shown, 0, lines);
  return lines.map((line) => `${line}\n`).join('');
}

const LEAVES: ReadonlySet<NodeKind> = new Set(['action', 'output', 'error', 'modify']);

function detail(nodes: readonly TraceNode[], level: number, lines: string[]): void {
  const last = nodes.at(-1);
  for (const node of nodes) {
    const isLast = node === last;
    const more = !isLast || node.isIndented || LEAVES.has(node.kind) ? 1 : 0;
    const indent = INDENT.repeat(level + more);
    const isHeading = node.kind === 'pipeline' || node.kind === 'transformation';
    if (isHeading) lines.push('');
    lines.push(indent + node.text);
    if (isHeading) lines.push(indent + '-'.repeat([...node.text].length));
    detail(node.children, level + more + more, lines);
  }
}

/** Pipelines and actions, as a program, in which jumps to a table have no meaning. */
export function renderSummary(nodes: readonly TraceNode[]): string {
  const shown = prune(
    nodes,
    (node) => node.kind === 'table',
    (node) => node.kind === 'modify' || (node.kind === 'action' && node.text.startsWith('next(')),
  );
  return braces(shown, 0);
}

/** What happens to the packet, and where it goes. */
export function renderMinimal(nodes: readonly TraceNode[]): string {
  const shown = prune(
    nodes,
    (node) => node.kind === 'table' || node.kind === 'pipeline',
    (node) => node.kind === 'action' || node.kind === 'output',
  );
  return braces(shown, 0);
}

function braces(nodes: readonly TraceNode[], level: number): string {
  const lines: string[] = [];
  addBraces(nodes, level, lines);
  return lines.join('');
}

function addBraces(nodes: readonly TraceNode[], level: number, lines: string[]): void {
  const indent = INDENT.repeat(level);
  for (const node of nodes) {
    if (node.children.length > 0) {
      lines.push(`${indent}${node.text} {\n`);
      addBraces(node.children, level + 1, lines);
      lines.push(`${indent}};\n`);
    } else lines.push(`${indent}${node.text}${node.kind === 'action' ? '' : ';'}\n`);
  }
}
