/**
 * ovsdb-tool and ovsdb-client: the C tools' commands and ours on the same contents, output and exit status compared; C's
 * client on our server; a database that goes out of ours into C's and back.
 */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { type JsonObject, stringifyJson } from '#ovsdb/notation';
import { attempt, type CommandResult, Daemon, run as runCommand } from '#testing';
import { Peer } from './ovsdb/peer.js';
import { EVERYTHING } from './ovsdb/schemas.js';
import { compareDetached } from './ovsdb-tools/detached.js';
import { compareNorthboundTrip } from './ovsdb-tools/northbound-trip.js';
import type { ParityReport } from './report.js';

const source = (name: string) => new URL(`../../packages/ovsdb/src/${name}.js`, import.meta.url).pathname;
const OURS = {
  'ovsdb-tool': [process.execPath, source('tool-main')],
  'ovsdb-client': [process.execPath, source('client-main')],
} as const;
type Tool = keyof typeof OURS;

const A = '11111111-1111-1111-1111-111111111111';
const S = '22222222-2222-2222-2222-222222222222';
const K = '33333333-3333-3333-3333-333333333333';
const TRANSACTIONS = [
  [
    {
      op: 'insert',
      table: 'Root',
      uuid: A,
      row: {
        name: 'a b',
        count: 3,
        ratio: 0.1,
        few: ['set', ['x', 'y']],
        options: ['map', [['k', 'v,"w"']]],
        children: ['uuid', K],
        friend: ['uuid', K],
      },
    },
    { op: 'insert', table: 'Child', uuid: K, row: { n: 1, tag: 'é<&>' } },
    { op: 'comment', comment: 'first\nsecond' },
  ],
  [
    {
      op: 'update',
      table: 'Root',
      where: [],
      row: { ratio: 2.5, few: ['set', ['y', 'z']], options: ['map', [['k', 'u']]] },
    },
  ],
  [
    { op: 'delete', table: 'Root', where: [['name', '==', 'nobody']] },
    { op: 'insert', table: 'Single', uuid: S, row: { value: 'v' } },
  ],
];

export async function run(report: ParityReport): Promise<void> {
  const { rundir } = report;
  const at = (name: string) => join(rundir, name);
  const env = { ...process.env, OVS_RUNDIR: rundir, OVS_LOGDIR: rundir, OVS_DBDIR: rundir, OVS_SYSCONFDIR: rundir };
  const wider: JsonObject = { ...EVERYTHING, version: '1.3.0' };
  writeFileSync(at('s.ovsschema'), stringifyJson(EVERYTHING));
  writeFileSync(at('wider.ovsschema'), stringifyJson(wider));
  writeFileSync(at('not.json'), '{');
  const both = async (
    tool: Tool,
    args: (side: 'c' | 'o') => readonly string[],
  ): Promise<[CommandResult, CommandResult]> => [
    await attempt([tool, ...args('c')], { env }),
    await attempt([...OURS[tool], ...args('o')], { env }),
  ];
  const compare = async (tool: Tool, args: (side: 'c' | 'o') => readonly string[], sorted = false) => {
    const [theirs, ours] = await both(tool, args);
    const [left, right] = [outcome(theirs, 'c', sorted), outcome(ours, 'o', sorted)];
    const what = `${tool} ${args('c').join(' ').replaceAll(`${rundir}/`, '')}`;
    if (left === right) report.ok(what);
    else report.differ(what, `C:\n${left}\nours:\n${right}`);
  };

  await compare('ovsdb-tool', (side) => ['create', at(`${side}.db`), at('s.ovsschema')]);
  for (const operations of TRANSACTIONS) {
    await compare('ovsdb-tool', (side) => [
      'transact',
      at(`${side}.db`),
      JSON.stringify(['Everything', ...operations]),
    ]);
  }
  for (const args of [
    ['create', 'DB', at('s.ovsschema')],
    ['create', at('x.db'), at('missing')],
    ['db-name', 'DB'],
    ['db-version', 'DB'],
    ['db-cksum', 'DB'],
    ['db-name', at('missing')],
    ['schema-name', at('s.ovsschema')],
    ['schema-version', at('s.ovsschema')],
    ['schema-cksum', '/usr/share/ovn/ovn-nb.ovsschema'],
    ['needs-conversion', 'DB', at('s.ovsschema')],
    ['needs-conversion', 'DB', at('wider.ovsschema')],
    ['compare-versions', '1.2.3', '<', '1.10.0'],
    ['compare-versions', '1.2.3', '>=', '1.10.0'],
    ['db-is-standalone', 'DB'],
    ['db-is-clustered', 'DB'],
    ['db-cid', 'DB'],
    ['nope'],
    [],
    ['db-name', 'a', 'b'],
    ['query', 'DB', '["Everything",{"op":"select","table":"Root","where":[],"columns":["name","few","_uuid"]}]'],
  ]) {
    await compare('ovsdb-tool', (side) => args.map((word) => (word === 'DB' ? at(`${side}.db`) : word)));
  }
  for (const more of [[], ['-m'], ['-mm']]) {
    await compare('ovsdb-tool', (side) => [...more, 'show-log', at(`${side}.db`)], true);
  }
  await compareRoundTrip(report, at, env);
  const server = [process.execPath, source('main')];
  await compareNorthboundTrip(report, { server, tool: OURS['ovsdb-tool'] }, env);
  await compareClients(report, at, env, compare);
}

