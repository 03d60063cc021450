import { equalDeep, fold, relation, type Source } from '#incremental';
import type { LogicalGroup } from '#logical';
import type { Conjunction, Match } from '#openflow';
import { logicalFlows } from '../logical/logical-flows.js';
import { physicalFlows } from '../physical/physical-flows.js';
import type { Flow } from './flow.js';
import type { Meter } from './meter.js';

/**
 * A match that adds to one clause of a conjunction. Clauses of several logical flows may share a match: in the switch
 * they are one flow with several `conjunction` actions.
 */
export interface Clause {
  readonly kind: 'clause';
  readonly table: number;
  readonly priority: number;
  readonly match: Match;
  readonly action: Conjunction;
  readonly flowKey: string;
  readonly key: string;
}

/** Actions need a select group: `id` is there once the allocator has dealt one. */
export interface WantedGroup {
  readonly kind: 'group';
  /** Canonical text of the group: its identity. */
  readonly name: string;
  readonly id: number | undefined;
  readonly group: LogicalGroup;
  readonly key: string;
}

/** Actions need a meter. */
export interface WantedMeter {
  readonly kind: 'meter';
  readonly name: string;
  readonly id: number | undefined;
  readonly meter: Meter;
  readonly key: string;
}

/** A logical flow on a datapath needs `count` conjunction ids in a row. */
export interface WantedConjunctions {
  readonly kind: 'conjunction';
  readonly name: string;
  readonly count: number;
  readonly key: string;
}

/** A logical flow that says something this host does not understand; it is left out. */
export interface Problem {
  readonly kind: 'problem';
  readonly text: string;
  readonly key: string;
}

export type Output = Flow | Clause | WantedGroup | WantedMeter | WantedConjunctions | Problem;

const sources: readonly Source<Output>[] = [...physicalFlows, ...logicalFlows];

/** Each row means: the host's switch should have a flow, or the rules lack a number to make one. */
export const Outputs = relation<Output>('Outputs', (output) => output.key, sources, equalOutputs);

/** Equal outputs; where their keys are known to be equal a flow can only differ in cookie and actions. */
function equalOutputs(a: Output, b: Output): boolean {
  if (a.kind !== 'flow' || b.kind !== 'flow') return equalDeep(a, b);
  return a.cookie === b.cookie && (a.actions === b.actions || equalDeep(a.actions, b.actions));
}

/** The clauses that share a match, as the one flow that they make. */
export interface ClauseFlow {
  readonly flow: Flow | undefined;
  readonly clauses: readonly Clause[];
}

/** Conjunction clauses by flow. The cookie is 0: the flow may belong to several logical flows. */
export const ClauseFlows = fold<Output, ClauseFlow>(
  'ClauseFlows',
  Outputs,
  (output) => (output.kind === 'clause' ? output.flowKey : undefined),
  () => ({ flow: undefined, clauses: [] }),
  (state, output) => (output.kind === 'clause' ? joined([...state.clauses, output]) : state),
  (state, output) => joined(state.clauses.filter((clause) => clause.key !== output.key)),
);

function joined(unsorted: readonly Clause[]): ClauseFlow {
  const clauses = [...unsorted].sort((a, b) => (a.key < b.key ? -1 : 1));
  const [first] = clauses;
  if (first === undefined) return { flow: undefined, clauses };
  const { table, priority, match, flowKey } = first;
  const actions = clauses.map((clause) => clause.action).sort((a, b) => a.id - b.id || a.clause - b.clause);
  return { clauses, flow: { kind: 'flow', table, priority, match, actions, cookie: 0, key: flowKey } };
}
