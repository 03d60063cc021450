/**
 * Run-time commands of ovsdb-server and of ours, one after the other on both: the same words and exit codes. Then what the
 * Connection table says of remotes while clients come and go, and what is left of run-time changes after a crash.
 */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { type Json, stringifyJson } from '#ovsdb/notation';
import { attempt, Daemon, run as runCommand, until } from '#testing';
import { Peer } from './ovsdb/peer.js';
import { COMMON_COMMANDS, comparable } from './ovsdb-control/common-commands.js';
import { comparison, type Side } from './ovsdb-tools/comparison.js';
import type { ParityReport } from './report.js';

const SCHEMA = '/usr/share/ovn/ovn-nb.ovsschema';
const DB = 'OVN_Northbound';
const source = (name: string) => new URL(`../../packages/ovsdb/src/${name}.js`, import.meta.url).pathname;

const COMMANDS: readonly string[] = [
  'list-dbs',
  'list-remotes',
  'add-db RUNDIR/missing',
  'add-db',
  'add-db relay:Foo',
  'remove-db nope',
  'remove-db _Server',
  `add-remote db:a,b,c`,
  `add-remote db:${DB},Nope,connections`,
  `add-remote db:${DB},NB_Global,nope`,
  `add-remote db:${DB}`,
  `add-remote db:${DB},NB_Global,connections`,
  `add-remote db:${DB},NB_Global,connections`,
  'add-remote tcp:127.0.0.1:1',
  'list-remotes',
  'remove-remote tcp:127.0.0.1:1',
  'remove-remote tcp:127.0.0.1:1',
  'compact nope',
  'compact _Server',
  `compact ${DB}`,
  'compact a b',
  `get-db-storage-status ${DB}`,
  'get-db-storage-status nope',
  'memory-trim-on-compaction on',
  'memory-trim-on-compaction x',
  'memory-trim-on-compaction ON',
  'add-db relay:_x:unix:nobody',
  'tlog-list',
  `tlog-set ${DB}:ACL on`,
  'tlog-list',
  `tlog-set ${DB}:nope on`,
  'tlog-set nope:ACL on',
  `tlog-set ${DB}:ACL maybe`,
  'tlog-set x on',
  'tlog-set x y',
  'tlog-set x: on',
  'tlog-set :x on',
  'tlog-set x:y z',
  `tlog-set ${DB}:ACL:x on`,
  'sync-status',
  'get-active-ovsdb-server',
  'get-sync-exclude-tables',
  'disconnect-active-ovsdb-server',
  'connect-active-ovsdb-server',
  'set-active-ovsdb-server',
  'set-active-ovsdb-server a b',
  'set-active-ovsdb-server unix:nobody',
  'get-active-ovsdb-server',
  'sync-status',
  'connect-active-ovsdb-server',
  'connect-active-ovsdb-server x',
  'sync-status',
  'set-active-ovsdb-server nope',
  'sync-status',
  'connect-active-ovsdb-server',
  'sync-status',
  ...['x', '10', '0', '-5', '+7', '1500', '1.5', '99999999999', '-2147483648', '2147483648', '5s'].map(
    (interval) => `set-active-ovsdb-server-probe-interval ${interval}`,
  ),
  ...['x', 'D', 'D:', ':x', 'D:x', 'D::x', '::x', ':', 'D:x:y', 'D:y,D:x,A:z', 'D:x,,D:x,D', ','].flatMap((tables) => [
    `set-sync-exclude-tables ${tables}`,
    'get-sync-exclude-tables',
  ]),
  'sync-status',
  'disconnect-active-ovsdb-server',
  'sync-status',
  'get-active-ovsdb-server',
  'reconnect',
  'reconnect x',
  'perf-counters-show',
];

/** Command lines of a server that ends by itself; `DB` stands for a file that it can serve, `@` for the area's directory. */
const COMMAND_LINES: readonly (readonly string[])[] = [
  ['--run=true', 'DB'],
  ['--run=exit 3', 'DB', 'DB'],
  ['--run=kill -9 $$', 'DB'],
  ['--run=true', '--no-dbs'],
  ['@missing.db'],
  ['--run=true', 'relay:x'],
  ['--run=true', '--sync-exclude-tables=x', 'DB'],
  ['--run=true', '--sync-from=unix:@nobody', '--active', 'DB'],
  ['--run=true', '--active=yes', 'DB'],
  ['--run=true', '--sync-from'],
  ['--run=true', '--pidfile=/nonexistent/x', 'DB'],
  ['--run=true', '-vnope', 'DB'],
  ['--run=true', 'relay:_x:unix:@nobody'],
  ...['db:x', 'db:x,', 'db:x,y,z', `db:${DB},x,y`, `db:${DB},NB_Global,x`].map((place) => [
    '--run=true',
    `--remote=${place}`,
    'DB',
  ]),
  ...['private-key', 'certificate', 'ca-cert', 'bootstrap-ca-cert', 'ssl-protocols', 'ssl-ciphers'].flatMap((name) => [
    ['--run=true', `--${name}=db:x,y,z`, 'DB'],
    ['--run=true', `--${name}=db:${DB},SSL,external_ids`, 'DB'],
    ['--run=true', `--${name}=db:${DB},SSL,private_key`, 'DB'],
  ]),
  ['--run=true', `--private-key=db:${DB},SSL,private_key,x`, `--certificate=db:${DB},SSL,x`, 'DB'],
  ['--run=true', `--private-key=db:${DB},SSL,x`, `--remote=db:${DB},NB_Global,x`, 'DB'],
];