/** A file of ovsdb-server in, and out again: the C tool must see the same in both. */
async function compareRoundTrip(
  report: ParityReport,
  at: (name: string) => string,
  env: NodeJS.ProcessEnv,
): Promise<void> {
  const tool = OURS['ovsdb-tool'];
  await runCommand([...tool, 'import', at('c.db'), at('in.db')], { env });
  await runCommand([...tool, 'export', at('in.db'), at('out.db')], { env });
  for (const args of [['-mm', 'show-log'], ['db-version']]) {
    const [before, after] = [
      await attempt(['ovsdb-tool', ...args, at('c.db')], { env }),
      await attempt(['ovsdb-tool', ...args, at('out.db')], { env }),
    ];
    const [left, right] = [outcome(before, '', true), outcome(after, '', true)];
    if (left === right) report.ok(`in and out: ${args.join(' ')}`);
    else report.differ(`in and out: ${args.join(' ')}`, `before:\n${left}\nafter:\n${right}`);
  }
}

async function compareClients(
  report: ParityReport,
  at: (name: string) => string,
  env: NodeJS.ProcessEnv,
  compare: (tool: Tool, args: (side: 'c' | 'o') => readonly string[], sorted?: boolean) => Promise<void>,
): Promise<void> {
  const daemons = [
    await serve('c', ['ovsdb-server', at('c.db')], at, env),
    await serve('o', [process.execPath, source('main'), at('o.db')], at, env),
  ];
  const remote = (side: 'c' | 'o') => `unix:${at(`${side}.sock`)}`;
  try {
    for (const args of [
      ['list-dbs'],
      ['get-schema-version', 'Everything'],
      ['get-schema-cksum', 'Everything'],
      ['dump', 'Everything'],
      ['dump', 'Everything', 'Root', 'name', 'few'],
      ['-f', 'list', 'dump', 'Everything'],
      ['-f', 'csv', 'dump', 'Everything'],
      ['-f', 'html', 'dump', 'Everything', 'Child'],
      ['-f', 'json', 'dump', 'Everything'],
      ['--bare', 'dump', 'Everything', 'Single'],
      ['--no-headings', 'dump', 'Everything', 'Child'],
      [
        'query',
        '["Everything",{"op":"insert","table":"Child","row":{},"uuid":"44444444-4444-4444-4444-444444444444"}]',
      ],
      ['transact', '["Everything",{"op":"select","table":"Child","where":[],"columns":["n","tag"]}]'],
      ['transact', '["nope"]'],
      ['needs-conversion', at('s.ovsschema')],
      ['wait', 'Everything', 'connected'],
      ['nope'],
      ['list-dbs', 'x'],
      ['get-schema', 'Nope'],
      ['get-schema', 'Everything', 'x'],
      ['--pretty', 'get-schema', 'Everything'],
      ['list-columns', 'Everything', 'Nope'],
      ['-d', 'nope', 'dump', 'Everything'],
      ['-d', 'json', 'dump', 'Everything', 'Root', 'options', 'few'],
      ['-d', 'bare', 'dump', 'Everything', 'Root', 'options', 'few'],
      ['dump', 'Everything', 'Nope'],
      ['dump', 'Everything', 'Root', 'nope'],
      ['--pretty', 'transact', '["Everything",{"op":"select","table":"Child","where":[],"columns":["n","tag"]}]'],
      ['transact', '{}'],
      ['transact', '[]'],
      ['transact', 'a', 'b'],
      ['query', '["Everything",{"op":"abort"},{"op":"select","table":"Child","where":[]}]'],
      ['wait', 'Everything', 'nope'],
      ['wait', 'Nope', 'removed'],
      ['-t', 'x', 'list-dbs'],
      ['convert', at('missing')],
      ['needs-conversion', at('wider.ovsschema')],
      ['monitor', 'Everything', 'Nope'],
      ['monitor', 'Everything', 'Root', 'nope'],
      ['monitor', 'Everything', 'Root', '!nope'],
      ['monitor', 'Everything', 'Root', 'name,count', '!initial'],
      ['-t', '1', 'monitor', 'Everything', 'Root', 'name', 'count,few'],
      ['-t', '1', 'monitor-cond', 'Everything', '[["count",">",1]]', 'Root', 'name,!initial,!delete'],
      ['-t', '1', '-f', 'json', 'monitor', 'Everything', 'Root', 'name'],
      ['-t', '1', '--timestamp', 'monitor', 'Everything', 'Root', 'name'],
      ['-t', '1', 'lock', 'l'],
    ]) {
      const words = (side: 'c' | 'o') => {
        const commandAt = args.findIndex((word, i) => !word.startsWith('-') && !/^-[fdt]$/.test(args[i - 1] ?? ''));
        return [...args.slice(0, commandAt + 1), remote(side), ...args.slice(commandAt + 1)];
      };
      await compare('ovsdb-client', words, args.includes('list-dbs'));
      // The C client on our server must print what it prints on its own.
      const [own, other] = [
        await attempt(['ovsdb-client', ...words('c')], { env }),
        await attempt(['ovsdb-client', ...words('o')], { env }),
      ];
      const [left, right] = [outcome(own, 'c', true), outcome(other, 'o', true)];
      if (left === right) report.ok(`ovsdb-client of C on ours: ${args.join(' ')}`);
      else report.differ(`ovsdb-client of C on ours: ${args.join(' ')}`, `on its own:\n${left}\non ours:\n${right}`);
    }
    await compareDetached(report, { c: ['ovsdb-client'], o: OURS['ovsdb-client'] }, remote('c'), env);
    // Files that are being served can be read.
    for (const args of [['-mm', 'show-log'], ['db-name'], ['db-version']]) {
      await compare('ovsdb-tool', (side) => [...args, at(`${side}.db`)], true);
    }
    for (const args of [
      ['compact'],
      ['compact', 'Everything'],
      ['compact', 'nope'],
      ['compact', '_Server'],
      ['compact', 'a', 'b'],
      ['memory-trim-on-compaction', 'on'],
      ['memory-trim-on-compaction', 'x'],
      ['list-dbs'],
      ['add-db', at('missing')],
      ['remove-db', 'nope'],
    ]) {
      const [command, ...rest] = args;
      const tell = (side: 'c' | 'o') =>
        attempt(['ovs-appctl', '-t', at(`${side}.ctl`), `ovsdb-server/${command}`, ...rest], { env });
      const [left, right] = [outcome(await tell('c'), 'c', true), outcome(await tell('o'), 'o', true)];
      if (left === right) report.ok(`ovsdb-server/${args.join(' ')}`);
      else report.differ(`ovsdb-server/${args.join(' ')}`, `C:\n${left}\nours:\n${right}`);
    }
    await compare('ovsdb-client', (side) => ['dump', remote(side), 'Everything', 'Root', 'name', 'few']);
  } finally {
    for (const daemon of daemons) await daemon.stop();
  }
  await compare('ovsdb-tool', (side) => ['compact', at(`${side}.db`)]);
  await compare('ovsdb-tool', (side) => [
    'query',
    at(`${side}.db`),
    '["Everything",{"op":"select","table":"Root","where":[],"columns":["name","few","_uuid"]}]',
  ]);
}

function serve(
  side: 'c' | 'o',
  argv: readonly string[],
  at: (name: string) => string,
  env: NodeJS.ProcessEnv,
): Promise<Daemon> {
  const remote = `unix:${at(`${side}.sock`)}`;
  return new Daemon({
    name: side,
    argv: [...argv, `--remote=p${remote}`, `--unixctl=${at(`${side}.ctl`)}`],
    env,
    logFile: at(`${side}.log`),
    ready: async () => {
      try {
        (await Peer.open(remote)).close();
        return true;
      } catch {
        return false;
      }
    },
  }).start();
}

/** What was printed, without times, versions of rows and the side's own names; in the order of lines where that is a hash's. */
function outcome({ stdout, stderr, status }: CommandResult, side: string, sorted: boolean): string {
  const neutral = `${stdout}${stderr}`
    .replace(/\d{4}-\d\d-\d\d \d\d:\d\d:\d\d\.\d{3}/g, 'TIME')
    .replaceAll(`/${side}.`, '/SIDE.');
  const lines = neutral.split('\n').filter((line) => !/\|(?:reconnect|fatal_signal)\|/.test(line));
  return `${(sorted ? lines.sort() : lines).join('\n')}\nstatus ${status}`;
}
