/** `ovsdb-client --detach`: what it says before the user gets the terminal back, what it is told then, what it leaves. */
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { attempt, until } from '#testing';
import type { ParityReport } from '../report.js';

/** `remote`: of the server that each side's client asks. */
export async function compareDetached(
  report: ParityReport,
  clients: { readonly c: readonly string[]; readonly o: readonly string[] },
  remote: string,
  env: NodeJS.ProcessEnv,
): Promise<void> {
  const said: string[] = [];
  for (const side of ['c', 'o'] as const) {
    const at = (name: string) => join(report.rundir, `detached-${side}.${name}`);
    const argv = [...clients[side], '--detach', `--pidfile=${at('pid')}`, 'lock', remote, 'detached'];
    const started = await attempt(['sh', '-c', `exec "$@" > ${at('out')}`, 'sh', ...argv], { env });
    const first = readFileSync(at('out'), 'utf8');
    const control = join(report.rundir, `ovsdb-client.${readFileSync(at('pid'), 'utf8').trim()}.ctl`);
    const status = [started.status];
    for (const words of [['unlock', 'detached'], ['steal', 'detached'], ['lock'], ['exit']]) {
      status.push((await attempt(['ovs-appctl', '-t', control, ...words], { env })).status);
    }
    await until('the end of the client', () => !existsSync(at('pid')) && !existsSync(control));
    said.push([first, readFileSync(at('out'), 'utf8'), status.join(' ')].join('--\n'));
  }
  const [theirs = '', ours = ''] = said;
  if (theirs === ours) report.ok('ovsdb-client --detach lock');
  else report.differ('ovsdb-client --detach lock', `C:\n${theirs}\nours:\n${ours}`);
}