/** The first words of a server, and its last. */
async function compareCommandLines(report: ParityReport, env: NodeJS.ProcessEnv): Promise<void> {
  const compare = comparison(report, env);
  const file = (side: Side) => join(report.rundir, `${side}.run.db`);
  await compare('ovsdb-tool', (side) => ['create', file(side), SCHEMA]);
  for (const args of COMMAND_LINES) {
    await compare('ovsdb-server', (side) => [
      '--unixctl=none',
      ...args.map((word) => (word === 'DB' ? file(side) : word.replace('@', `${report.rundir}/`))),
    ]);
  }
}

export async function run(report: ParityReport): Promise<void> {
  const { rundir } = report;
  const env = { ...process.env, OVS_RUNDIR: rundir, OVS_LOGDIR: rundir, OVS_DBDIR: rundir };
  const at = (name: string) => join(rundir, name);
  await runCommand(['ovsdb-tool', 'create', at('c.db'), SCHEMA], { env });
  const start = (name: string, argv: readonly string[]) =>
    new Daemon({
      name,
      argv: [...argv, `--remote=punix:${at(`${name}.sock`)}`, `--unixctl=${at(`${name}.ctl`)}`],
      env,
      logFile: at(`${name}.log`),
      ready: () =>
        Peer.open(`unix:${at(`${name}.sock`)}`).then(
          (peer) => {
            peer.close();
            return true;
          },
          () => false,
        ),
    }).start();
  const daemons = [
    await start('c', ['ovsdb-server', at('c.db')]),
    await start('o', [process.execPath, source('main'), `--create=${DB}=${at('o.db')}`]),
  ];
  const compare = (what: string, theirs: string, ours: string) =>
    theirs === ours ? report.ok(what) : report.differ(what, `ovsdb-server:\n${theirs}\nours:\n${ours}`);
  const both = async (ask: (side: 'c' | 'o') => Promise<string>): Promise<[string, string]> => [
    await ask('c'),
    await ask('o'),
  ];
  try {
    for (const command of COMMANDS) {
      const words = command.replace('RUNDIR', rundir).split(' ');
      const said = await both(async (side) => {
        const argv = ['ovs-appctl', '-t', at(`${side}.ctl`), `ovsdb-server/${words[0] ?? ''}`, ...words.slice(1)];
        const { stdout, stderr, status } = await attempt(argv, { env });
        return `${stdout}${stderr}status ${status}`.replaceAll(at(`${side}.`), 'SIDE.');
      });
      compare(command, ...said);
    }
    for (const each of COMMON_COMMANDS) {
      const said = await both(async (side) => {
        const argv = ['ovs-appctl', '-t', at(`${side}.ctl`), ...each.command.split(' ')];
        const { stdout, stderr, status } = await attempt(argv, { env });
        return comparable(`${stdout}${stderr}status ${status}`.replaceAll(at(`${side}.`), 'SIDE.'), each);
      });
      compare(each.command, ...said);
    }
    await compareConnections(at, both, compare);
  } finally {
    for (const daemon of daemons) await daemon.stop();
  }
  await compareRestart(report, at, env);
  await compareCommandLines(report, env);
}

