/** What an area of parity says as it goes: each comparison is one line of one of these. */
export interface ParityReport {
  /** Ours and the C program's were equal. */
  ok(what: string): void;
  /** They differed; `detail` shows both. */
  differ(what: string, detail: string): void;
  /** Something worth knowing that is no comparison. */
  note(text: string): void;
  /** Every case there is, not the sample that is quick. */
  readonly isLong: boolean;
  /** An empty directory of the area's own, with a short path; removed afterwards. */
  readonly rundir: string;
}

/** The lines of two texts that differ, as `diff` would show them in short: `-` the C program's, `+` ours. */
export function differenceOf(theirs: readonly string[], ours: readonly string[], limit = 40): string {
  const count = (lines: readonly string[]) => {
    const counts = new Map<string, number>();
    for (const line of lines) counts.set(line, (counts.get(line) ?? 0) + 1);
    return counts;
  };
  const [a, b] = [count(theirs), count(ours)];
  const missing = [...a].filter(([line, times]) => (b.get(line) ?? 0) < times).map(([line]) => `- ${line}`);
  const extra = [...b].filter(([line, times]) => (a.get(line) ?? 0) < times).map(([line]) => `+ ${line}`);
  const lines = [...missing, ...extra].sort((x, y) => (x.slice(2) < y.slice(2) ? -1 : 1));
  const more = lines.length > limit ? [`... and ${lines.length - limit} more`] : [];
  return [...lines.slice(0, limit).map(shortened), ...more].join('\n');
}

function shortened(line: string): string {
  return line.length > 600 ? `${line.slice(0, 600)}... (${line.length} characters)` : line;
}

/** Compares two texts as multisets of lines and reports the outcome. */
export function compareLines(
  report: ParityReport,
  what: string,
  theirs: readonly string[],
  ours: readonly string[],
): void {
  const difference = differenceOf(theirs, ours);
  if (difference === '') report.ok(what);
  else report.differ(what, difference);
}
