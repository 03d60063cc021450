/** Daemon mode of nbctl: the C client on the C daemon, against ours on ours and the C client on ours. */
import { join } from 'node:path';
import { attempt, run } from '#testing';
import type { ParityReport } from '../report.js';
import { splitWords } from './command-line.js';
import { difference, outcomeOf } from './outcome.js';

const lines: readonly string[] = [
  'ls-add sw0 -- lsp-add sw0 p1',
  'ls-add sw0',
  '--may-exist ls-add sw0',
  'ls-list',
  '-f table --columns=name,ports list logical_switch',
  '--oneline lsp-list sw0 -- ls-list',
  'bogus',
  '--if-exists ls-del nope',
  'set logical_switch_port p1 tag=9999',
  'get logical_switch_port p1 name tag',
];

interface Side {
  readonly directory: string;
  readonly remote: string;
}

/** Each side is the run directory and database of its own. */
export async function compareDaemonMode(
  [theirs, ours]: readonly [Side, Side],
  bundles: string,
  report: ParityReport,
): Promise<void> {
  const ourProgram = [process.execPath, '--title=ovn-nbctl', join(bundles, 'nbctl.mjs')];
  const environment = ({ directory, remote }: Side) => ({
    ...process.env,
    OVN_RUNDIR: directory,
    OVS_RUNDIR: directory,
    OVN_NB_DB: remote,
  });
  const [theirEnv, ourEnv] = [environment(theirs), environment(ours)];
  const theirSocket = (await run(['ovn-nbctl', '--detach', '-vconsole:off'], { env: theirEnv })).trim();
  const ourSocket = (await run([...ourProgram, '--detach', '-vconsole:off'], { env: ourEnv })).trim();
  try {
    for (const line of lines) {
      const words = splitWords(line);
      const [their, our] = await Promise.all([
        attempt(['ovn-nbctl', ...words], { env: { ...theirEnv, OVN_NB_DAEMON: theirSocket } }),
        attempt([...ourProgram, ...words], { env: { ...ourEnv, OVN_NB_DAEMON: ourSocket } }),
      ]);
      const what = `daemon mode: ovn-nbctl ${line}`;
      const problem = difference(outcomeOf(their, line), outcomeOf(our, line));
      if (problem === '') report.ok(what);
      else report.differ(what, problem);
    }
    const mixed = await attempt(['ovn-nbctl', 'ls-list'], { env: { ...ourEnv, OVN_NB_DAEMON: ourSocket } });
    if (/^\S{36} \(sw0\)\n$/.test(mixed.stdout)) report.ok('C ovn-nbctl on our daemon');
    else report.differ('C ovn-nbctl on our daemon', mixed.stdout + mixed.stderr);
  } finally {
    for (const socket of [theirSocket, ourSocket]) await attempt(['ovs-appctl', '-T', '5', '-t', socket, 'exit']);
  }
}
