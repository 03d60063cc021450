/**
 * Cases through both compilers, in batches: a case more costs little, a batch more a second. Before: lists of cases. After:
 * differences are reported, or handed back to be made smaller.
 */
import { differenceOf, type ParityReport } from '../report.js';
import { type FlowCase, type FlowOutcome, type FlowPlace, type LflowLab, RefusedBatch } from './lab.js';
import { normalized, ourFlows } from './ours.js';

/**
 * A batch is full with so many cases, characters, or flows of ours: what ovn-controller needs for it stays within seconds,
 * and the transaction within what a command line takes.
 */
const BATCH = { cases: 400, characters: 50_000, flows: 3000 };

/** ovn-controller dies of these. */
const DEADLY = /may only be set to a constant/;

/** A flow that a switch refuses stops ovn-controller; flows in the ten thousands show nothing that hundreds do not. */
function isComparable(ours: FlowOutcome | undefined): boolean {
  if (typeof ours === 'string') return !DEADLY.test(ours);
  return ours !== undefined && ours.length < 1000 && !ours.some((flow) => flow.startsWith('refused'));
}

/** An outcome as lines to compare. */
export function linesOf(outcome: FlowOutcome | undefined, place: FlowPlace): readonly string[] {
  if (outcome === undefined || typeof outcome === 'string') return [`error: ${outcome}`];
  return relevant(normalized(outcome), place);
}

/** ovn-controller leaves out flows of a switch that are for a port of another host; so does ours, but not its compiler. */
function relevant(flows: readonly string[], { datapath, pipeline }: FlowPlace): readonly string[] {
  if (datapath === 'lr') return flows;
  const register = pipeline === 'ingress' ? 'reg14' : 'reg15';
  return flows.filter((flow) => !new RegExp(`(^|,)${register}=0x[3-6](,| )`).test(flow));
}

export interface Compared {
  readonly flow: FlowCase;
  /** What ovn-controller made of it, as lines; undefined where its switch refuses that. */
  readonly theirs: readonly string[] | undefined;
  /** Undefined when both agree. */
  readonly difference: string | undefined;
}

/** Compares cases at one place and reports each; gives what came of them. */
export async function compareAll(
  report: ParityReport,
  lab: LflowLab,
  cases: readonly FlowCase[],
  place: FlowPlace,
): Promise<readonly Compared[]> {
  const outcomes = await compared(lab, cases, place);
  for (const { flow, difference } of outcomes) {
    const what = whatOf(flow, place);
    if (difference === undefined) report.ok(what);
    else report.differ(what, difference);
  }
  return outcomes;
}

export function whatOf({ match, actions }: FlowCase, { datapath, pipeline, table }: FlowPlace): string {
  return `${datapath} ${pipeline} ${table}: ${match} | ${actions}`;
}

/** Compares those of the cases of which ovn-controller can be asked. */
export async function compared(
  lab: LflowLab,
  cases: readonly FlowCase[],
  place: FlowPlace,
): Promise<readonly Compared[]> {
  const result: Compared[] = [];
  let batch: OurCase[] = [];
  let flows = 0;
  let characters = 0;
  const flush = async () => {
    result.push(...(await compareBatch(lab, batch, place)));
    batch = [];
    flows = 0;
    characters = 0;
  };
  for (const flow of cases) {
    const ours = ourFlows(flow, place);
    if (!isComparable(ours)) continue;
    batch.push({ flow, ours });
    flows += typeof ours === 'string' ? 0 : ours.length;
    characters += flow.match.length + flow.actions.length;
    const isFull = batch.length >= BATCH.cases || flows >= BATCH.flows || characters >= BATCH.characters;
    if (isFull) await flush();
  }
  if (batch.length > 0) await flush();
  return result;
}

interface OurCase {
  readonly flow: FlowCase;
  readonly ours: FlowOutcome;
}

/** A batch that the switch refuses from ovn-controller is halved until the case is found. */
async function compareBatch(lab: LflowLab, batch: readonly OurCase[], place: FlowPlace): Promise<readonly Compared[]> {
  const flows = batch.map(({ flow }) => flow);
  let theirs: readonly FlowOutcome[];
  try {
    theirs = await lab.compile(flows, place);
  } catch (error) {
    if (!(error instanceof RefusedBatch)) throw error;
    const [only] = flows;
    if (flows.length === 1 && only !== undefined) {
      return [{ flow: only, theirs: undefined, difference: `- ${error.message}` }];
    }
    const half = Math.ceil(batch.length / 2);
    return [
      ...(await compareBatch(lab, batch.slice(0, half), place)),
      ...(await compareBatch(lab, batch.slice(half), place)),
    ];
  }
  return batch.map(({ flow, ours }, i) => {
    const lines = linesOf(theirs[i], place);
    const difference = differenceOf(lines, linesOf(ours, place));
    return { flow, theirs: lines, difference: difference === '' ? undefined : difference };
  });
}
