/** What `ovsdb-client` says, C's and ours, when its server hangs up on it or takes its database away. */
import { attempt, run as runCommand, until } from '#testing';
import type { ParityReport } from '../report.js';
import { OURS, outcome, type Side } from './comparison.js';

const WAITING =
  '["Everything",{"op":"wait","table":"Child","where":[],"columns":["n"],"until":"==","rows":[{"n":12345}]}]';
/** They go on until something happens. The server's name comes behind the command. */
const CLIENTS: readonly (readonly [string, ...string[]])[] = [
  ['monitor', 'Everything', 'Child', 'n'],
  ['monitor-cond', 'Everything', '[]', 'Child', 'tag'],
  ['monitor-cond-since', 'Everything', '[]', 'Child', 'n,tag'],
  ['lock', 'held'],
  ['lock', 'held'],
  ['transact', WAITING],
];

export interface Setting {
  readonly env: NodeJS.ProcessEnv;
  readonly remote: (side: Side) => string;
  readonly control: (side: Side) => string;
  /** The schema that the database has already. */
  readonly schema: string;
}

export async function compareHangUps(report: ParityReport, { env, remote, control, schema }: Setting): Promise<void> {
  const convert = (side: Side) => ['ovsdb-client', 'convert', remote(side), schema];
  const reconnect = (side: Side) => ['ovs-appctl', '-t', control(side), 'ovsdb-server/reconnect'];
  for (const [what, act] of [
    ['a conversion', convert],
    ['reconnect', reconnect],
  ] as const) {
    const said: string[][] = [];
    for (const side of ['c', 'o'] as const) {
      const tool = side === 'c' ? ['ovsdb-client'] : OURS['ovsdb-client'];
      const memory = () => runCommand(['ovs-appctl', '-t', control(side), 'memory/show'], { env });
      await until('no clients', async () => !(await memory()).includes('sessions:'));
      const ends: Promise<string>[] = [];
      for (const [i, [command, ...words]] of CLIENTS.entries()) {
        // A client that nobody hangs up on ends by itself.
        const argv = [...tool, '--timeout=30', command, remote(side), ...words];
        ends.push(attempt(argv, { env }).then((end) => last(outcome(end, side, false))));
        await until('the client', async () => (await memory()).includes(`sessions:${i + 1}`));
      }
      await until('monitors and a trigger', async () => /monitors:3 .*triggers:1/.test(await memory()));
      await runCommand(act(side), { env });
      said.push(await Promise.all(ends));
    }
    for (const [i, client] of CLIENTS.entries()) {
      const [theirs = '', ours = ''] = said.map((lines) => lines[i] ?? '');
      const name = `${client[0]} ${i} after ${what}`;
      if (theirs === ours) report.ok(name);
      else report.differ(name, `C:\n${theirs}\nours:\n${ours}`);
    }
  }
}

/** The words with which it ended. */
function last(text: string): string {
  return text
    .split('\n')
    .filter((line) => /^(ovsdb-client:|status)/.test(line))
    .join('\n');
}
