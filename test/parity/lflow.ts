import { makeSubdirectory } from '#testing';
import { ACTIONS } from './lflow/actions.js';
import { actionErrors, matchErrors } from './lflow/errors.js';
import { generatedMatch, randomFrom } from './lflow/generated.js';
import { type FlowCase, type FlowPlace, LflowLab } from './lflow/lab.js';
import { MATCHES } from './lflow/matches.js';
import { normalized, ourFlows } from './lflow/ours.js';
import { compareLines, type ParityReport } from './report.js';

const GENERATED = 600;
const BATCH = 60;

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
    const random = randomFrom(2303);
    const matches = [...MATCHES, ...Array.from({ length: GENERATED }, () => generatedMatch(random))];
    await compareAll(
      report,
      lab,
      matches.map((match) => ({ match, actions: 'next;' })),
      SWITCH,
    );
    const actions = ACTIONS.map((text) => ({ match: needsOf(text), actions: text }));
    for (const place of [SWITCH, SWITCH_EGRESS, ROUTER]) await compareAll(report, lab, actions, place);
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
function isComparable(ours: readonly string[] | string | undefined): boolean {
  return Array.isArray(ours) && ours.length < 3000 && !ours.some((flow) => flow.startsWith('refused'));
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
  for (let at = 0; at < cases.length; at += BATCH) {
    const batch = cases.slice(at, at + BATCH);
    const ours = batch.map((flow) => ourFlows(flow, place));
    const right = batch.filter((_, i) => isComparable(ours[i]));
    const theirs = await lab.compile(right, place);
    right.forEach((flow, i) => {
      const mine = ours[batch.indexOf(flow)];
      const what = `${place.datapath} ${place.pipeline}: ${flow.match} | ${flow.actions}`;
      compareLines(
        report,
        what,
        normalized(theirs[i] ?? []),
        Array.isArray(mine) ? relevant(normalized(mine), place) : [],
      );
    });
  }
}
