/** One command line, of C's tool and of ours: what was printed and the exit code must be the same. */
import { attempt, type CommandResult } from '#testing';
import type { ParityReport } from '../report.js';

/** The bundles, as they are installed: they start in less than half the time. */
const program = (name: string) => new URL(`../../../../dist/${name}.mjs`, import.meta.url).pathname;
export const OURS = {
  'ovsdb-tool': [process.execPath, program('ovsdb-tool')],
  'ovsdb-client': [process.execPath, program('ovsdb-client')],
  'ovsdb-server': [process.execPath, '--title=ovsdb-server', program('ovsdb')],
} as const;
export type Tool = keyof typeof OURS;
export type Side = 'c' | 'o';
export interface CompareOptions {
  /** Where the order of lines is a hash's. */
  readonly sorted?: boolean;
  /** What the report says was compared, if not the command line. */
  readonly what?: string;
  /** On standard input. */
  readonly input?: string;
}
export type Compare = (tool: Tool, args: (side: Side) => readonly string[], options?: CompareOptions) => Promise<void>;

export function comparison(report: ParityReport, env: NodeJS.ProcessEnv): Compare {
  return async (tool, args, { sorted = false, what, input } = {}) => {
    const [theirs, ours] = await Promise.all([
      attempt([tool, ...args('c')], { env, ...(input === undefined ? {} : { input }) }),
      attempt([...OURS[tool], ...args('o')], { env, ...(input === undefined ? {} : { input }) }),
    ]);
    const [left, right] = [outcome(theirs, 'c', sorted), outcome(ours, 'o', sorted)];
    const name = what ?? `${tool} ${args('c').join(' ').replaceAll(`${report.rundir}/`, '')}`;
    if (left === right) report.ok(name);
    else report.differ(name, `C:\n${left}\nours:\n${right}`);
  };
}

/** Without times, the numbers of log lines, versions of rows and the side's own names. */
export function outcome({ stdout, stderr, status }: CommandResult, side: string, sorted: boolean): string {
  const neutral = `${stdout}${stderr}`
    .replace(/\d{4}-\d\d-\d\d \d\d:\d\d:\d\d\.\d{3}/g, 'TIME')
    .replace(/^\d{4}-\d\d-\d\dT\S+?Z\|\d{5}\|/gm, 'TIME|')
    .replaceAll(`/${side}.`, '/SIDE.');
  const lines = neutral.split('\n').filter((line) => !/\|reconnect\|/.test(line));
  return `${(sorted ? lines.sort() : lines).join('\n')}\nstatus ${status}`;
}
