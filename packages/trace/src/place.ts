/** Where a packet is: what the steps of an action work on. Before: tracer.ts. After: steps/. */
import type { LogicalAction, PipelineName } from '#logical';
import type { Connections } from './connections.js';
import type { Vips } from './hairpin.js';
import type { Names } from './names.js';
import type { TraceDatapath } from './network.js';
import type { TraceNode } from './node.js';
import type { Packet } from './packet.js';
import type { TraceSettings } from './settings.js';

export interface Place {
  readonly datapath: TraceDatapath;
  readonly pipeline: PipelineName;
  readonly table: number;
  readonly packet: Packet;
  /** What happens is added here. */
  readonly nodes: TraceNode[];
  /** Values that push put away. */
  readonly stack: { readonly value: bigint; readonly bits: number }[];
}

/** The same pipeline's table `table`, with what happens there to another packet written elsewhere. */
export function moved(place: Place, table: number, packet: Packet, nodes: TraceNode[]): Place {
  // No spread: a matrix makes millions of these.
  return { datapath: place.datapath, pipeline: place.pipeline, table, packet, nodes, stack: place.stack };
}

/** A table with nothing put away. */
export function entered(
  datapath: TraceDatapath,
  pipeline: PipelineName,
  table: number,
  packet: Packet,
  nodes: TraceNode[],
): Place {
  return { datapath, pipeline, table, packet, nodes, stack: [] };
}

/** What steps need of the trace that they are part of. */
export interface Trace {
  readonly names: Names;
  readonly settings: TraceSettings;
  readonly connections: Connections;
  readonly vips: Vips;
  /** The packet goes on in the table of the place. */
  runTable(place: Place): void;
  runActions(actions: readonly LogicalAction[], place: Place): void;
}