/** Databases and remotes of run-time commands, after the server died and its monitor has started it anew. */
async function compareRestart(
  report: ParityReport,
  at: (name: string) => string,
  env: NodeJS.ProcessEnv,
): Promise<void> {
  const programs = { c: ['ovsdb-server'], o: [process.execPath, source('main')] };
  const tool = { c: ['ovsdb-tool'], o: [process.execPath, source('tool-main')] };
  const said: string[] = [];
  const logs: string[] = [];
  for (const side of ['c', 'o'] as const) {
    const file = (name: string) => at(`${side}${name}`);
    const tell = async (command: string, ...words: string[]) => {
      const argv = ['ovs-appctl', '-t', file('m.ctl'), command, ...words];
      const { stdout, stderr, status } = await attempt(argv, { env });
      return `${stdout}${stderr}status ${status}`.replaceAll(at(side), 'SIDE');
    };
    await runCommand([...tool[side], 'create', file('1.db'), SCHEMA], { env });
    await runCommand([...tool[side], 'create', file('2.db'), '/usr/share/ovn/ovn-sb.ovsschema'], { env });
    const names = [`--pidfile=${file('m.pid')}`, `--unixctl=${file('m.ctl')}`, `--log-file=${file('m.log')}`];
    // The command line names the file as seen from the directory where it is given.
    await runCommand(
      [...programs[side], '--detach', '--monitor', ...names, `--remote=punix:${file('1.sock')}`, `${side}1.db`],
      { env, cwd: at('') },
    );
    try {
      // The file is written anew, by a name that counts from where the server was started.
      const converted = await attempt(['ovsdb-client', 'convert', `unix:${file('1.sock')}`, SCHEMA], { env });
      await tell('ovsdb-server/add-db', file('2.db'));
      await tell('ovsdb-server/add-remote', `punix:${file('2.sock')}`);
      await tell('ovsdb-server/remove-remote', `punix:${file('1.sock')}`);
      await tell('ovsdb-server/set-active-ovsdb-server', `unix:${file('nobody')}`);
      await tell('ovsdb-server/set-sync-exclude-tables', `${DB}:ACL`);
      await tell('ovsdb-server/connect-active-ovsdb-server');
      const pid = () => Number(readFileSync(file('m.pid'), 'utf8'));
      const dead = pid();
      process.kill(dead, 'SIGSEGV');
      await until('the next server', async () => {
        return pid() !== dead && (await tell('ovsdb-server/list-dbs')).includes('status 0');
      });
      const lists = [
        `${converted.stdout}${converted.stderr}status ${converted.status}`,
        await tell('ovsdb-server/list-dbs'),
        await tell('ovsdb-server/list-remotes'),
        await tell('ovsdb-server/sync-status'),
        await tell('ovsdb-server/get-active-ovsdb-server'),
        await tell('ovsdb-server/get-sync-exclude-tables'),
      ];
      const client = ['ovsdb-client', 'list-dbs', `unix:${file('2.sock')}`];
      const { stdout, status } = await attempt(client, { env });
      said.push([...lists, ...stdout.split('\n').sort(), String(status)].join('\n'));
      logs.push(monitorLines(readFileSync(file('m.log'), 'utf8')).replace(`pid ${dead}`, 'pid DEAD'));
    } finally {
      await tell('exit');
    }
  }
  const [theirs = '', ours = ''] = said;
  if (theirs === ours && ours.includes('SIDE2.sock') && ours.includes('state: backup'))
    report.ok('run-time changes after a crash');
  else report.differ('run-time changes after a crash', `ovsdb-server:\n${theirs}\nours:\n${ours}`);
  const [line = '', ownLine = ''] = logs;
  if (line === ownLine && line.includes('crashes')) report.ok('what the monitor logs of a crash');
  else report.differ('what the monitor logs of a crash', `ovsdb-server:\n${line}\nours:\n${ownLine}`);
}

/** What the monitor says of the daemon. */
function monitorLines(log: string): string {
  const lines = log.split('\n').filter((line) => line.includes('|daemon_unix(monitor)|'));
  return lines.map((line) => line.replace(/^[^|]*\|\d+\|/, '').replace(', core dumped', '')).join('\n');
}

/** Rows of passive remotes: nobody there, one client, two, one again, none. */
async function compareConnections(
  at: (name: string) => string,
  both: (ask: (side: 'c' | 'o') => Promise<string>) => Promise<[string, string]>,
  compare: (what: string, theirs: string, ours: string) => void,
): Promise<void> {
  const admins = { c: await Peer.open(`unix:${at('c.sock')}`), o: await Peer.open(`unix:${at('o.sock')}`) };
  const clients: { c: Peer[]; o: Peer[] } = { c: [], o: [] };
  const ask = async (side: 'c' | 'o', ...operations: Json[]): Promise<string> =>
    stringifyJson((await admins[side].ask('transact', [DB, ...operations])).result ?? null, 'sorted');
  const rows = (side: 'c' | 'o') =>
    ask(side, { op: 'select', table: 'Connection', where: [], columns: ['target', 'is_connected', 'status'] });
  const port = async (side: 'c' | 'o') => /"bound_port","(\d+)"/.exec(await rows(side))?.[1];
  for (const side of ['c', 'o'] as const) {
    await ask(
      side,
      { op: 'insert', table: 'Connection', row: { target: 'ptcp:0:127.0.0.1' }, 'uuid-name': 'x' },
      { op: 'insert', table: 'NB_Global', row: { connections: ['named-uuid', 'x'] } },
    );
    await until(`the port of ${side}`, () => port(side));
  }
  for (const count of [0, 1, 2, 1, 0]) {
    const said = await both(async (side) => {
      const list = clients[side];
      while (list.length > count) list.pop()?.close();
      while (list.length < count) list.push(await Peer.open(`tcp:127.0.0.1:${String(await port(side))}`));
      const isTold = (text: string) =>
        text.includes(`"is_connected":${count > 0}`) && text.includes('"n_connections","2"') === count > 1;
      await until(`${count} clients of ${side} to be told of`, async () => isTold(await rows(side)), {
        timeoutMs: 15_000,
      });
      return (await rows(side)).replace(/"bound_port","\d+"/, '"bound_port","PORT"');
    });
    compare(`Connection with ${count} clients`, ...said);
  }
  for (const side of ['c', 'o'] as const) for (const peer of [admins[side], ...clients[side]]) peer.close();
}
