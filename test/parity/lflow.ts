import { makeSubdirectory } from '#testing';
import { ACTIONS } from './lflow/actions.js';
import { CROSSINGS } from './lflow/crossings.js';
import { actionErrors, matchErrors } from './lflow/errors.js';
import { generatedMatch, randomFrom } from './lflow/generated.js';
import { type FlowCase, type FlowPlace, LflowLab } from './lflow/lab.js';
import { MATCHES } from './lflow/matches.js';
import { normalized, ourFlows } from './lflow/ours.js';
import { compareRelatedPorts } from './lflow/related.js';
import { compareLines, type ParityReport } from './report.js';

/** Random matches and the seed that they come from; PARITY_LFLOW=COUNT[,SEED...] asks for longer runs. */
const [GENERATED = 600, ...SEEDS] = (process.env['PARITY_LFLOW'] ?? '600,2303').split(',').map(Number);
/** A batch is full with so many cases, or so many flows of ours: what ovn-controller needs for it stays within seconds. */
const BATCH = 60;
const BATCH_FLOWS = 6000;

const SWITCH: FlowPlace = { datapath: 'ls', pipeline: 'ingress', table: 3 };
const SWITCH_EGRESS: FlowPlace = { datapath: 'ls', pipeline: 'egress', table: 3 };
const ROUTER: FlowPlace = { datapath: 'lr', pipeline: 'ingress', table: 3 };

/**
 * Logical flows through ovn-controller and Open vSwitch, and through our compiler, must give the same OpenFlow; texts of
 * errors must be those of ovn-trace.
 */
export async function run(report: ParityReport): Promise<void> {
  const lab = new LflowLab(makeSubdirectory(report.rundir, 'l'));
  try {
    await lab.start();
    await matchErrors(report, lab);
    await actionErrors(report, lab);
    const random = (SEEDS.length > 0 ? SEEDS : [2303]).flatMap((seed) => {
      const next = randomFrom(seed);
      return Array.from({ length: GENERATED }, () => generatedMatch(next));
    });
    await compareAll(
      report,
      lab,
      [...MATCHES, ...CROSSINGS, ...random].map((match) => ({ match, actions: 'next;' })),
      SWITCH,
    );
    const actions = ACTIONS.map((text) => ({ match: needsOf(text), actions: text }));
    for (const place of [SWITCH, SWITCH_EGRESS, ROUTER]) await compareAll(report, lab, actions, place);
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

/**
 * What is wrong is compared by its text, elsewhere; a flow that a switch refuses stops ovn-controller; flows in the ten
 * thousands show nothing that hundreds do not.
 */
function isComparable(ours: readonly string[]): boolean {
  return ours.length < 3000 && !ours.some((flow) => flow.startsWith('refused'));
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
  let batch: { readonly flow: FlowCase; readonly ours: readonly string[] }[] = [];
  let flows = 0;
  const compareBatch = async () => {
    const theirs = await lab.compile(
      batch.map(({ flow }) => flow),
      place,
    );
    for (const [i, { flow, ours }] of batch.entries()) {
      const what = `${place.datapath} ${place.pipeline}: ${flow.match} | ${flow.actions}`;
      compareLines(report, what, normalized(theirs[i] ?? []), relevant(normalized(ours), place));
    }
    batch = [];
    flows = 0;
  };
  for (const flow of cases) {
    const ours = ourFlows(flow, place);
    if (typeof ours === 'string' || !isComparable(ours)) continue;
    if (batch.length > 0 && (batch.length >= BATCH || flows + ours.length > BATCH_FLOWS)) await compareBatch();
    batch.push({ flow, ours });
    flows += ours.length;
  }
  if (batch.length > 0) await compareBatch();
}
