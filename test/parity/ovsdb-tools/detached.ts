/** `ovsdb-client --detach`: what it says before the user gets the terminal back, what it is told then, what it leaves. */
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { attempt, until } from '#testing';
import type { ParityReport } from '../report.js';

interface Case {
  /** Before and behind the remote. */
  readonly command: readonly [name: string, ...words: string[]];
  /** Run-time commands, in turn. */
  readonly told: readonly (readonly string[])[];
}

const NONE = ['ovsdb-client/cond_change', 'Child', '[false]'];
const CASES: readonly Case[] = [
  { command: ['lock', 'detached'], told: [['unlock', 'detached'], ['steal', 'detached'], ['lock'], ['exit']] },
  {
    command: ['monitor', 'Everything', 'Child', 'n'],
    told: [['ovsdb-client/cond_change', 'Child'], ['ovsdb-client/block', 'x'], ['lock', 'x'], ['exit']],
  },
  {
    command: ['monitor-cond', 'Everything', '[]', 'Child', 'n'],
    told: [
      ['ovsdb-client/block'],
      ['ovsdb-client/block'],
      NONE,
      ['ovsdb-client/unblock'],
      ['ovsdb-client/unblock'],
      ['ovsdb-client/cond_change', 'Child', '[["n","==",1]]'],
      ['ovsdb-client/cond_change', 'Child', '[true]'],
      ['exit', 'x'],
    ],
  },
];

/** `remote`: of the server that each side's client asks. */
export async function compareDetached(
  report: ParityReport,
  clients: { readonly c: readonly string[]; readonly o: readonly string[] },
  remote: string,
  env: NodeJS.ProcessEnv,
): Promise<void> {
  for (const { command, told } of CASES) {
    const said: string[] = [];
    const [name, ...words] = command;
    for (const side of ['c', 'o'] as const) {
      const at = (file: string) => join(report.rundir, `detached-${side}.${file}`);
      const argv = [...clients[side], '--detach', `--pidfile=${at('pid')}`, name, remote, ...words];
      const started = await attempt(['sh', '-c', `exec "$@" > ${at('out')}`, 'sh', ...argv], { env });
      const out = () => readFileSync(at('out'), 'utf8');
      const first = out();
      const pid = readFileSync(at('pid'), 'utf8').trim();
      const control = join(report.rundir, `ovsdb-client.${pid}.ctl`);
      const answers = [`${started.status}`];
      for (const line of told) {
        const { stdout, stderr, status } = await attempt(['ovs-appctl', '-t', control, ...line], { env });
        answers.push(`${line.join(' ')}: ${status} ${stdout}${stderr}`.replaceAll(pid, 'PID'));
      }
      if (told.includes(NONE)) await until('all updates', () => out().trim().split('\n').at(-1)?.includes('insert'));
      await attempt(['ovs-appctl', '-t', control, 'exit'], { env });
      await until('the end of the client', () => !existsSync(at('pid')) && !existsSync(control));
      said.push([first, out(), answers.join('\n')].join('--\n'));
    }
    const [theirs = '', ours = ''] = said;
    const what = `ovsdb-client --detach ${command.join(' ')}`;
    if (theirs === ours) report.ok(what);
    else report.differ(what, `C:\n${theirs}\nours:\n${ours}`);
  }
}
