/**
 * What a network should let through, to be compared with what it does. Before: a file, of lines or a table that `--matrix`
 * printed. After: `--expect`.
 */
import { TABLE_HEAD } from './matrix.js';
import type { Reach } from './reach.js';

/** A line `SOURCE DESTINATION TRAFFIC yes|no`, or one field of a table. */
export interface Expectation {
  readonly source: string;
  readonly destination: string;
  readonly traffic: string;
  readonly passes: boolean;
  readonly line: number;
}

/** Reads a file of expectations; `#` begins a comment. Throws with the line that is wrong, and for a file without any: such a check always passes. */
export function parseExpectations(text: string): readonly Expectation[] {
  let kinds: readonly string[] = [];
  let columns: readonly string[] | undefined;
  const found = text.split('\n').flatMap((whole, index) => {
    const line = index + 1;
    const [, traffic] = /^# traffic: (.*)$/.exec(whole) ?? [];
    if (traffic !== undefined) kinds = traffic.split(',').map((kind) => kind.trim());
    const content = whole.replace(/(^|\s)#.*/, '').trimEnd();
    if (content.trim() === '') return [];
    if (content.startsWith(TABLE_HEAD)) {
      if (kinds.length === 0) throw new Error(`line ${line}: a table needs a line "# traffic: ..." above it`);
      columns = content
        .slice(TABLE_HEAD.length)
        .trim()
        .split(/\s{2,}/);
      return [];
    }
    // What stops a pair is told below a table; its fields have said so.
    if (/^\S.* -> .*: /.test(content)) return [];
    const fields = content.trim().split(columns === undefined ? /\s+/ : /\s{2,}/);
    return columns === undefined || (fields.length === 1 && columns.length > 0)
      ? [parseLine(content.trim().split(/\s+/), line)]
      : parseRow(fields, columns, kinds, line);
  });
  if (found.length === 0) throw new Error('nothing is expected in it');
  return found;
}

function parseLine([source, destination, traffic, verdict, ...more]: readonly string[], line: number): Expectation {
  const isWhole = source !== undefined && destination !== undefined && traffic !== undefined && more.length === 0;
  if (!isWhole || (verdict !== 'yes' && verdict !== 'no')) {
    throw new Error(`line ${line}: say SOURCE DESTINATION TRAFFIC yes|no, as in "vm1 vm2 tcp:443 yes"`);
  }
  return { source, destination, traffic, passes: verdict === 'yes', line };
}

function parseRow(
  [source = '', ...fields]: readonly string[],
  columns: readonly string[],
  kinds: readonly string[],
  line: number,
): readonly Expectation[] {
  if (fields.length !== columns.length) {
    throw new Error(`line ${line}: ${fields.length} fields, but the table has ${columns.length} columns`);
  }
  return fields.flatMap((field, at) => {
    if (field === '.') return [];
    const passing = field === 'all' ? kinds : field === '-' ? [] : field.split(',');
    const strange = passing.find((kind) => !kinds.includes(kind));
    if (strange !== undefined) throw new Error(`line ${line}: "${strange}" is not in "# traffic: ${kinds.join(', ')}"`);
    return kinds.map((traffic) => {
      return { source, destination: columns[at] ?? '', traffic, passes: passing.includes(traffic), line };
    });
  });
}

/** What is not as expected, a line each; expectations for pairs that were not traced count too. */
export function unexpected(reaches: readonly Reach[], expectations: readonly Expectation[]): readonly string[] {
  const key = (pair: Pick<Reach, 'source' | 'destination' | 'traffic'>) =>
    `${pair.source} -> ${pair.destination} ${pair.traffic}`;
  const byPair = new Map(reaches.map((reach) => [key(reach), reach]));
  return expectations.flatMap((expectation) => {
    const reach = byPair.get(key(expectation));
    const where = `line ${expectation.line}: ${key(expectation)}`;
    if (reach === undefined) return [`${where}: no such pair`];
    if (reach.passes === expectation.passes) return [];
    const expected = expectation.passes ? 'should pass, ' : 'should not pass, ';
    return [`${where}: ${expected}${reach.passes ? 'but does' : `but is stopped by ${reach.stoppedBy}`}`];
  });
}
