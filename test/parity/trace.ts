import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { attempt, type CommandResult, Daemon, run as runCommand, until } from '#testing';
import { randomFrom } from './lflow/generated.js';
import { differenceOf, type ParityReport } from './report.js';
import { LEARNT, NETWORK } from './trace/network.js';
import { QUESTIONS, randomQuestion } from './trace/questions.js';

const RANDOM = 200;
const WIDTH = 4;
const OURS = fileURLToPath(new URL('../../packages/trace/src/main.js', import.meta.url));

/** The same question to ovn-trace and to ours must get the same answer: text, and exit status. */
export async function run(report: ParityReport): Promise<void> {
  const daemons: Daemon[] = [];
  const path = (name: string) => join(report.rundir, name);
  const env = { ...process.env, OVN_RUNDIR: report.rundir, OVS_RUNDIR: report.rundir };
  const [nb, sb] = ['nb', 'sb'].map((name) => `unix:${path(`${name}.sock`)}`) as [string, string];
  const start = async (name: string, argv: readonly string[], ready: () => Promise<boolean>) => {
    const daemon = new Daemon({ name, argv, env, logFile: path(`${name}.log`), ready });
    daemons.push(daemon);
    await daemon.start();
  };
  try {
    for (const name of ['nb', 'sb']) {
      await runCommand(['ovsdb-tool', 'create', path(`${name}.db`), `/usr/share/ovn/ovn-${name}.ovsschema`]);
    }
    const servers = ['ovsdb-server', '--no-chdir', `--unixctl=${path('db.ctl')}`, `--remote=p${nb}`, `--remote=p${sb}`];
    await start('ovsdb', [...servers, path('nb.db'), path('sb.db')], async () => {
      return (await attempt(['ovsdb-client', 'list-dbs', sb])).status === 0;
    });
    await start(
      'northd',
      ['ovn-northd', `--unixctl=${path('n.ctl')}`, `--ovnnb-db=${nb}`, `--ovnsb-db=${sb}`],
      async () => true,
    );
    await fill(nb, sb);
    const random = randomFrom(2303);
    const questions = [...QUESTIONS, ...Array.from({ length: RANDOM }, () => randomQuestion(random))];
    const worker = async () => {
      for (let words = questions.shift(); words !== undefined; words = questions.shift())
        await compare(report, sb, env, words);
    };
    await Promise.all(Array.from({ length: WIDTH }, worker));
  } finally {
    for (const daemon of daemons.toReversed()) await daemon.stop();
  }
}

async function fill(nb: string, sb: string): Promise<void> {
  let dhcp = '';
  for (const line of NETWORK) {
    const words = [...line.matchAll(/'([^']*)'|"([^"]*)"|((?:[^\s"']|"[^"]*")+)/g)].map(
      ([, a, b, c]) => a ?? b ?? c ?? '',
    );
    const output = await runCommand([
      'ovn-nbctl',
      `--db=${nb}`,
      ...words.map((word) => (word === '$dhcp' ? dhcp : word)),
    ]);
    if (words[0] === 'create') dhcp = output.trim();
  }
  await runCommand(['ovn-nbctl', `--db=${nb}`, '--wait=sb', 'sync']);
  const sbctl = (...words: readonly string[]) => runCommand(['ovn-sbctl', `--db=${sb}`, ...words]);
  for (const [port, ip, mac] of LEARNT) {
    const datapath = (
      await sbctl('--bare', '--columns=datapath', 'find', 'Port_Binding', `logical_port=${port}`)
    ).trim();
    const columns = [`datapath=${datapath}`, `logical_port=${port}`, `ip="${ip}"`, `mac="${mac}"`];
    await sbctl('create', 'MAC_Binding', ...columns);
  }
  await until('the load balancers are there', async () => (await sbctl('list', 'Load_Balancer')).includes('lb1'));
}

async function compare(
  report: ParityReport,
  sb: string,
  env: NodeJS.ProcessEnv,
  words: readonly string[],
): Promise<void> {
  const ask = (program: readonly string[]) =>
    attempt([...program, `--db=${sb}`, '-vsyslog:off', '-vconsole:off', ...words], { env });
  const [theirs, ours] = await Promise.all([ask(['ovn-trace']), ask(['node', '--title=ovn-trace', OURS])]);
  // ovn-trace dies of some packets; and it rolls dice for what no option decides.
  if (theirs.status === null || theirs.status > 1 || theirs.stdout.includes('Randomly selected')) return;
  // A packet that loops until its TTL is used up: ours says so instead.
  if (ours.stdout.includes('*** packet loops')) return;
  const what = `ovn-trace ${words.join(' ')}`;
  if (textOf(theirs) === textOf(ours)) report.ok(what);
  else report.differ(what, differenceOf(textOf(theirs).split('\n'), textOf(ours).split('\n')));
}

function textOf({ status, stdout, stderr }: CommandResult): string {
  return `exit ${status}\n${stderr}\n${stdout}`;
}
