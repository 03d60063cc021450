/** What a command printed and how it ended, in a form in which a C tool's and ours can be compared. */
import type { CommandResult } from '#testing';

export interface Outcome {
  readonly status: number;
  readonly stdout: readonly string[];
  readonly stderr: readonly string[];
}

/** Commands that print rows in the order of a hash table or of uuids: their lines are compared as a set. */
const unordered =
  /(^|\s)(list|find|show|lflow-list|dump-flows|count-flows|dhcp-options-list|destroy|pg-\w+|[a-z-]+-list)(\s|$)/;

/** The commands whose order is part of what they promise. */
const ordered =
  /(^|\s)(ls-list|lr-list|lsp-list|lrp-list|acl-list|lr-route-list|lr-nat-list|qos-list|lr-policy-list)(\s|$)/;

export function outcomeOf(result: CommandResult, commandLine: string): Outcome {
  const asSet = unordered.test(commandLine) && !ordered.test(commandLine);
  const stdout = normal(result.stdout);
  return {
    status: result.status,
    stdout: asSet ? stdout.map(rowsSorted).map(elementsSorted).sort() : stdout,
    stderr: normal(result.stderr).map((line) => line.replace(/^\d{4}-\d\d-\d\dT[\d:.]+Z\|\d+\|/, 'TIME|')),
  };
}

function normal(text: string): readonly string[] {
  return (
    text
      .replaceAll(/[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}/g, 'UUID')
      // What a page of HTML shows of one.
      .replaceAll(/(<a (?:name|href)="#?UUID">)[0-9a-f]{8}</g, '$1UUID<')
      .replaceAll(/First row, with UUID UUID, (.*?)\. {2}Second row, with UUID UUID, (.*?)\./g, (_, first, second) =>
        [first, second].sort().join(' / '),
      )
      .split('\n')
  );
}

/** Rows of a table printed as JSON; in the indented form, what closes an element. */
function rowsSorted(line: string): string {
  const [, rows = '', rest = ''] = /^\{"data":\[(.*)\],("headings":.*)$/.exec(line) ?? [];
  if (rows !== '')
    return `${rows
      .split(/(?<=\]),(?=\[)/)
      .sort()
      .join(',')} ${rest}`;
  return line.replace(/^(\s.*?)[\],]+$/, '$1');
}

/** Sets of a line that uuids put in order. */
function elementsSorted(line: string): string {
  return line.replaceAll(/\[([^\]]*)\]/g, (_, inner: string) => `[${inner.split(/,? /).sort().join(' ')}]`);
}

/** Both outcomes where they differ; '' where they are equal. */
export function difference(theirs: Outcome, ours: Outcome): string {
  const show = (outcome: Outcome) => [
    ...outcome.stdout.filter((line) => line !== ''),
    ...outcome.stderr.filter((line) => line !== '').map((line) => `! ${line}`),
    `= ${outcome.status}`,
  ];
  const [a, b] = [show(theirs), show(ours)];
  if (JSON.stringify(theirs) === JSON.stringify(ours)) return '';
  if (a.join('\n') === b.join('\n')) return 'empty lines differ';
  const only = (lines: readonly string[], others: readonly string[], sign: string) =>
    lines.filter((line) => !others.includes(line)).map((line) => `${sign} ${line}`);
  const lines = [...only(a, b, '-'), ...only(b, a, '+')];
  return lines.length === 0 ? ['order differs:', ...b].join('\n') : lines.join('\n');
}
