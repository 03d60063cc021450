/**
 * Logical flows by content: one entry for each different flow, with the datapaths that have it. Filed by stage and priority,
 * then by match: the identity is exact, and no text is copied for it.
 */
import type { Uuid } from '#base';
import type { DatapathKind, Pipeline, Stage } from '#pipeline';
import type { LogicalFlow } from '../flows/logical-flow.js';
import type { DatapathGroup } from './datapath-group.js';

/** A flow and all that makes it. */
export interface FlowEntry {
  readonly stage: Stage;
  readonly priority: number;
  readonly match: string;
  readonly actions: string;
  readonly port: string | undefined;
  readonly meter: string | undefined;
  /** The flows of single datapaths that this entry stands for. */
  readonly flows: Set<LogicalFlow>;
  /** The datapaths as they were when the entry was last written; undefined for one or none. */
  group: DatapathGroup | undefined;
  /** The Logical_Flow row. */
  row: Uuid<'Logical_Flow'> | undefined;
}

/** What tells two flows apart, besides the datapath. */
export type FlowContent = Pick<FlowEntry, 'stage' | 'priority' | 'match' | 'actions' | 'port' | 'meter'>;

export class FlowEntries {
  readonly #byRank = new Map<number, Map<string, FlowEntry[]>>();

  /** The entry of this content; undefined when there is none. */
  find(content: FlowContent): FlowEntry | undefined {
    const { actions, port, meter } = content;
    return this.#byRank
      .get(rank(content.stage, content.priority))
      ?.get(content.match)
      ?.find((entry) => entry.actions === actions && entry.port === port && entry.meter === meter);
  }

  /** The entry of this content, made if there is none. */
  of(content: FlowContent): FlowEntry {
    const key = rank(content.stage, content.priority);
    let byMatch = this.#byRank.get(key);
    if (byMatch === undefined) {
      byMatch = new Map();
      this.#byRank.set(key, byMatch);
    }
    const { stage, priority, match, actions, port, meter } = content;
    const bucket = byMatch.get(match);
    const found = bucket?.find((entry) => entry.actions === actions && entry.port === port && entry.meter === meter);
    if (found !== undefined) return found;
    const flows = new Set<LogicalFlow>();
    const entry: FlowEntry = { stage, priority, match, actions, port, meter, flows, group: undefined, row: undefined };
    if (bucket === undefined) byMatch.set(match, [entry]);
    else bucket.push(entry);
    return entry;
  }

  drop(entry: FlowEntry): void {
    const byMatch = this.#byRank.get(rank(entry.stage, entry.priority));
    const bucket = byMatch?.get(entry.match);
    if (byMatch === undefined || bucket === undefined || !bucket.includes(entry)) return;
    if (bucket.length > 1)
      byMatch.set(
        entry.match,
        bucket.filter((each) => each !== entry),
      );
    else byMatch.delete(entry.match);
  }

  *all(): Generator<FlowEntry, void> {
    for (const byMatch of this.#byRank.values()) {
      for (const bucket of byMatch.values()) yield* bucket;
    }
  }
}

const PIPELINES: readonly `${DatapathKind}-${Pipeline}`[] = [
  'switch-ingress',
  'switch-egress',
  'router-ingress',
  'router-egress',
];

/** Stage and priority as one number: 64 tables a pipeline, 65536 priorities a table. */
function rank({ datapath, pipeline, table }: Stage, priority: number): number {
  return (PIPELINES.indexOf(`${datapath}-${pipeline}`) * 64 + table) * 65536 + priority;
}
