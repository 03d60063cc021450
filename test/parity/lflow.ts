import { makeSubdirectory } from '#testing';
import { actionConstants } from './lflow/action-constants.js';
import { actionForms } from './lflow/action-forms.js';
import { ACTIONS, WRONG_ACTIONS } from './lflow/actions.js';
import { compareAll } from './lflow/comparison.js';
import { CROSSINGS } from './lflow/crossings.js';
import { matchErrors } from './lflow/errors.js';
import { compareRandom } from './lflow/generated.js';
import { type FlowPlace, LflowLab } from './lflow/lab.js';
import { MATCHES } from './lflow/matches.js';
import { recordFlows } from './lflow/recorded-flows.js';
import { compareRelatedPorts } from './lflow/related.js';
import { symbolActions, symbolMatches } from './lflow/symbol-cases.js';
import type { ParityReport } from './report.js';

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

/** Of these the outcomes are kept as a file when HEDDLE_RECORD=1, which `npm test` checks ours against without OVN. */
const RECORDED = PLACES.slice(0, 3);

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
    const matches = [...MATCHES, ...CROSSINGS, ...(report.isLong ? symbolMatches(1) : [])];
    const ofMatches = await compareAll(
      report,
      lab,
      matches.map((match) => ({ match, actions: 'next;' })),
      SWITCH,
    );
    const rotated = [...symbolActions(1), ...actionForms(), ...actionConstants()].filter((_, i) => i % every === 0);
    const actions = (texts: readonly string[]) => texts.map((text) => ({ match: needsOf(text), actions: text }));
    await compareAll(report, lab, actions(rotated), SWITCH);
    const recordings = [{ place: SWITCH, outcomes: ofMatches }];
    for (const place of PLACES) {
      const outcomes = await compareAll(report, lab, actions([...ACTIONS, ...WRONG_ACTIONS]), place);
      if (RECORDED.includes(place)) recordings.push({ place, outcomes });
    }
    if (process.env['HEDDLE_RECORD'] === '1') recordFlows(recordings);
    await compareRandom(report, lab, PLACES);
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
