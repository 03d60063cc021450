import { makeSubdirectory } from '#testing';
import { actionConstants } from './lflow/action-constants.js';
import { actionForms } from './lflow/action-forms.js';
import { ACTIONS, WRONG_ACTIONS } from './lflow/actions.js';
import { CROSSINGS } from './lflow/crossings.js';
import { matchErrors } from './lflow/errors.js';
import { generatedMatch, randomFrom } from './lflow/generated.js';
import { type FlowCase, type FlowOutcome, type FlowPlace, LflowLab } from './lflow/lab.js';
import { MATCHES } from './lflow/matches.js';
import { normalized, ourFlows } from './lflow/ours.js';
import { compareRelatedPorts } from './lflow/related.js';
import { symbolActions, symbolMatches } from './lflow/symbol-cases.js';
import { compareLines, type ParityReport } from './report.js';

/** Random cases and the seed that they come from; PARITY_LFLOW=COUNT[,SEED...] asks for longer runs. */
const [GENERATED = 600, ...SEEDS] = (process.env['PARITY_LFLOW'] ?? '600,2303').split(',').map(Number);
/** A batch is full with so many cases or flows of ours: what ovn-controller needs for it stays within seconds. */
const BATCH = { cases: 400, flows: 3000 };
/** Of the questions to each symbol and action, a sample takes one in so many. */
const SAMPLED = 13;

const SWITCH: FlowPlace = { datapath: 'ls', pipeline: 'ingress', table: 3 };
const PLACES: readonly FlowPlace[] = [
  SWITCH,
  { datapath: 'ls', pipeline: 'egress', table: 3 },
  { datapath: 'lr', pipeline: 'ingress', table: 3 },
  { datapath: 'lr', pipeline: 'egress', table: 0 },
  // The last tables that exist, beyond which some actions cannot lead.
  { datapath: 'ls', pipeline: 'ingress', table: 28 },
  { datapath: 'lr', pipeline: 'egress', table: 21 },
];

/**
 * Logical flows through ovn-controller and Open vSwitch, and through our compiler, must give the same OpenFlow; texts of
 * errors must be those of ovn-trace.
 */
export async function run(report: ParityReport): Promise<void> {
  const lab = new LflowLab(makeSubdirectory(report.rundir, 'l'));
  try {
    await lab.start();
    await matchErrors(report, lab);
    const every = report.isLong ? 1 : SAMPLED;
    const random = (SEEDS.length > 0 ? SEEDS : [2303]).flatMap((seed) => {
      const next = randomFrom(seed);
      return Array.from({ length: GENERATED }, () => generatedMatch(next));
    });
    const matches = [...MATCHES, ...CROSSINGS, ...(report.isLong ? symbolMatches(1) : []), ...random];
    await compareAll(
      report,
      lab,
      matches.map((match) => ({ match, actions: 'next;' })),
      SWITCH,
    );
    const rotated = [...symbolActions(1), ...actionForms(), ...actionConstants()].filter((_, i) => i % every === 0);
    const actions = (texts: readonly string[]) => texts.map((text) => ({ match: needsOf(text), actions: text }));
    await compareAll(report, lab, actions(rotated), SWITCH);
    for (const place of PLACES) await compareAll(report, lab, actions([...ACTIONS, ...WRONG_ACTIONS]), place);
    await compareRelatedPorts(report, lab);
  } finally {
    await lab.stop();
  }
}

/** A match under which a switch accepts actions that are for one protocol only, though they do not say so. */
function needsOf(actions: string): string {
  const [, ipv6, protocol] =
    /commit_ecmp_nh\(ipv6 ?= ?"?(true|false)"?, proto ?= ?"?(tcp|udp|sctp)/.exec(actions) ?? [];
  if (protocol !== undefined) return `${ipv6 === 'true' ? 'ip6' : 'ip4'} && ${protocol}`;
  if (!actions.startsWith('commit_lb_aff')) return '1';
  const proto = /proto = (\w+)/.exec(actions)?.[1];
  return `${actions.includes('[') ? 'ip6' : 'ip4'}${proto === undefined ? '' : ` && ${proto}`}`;
}

/** ovn-controller dies of these. */
const DEADLY = /may only be set to a constant/;

/** A flow that a switch refuses stops ovn-controller; flows in the ten thousands show nothing that hundreds do not. */
function isComparable(ours: FlowOutcome | undefined): boolean {
  if (typeof ours === 'string') return !DEADLY.test(ours);
  return ours !== undefined && ours.length < 1000 && !ours.some((flow) => flow.startsWith('refused'));
}

/** An outcome as lines to compare. */
function linesOf(outcome: FlowOutcome | undefined, place: FlowPlace): readonly string[] {
  if (outcome === undefined || typeof outcome === 'string') return [`error: ${outcome}`];
  return relevant(normalized(outcome), place);
}

/** ovn-controller leaves out flows of a switch that are for a port of another host; so does ours, but not its compiler. */
function relevant(flows: readonly string[], { datapath, pipeline }: FlowPlace): readonly string[] {
  if (datapath === 'lr') return flows;
  const register = pipeline === 'ingress' ? 'reg14' : 'reg15';
  return flows.filter((flow) => !new RegExp(`(^|,)${register}=0x[3-6](,| )`).test(flow));
}

async function compareAll(
  report: ParityReport,
  lab: LflowLab,
  cases: readonly FlowCase[],
  place: FlowPlace,
): Promise<void> {
  let batch: { readonly flow: FlowCase; readonly ours: FlowOutcome }[] = [];
  let flows = 0;
  const flush = async () => {
    const theirs = await lab.compile(
      batch.map(({ flow }) => flow),
      place,
    );
    batch.forEach(({ flow, ours }, i) => {
      const what = `${place.datapath} ${place.pipeline} ${place.table}: ${flow.match} | ${flow.actions}`;
      compareLines(report, what, linesOf(theirs[i], place), linesOf(ours, place));
    });
    batch = [];
    flows = 0;
  };
  for (const flow of cases) {
    const ours = ourFlows(flow, place);
    if (!isComparable(ours)) continue;
    batch.push({ flow, ours });
    flows += typeof ours === 'string' ? 0 : ours.length;
    if (batch.length >= BATCH.cases || flows >= BATCH.flows) await flush();
  }
  if (batch.length > 0) await flush();
}
