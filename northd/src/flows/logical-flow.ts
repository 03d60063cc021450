/**
 * Logical flows as values: what the features of `switch/` and `router/` make of facts, and what southbound/ writes. A flow
 * belongs to one datapath here; equal flows of several datapaths become one row later.
 */
import { type Stage, type StageName, stage } from '#pipeline';

/** One flow of one logical datapath. */
export interface LogicalFlow {
  /** UUID of the Logical_Switch or Logical_Router row. */
  readonly datapath: string;
  readonly stage: Stage;
  readonly priority: number;
  readonly match: string;
  readonly actions: string;
  /** The one port that the match pins, Logical_Flow.tags:in_out_port. */
  readonly port: string | undefined;
  /** Meter that protects the controller from the packets of this flow. */
  readonly meter: string | undefined;
  /** UUID of the NB row that the flow was made for. */
  readonly hint: string | undefined;
  /** The feature file that made it, as external_ids:source shows it. */
  readonly source: string;
}

/** What a flow may have beyond its match and actions. */
export interface FlowDetails {
  readonly port?: string;
  readonly meter?: string;
  /** For flows of another datapath than the one the rules run for. */
  readonly datapath?: string;
  /** The row the flow is made for. */
  readonly hint?: string;
}

/** Takes the flows of one run of a feature's rules. */
export type Emit = (name: StageName, priority: number, match: string, actions: string, details?: FlowDetails) => void;

/** An `Emit` that appends to `flows`. */
export function emitter(flows: LogicalFlow[], datapath: string, source: string): Emit {
  return (name, priority, match, actions, details) => {
    flows.push({
      datapath: details?.datapath ?? datapath,
      stage: stage(name),
      priority,
      match,
      actions,
      port: details?.port,
      meter: details?.meter,
      hint: details?.hint,
      source,
    });
  };
}

/** True when two lists hold the same flows in the same order. */
export function equalFlows(a: readonly LogicalFlow[], b: readonly LogicalFlow[]): boolean {
  return a.length === b.length && a.every((flow, i) => equalFlow(flow, b[i]!));
}

function equalFlow(a: LogicalFlow, b: LogicalFlow): boolean {
  return (
    a.datapath === b.datapath &&
    a.stage === b.stage &&
    a.priority === b.priority &&
    a.match === b.match &&
    a.actions === b.actions &&
    a.port === b.port &&
    a.meter === b.meter &&
    a.hint === b.hint &&
    a.source === b.source
  );
}
