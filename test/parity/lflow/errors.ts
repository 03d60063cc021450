import { formatExpr, parseMatch } from '#logical';
import { attempt } from '#testing';
import type { ParityReport } from '../report.js';
import { ADDRESS_SETS, type LflowLab, PORT_GROUPS } from './lab.js';
import { MATCHES } from './matches.js';
import { symbols } from './ours.js';

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
