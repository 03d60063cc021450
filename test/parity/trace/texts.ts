import { differenceOf, type ParityReport } from '../report.js';

/** Reports whether two texts are the same, line by line; the first line that is not, when they have the same lines. */
export function compareTexts(report: ParityReport, what: string, c: string, heddle: string): void {
  if (c === heddle) {
    report.ok(what);
    return;
  }
  const [theirs, ours] = [c.split('\n'), heddle.split('\n')];
  const at = theirs.findIndex((line, i) => line !== ours[i]);
  report.differ(what, differenceOf(theirs, ours) || `order, from line ${at + 1} on:\n- ${theirs[at]}\n+ ${ours[at]}`);
}
