/** appctl against ovs-appctl, on a C daemon: text and exit code. */
import { join } from 'node:path';
import { attempt } from '#testing';
import type { ParityReport } from '../report.js';
import { difference, outcomeOf } from './outcome.js';

const lines: readonly string[] = [
  'version',
  'list-commands',
  'nope',
  'exit 1',
  'vlog/set foo',
  'vlog/set jsonrpc:file:dbg',
  'vlog/list-pattern',
  'memory/show',
  'coverage/read-counter x',
  'ovsdb-server/list-dbs',
  'ovsdb-server/add-db',
];

/** `directory` is the run directory of a C ovsdb-server with pidfile. */
export async function compareAppctl(directory: string, bundles: string, report: ParityReport): Promise<void> {
  const env = { ...process.env, OVS_RUNDIR: directory, OVN_RUNDIR: directory };
  const cases: readonly (readonly string[])[] = [
    ...lines.map((line) => ['-t', 'ovsdb-server', ...line.split(' ')]),
    ['-t', 'nosuch', 'version'],
    ['-t', '/nonexistent', 'version'],
    ['version'],
    [],
    ['--bad'],
    ['-Z'],
    ['-T', 'x', 'version'],
    ['-T', '0', 'version'],
    ['-t'],
    ['-t', 'ovsdb-server', '--target=nosuch', 'version'],
  ];
  for (const args of cases) {
    const ours = [process.execPath, '--title=ovs-appctl', join(bundles, 'appctl.mjs'), ...args];
    const [theirs, our] = await Promise.all([attempt(['ovs-appctl', ...args], { env }), attempt(ours, { env })]);
    const what = `ovs-appctl ${args.join(' ')}`;
    const problem = difference(outcomeOf(theirs, ''), outcomeOf(our, ''));
    if (problem === '') report.ok(what);
    else report.differ(what, problem);
  }
}
