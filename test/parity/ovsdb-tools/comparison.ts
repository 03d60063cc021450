/** One command line, of C's tool and of ours: what was printed and the exit code must be the same. */
import { attempt, type CommandResult } from '#testing';
import type { ParityReport } from '../report.js';

const source = (name: string) => new URL(`../../../packages/ovsdb/src/${name}.js`, import.meta.url).pathname;
export const OURS = {
  'ovsdb-tool': [process.execPath, source('tool-main')],
  'ovsdb-client': [process.execPath, source('client-main')],
  'ovsdb-server': [process.execPath, '--title=ovsdb-server', source('main')],
} as const;
export type Tool = keyof typeof OURS;
export type Side = 'c' | 'o';
/** `sorted`: where the order of lines is a hash's. */
export type Compare = (tool: Tool, args: (side: Side) => readonly string[], sorted?: boolean) => Promise<void>;

export function comparison(report: ParityReport, env: NodeJS.ProcessEnv): Compare {
  return async (tool, args, sorted = false) => {
    const [theirs, ours] = await Promise.all([
      attempt([tool, ...args('c')], { env }),
      attempt([...OURS[tool], ...args('o')], { env }),
    ]);
    const [left, right] = [outcome(theirs, 'c', sorted), outcome(ours, 'o', sorted)];
    const what = `${tool} ${args('c').join(' ').replaceAll(`${report.rundir}/`, '')}`;
    if (left === right) report.ok(what);
    else report.differ(what, `C:\n${left}\nours:\n${right}`);
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
