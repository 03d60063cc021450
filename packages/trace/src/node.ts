/**
 * A trace as a tree. Before: tracer.ts. After: render.ts, which shows it in one of three forms, and the JSON form.
 */
import type { LogicalFlowRow } from '#schemas/southbound';
import type { TraceDatapath, TracePort } from './network.js';

/**
 * What a node is, which decides in which forms it shows:
 * - `pipeline`: a datapath's half, entered; a heading. `transformation`: the same for a packet made or changed (`arp`,
 *   `ct_next`), which the minimal form keeps. `table`: a flow hit.
 * - `action`: as written in the flow. `output`: where the packet went, or why not.
 * - `modify`: an action reduced to what it does to the packet; for the minimal form only. `error`: for all forms.
 */
export type NodeKind = 'pipeline' | 'transformation' | 'table' | 'action' | 'output' | 'modify' | 'error';

export interface TraceNode {
  readonly kind: NodeKind;
  readonly text: string;
  readonly children: TraceNode[];
  /** Never flush with the parent, though it is the last child. */
  readonly isIndented: boolean;
  /** Nothing to tell: a flow that matches all and only goes on. */
  readonly isTrivial: boolean;
  /** The flow of a `table` node. */
  readonly flow?: LogicalFlowRow | undefined;
  /** Where that is. */
  readonly datapath?: TraceDatapath | undefined;
  /** The port that the packet leaves the logical network by here. */
  readonly delivered?: TracePort | undefined;
}

type Extra = Partial<Pick<TraceNode, 'isIndented' | 'isTrivial' | 'flow' | 'datapath' | 'delivered'>>;

const PLAIN: Extra = {};

/** Adds a child without children of its own yet, and gives it. */
export function addNode(parent: TraceNode[], kind: NodeKind, text: string, extra: Extra = PLAIN): TraceNode {
  // Always the same members in the same order: a matrix makes millions of these.
  const node: TraceNode = {
    kind,
    text,
    children: [],
    isIndented: extra.isIndented ?? false,
    isTrivial: extra.isTrivial ?? false,
    flow: extra.flow,
    datapath: extra.datapath,
    delivered: extra.delivered,
  };
  parent.push(node);
  return node;
}
