import { formatExpr, parseActions, parseMatch } from '#logical';
import { attempt } from '#testing';
import type { ParityReport } from '../report.js';
import { ACTIONS, WRONG_ACTIONS } from './actions.js';
import { ADDRESS_SETS, type LflowLab, PORT_GROUPS } from './lab.js';
import { MATCHES } from './matches.js';
import { dhcpOptions, dhcpv6Options, symbols } from './ours.js';

/** Runs that go on at a time. */
const WIDTH = 4;

async function inParallel<T>(items: readonly T[], body: (item: T) => Promise<void>): Promise<void> {
  const queue = [...items];
  const worker = async () => {
    for (let item = queue.shift(); item !== undefined; item = queue.shift()) await body(item);
  };
  await Promise.all(Array.from({ length: WIDTH }, worker));
}

/** Each match as a microflow: ovn-trace says what is wrong with it, or shows it annotated when it is ambiguous. */
export async function matchErrors(report: ParityReport, lab: LflowLab): Promise<void> {
  await inParallel(MATCHES, async (match) => {
    const { stdout, status } = await attempt(['ovn-trace', `--db=${lab.southbound}`, '-vconsole:off', 'ls', match]);
    // ovn-trace dies of some microflows.
    if (status === null || status > 1) return;
    const theirs = /^error parsing flow: (.*?)\n?$/s.exec(stdout)?.[1];
    const { expr, error } = parseMatch(match, {
      symbols,
      sets: { addressSet: (name) => ADDRESS_SETS[name], portGroup: (name) => PORT_GROUPS[name] },
    });
    const ambiguous = /^Constraints are ambiguous: (.*)\.$/s.exec(theirs ?? '')?.[1];
    const wanted = ambiguous ?? (theirs?.startsWith('Constraints are contradictory') ? undefined : theirs);
    const given = ambiguous !== undefined && expr !== undefined ? formatExpr(expr) : error;
    if (wanted === given) report.ok(`text of match ${match}`);
    else report.differ(`text of match ${match}`, `- ${wanted}\n+ ${given}`);
  });
}

/** Each list of actions in a flow: ovn-trace logs what is wrong with it. */
export async function actionErrors(report: ParityReport, lab: LflowLab): Promise<void> {
  const place = { datapath: 'ls', pipeline: 'ingress', table: 3 } as const;
  for (const actions of [...WRONG_ACTIONS, ...ACTIONS]) {
    await lab.setFlows([{ match: '1', actions }], place);
    const argv = ['ovn-trace', `--db=${lab.southbound}`, 'ls', 'inport == "vm1"'];
    const { stderr, status } = await attempt(argv);
    if (status === null || status > 1) continue;
    const theirs = /parsing actions failed \((.*)\)$/m.exec(stderr)?.[1];
    const { error } = parseActions(actions, { symbols, ...place, dhcpOptions, dhcpv6Options });
    if (theirs === error) report.ok(`text of actions ${actions}`);
    else report.differ(`text of actions ${actions}`, `- ${theirs}\n+ ${error}`);
  }
}
