/**
 * ovsdb-tool and ovsdb-client: the C tools' commands and ours on the same contents, output and exit status compared; C's
 * client on our server; a database that goes out of ours into C's and back.
 */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { type JsonObject, stringifyJson } from '#ovsdb/notation';
import { attempt, Daemon, run as runCommand } from '#testing';
import { Peer } from './ovsdb/peer.js';
import { EVERYTHING } from './ovsdb/schemas.js';
import { compareBadSchemas } from './ovsdb-tools/bad-schemas.js';
import { CLIENT_CASES, CONTROL_CASES, SERVER_CASES, TOOL_CASES } from './ovsdb-tools/cases.js';
import { compareClusterFiles } from './ovsdb-tools/cluster-files.js';
import { type Compare, comparison, OURS, outcome, type Side } from './ovsdb-tools/comparison.js';
import { compareDetached } from './ovsdb-tools/detached.js';
import { compareHangUps } from './ovsdb-tools/hang-ups.js';
import { compareLimitsTrip } from './ovsdb-tools/limits-trip.js';
import { compareNorthboundTrip } from './ovsdb-tools/northbound-trip.js';
import type { ParityReport } from './report.js';

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
    { op: 'insert', table: 'Child', uuid: K, row: { n: 1, tag: 'é<&> {a}, [b] "c"\\\r\n\f\u0001' } },
    { op: 'comment', comment: 'first\nsecond' },
  ],
  [
    {
      op: 'update',
      table: 'Root',
      where: [],
      row: { ratio: 1e15, few: ['set', ['y', '{"z"}, \u00a0']], options: ['map', [['k', '[u], ']]] },
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
  writeFileSync(at('no-tables.json'), '{"name":"X"}');
  writeFileSync(at('array.json'), '[]');
  writeFileSync(at('bare.ovsschema'), '{"name":"X","tables":{}}');
  const compare = comparison(report, env);

  await compare('ovsdb-tool', (side) => ['create', at(`${side}.db`), at('s.ovsschema')]);
  for (const operations of TRANSACTIONS) {
    await compare('ovsdb-tool', (side) => [
      'transact',
      at(`${side}.db`),
      JSON.stringify(['Everything', ...operations]),
    ]);
  }
  for (const args of TOOL_CASES) {
    await compare('ovsdb-tool', (side) => args.map((word) => placed(word, side, at)));
  }
  for (const more of [[], ['-m'], ['-mm']]) {
    await compare('ovsdb-tool', (side) => [...more, 'show-log', at(`${side}.db`)], { sorted: true });
  }
  await compareBadSchemas(compare, at('bad.ovsschema'));
  await compareRoundTrip(report, at, env);
  await compareClusterFiles(report, compare, at('c.db'), env);
  await compareNorthboundTrip(report, { server: OURS['ovsdb-server'], tool: OURS['ovsdb-tool'] }, env);
  await compareLimitsTrip(report, { server: OURS['ovsdb-server'], tool: OURS['ovsdb-tool'] }, env);
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
  compare: Compare,
): Promise<void> {
  const daemons = [
    await serve('c', ['ovsdb-server', at('c.db')], at, env),
    await serve('o', [...OURS['ovsdb-server'], at('o.db')], at, env),
  ];
  const remote = (side: Side) => `unix:${at(`${side}.sock`)}`;
  try {
    for (const args of CLIENT_CASES) {
      const words = (side: Side) => {
        const commandAt = args.findIndex((word, i) => !word.startsWith('-') && !/^-[fdt]$/.test(args[i - 1] ?? ''));
        const placedWords = args.map((word) => placed(word, side, at));
        return [...placedWords.slice(0, commandAt + 1), remote(side), ...placedWords.slice(commandAt + 1)];
      };
      await compare('ovsdb-client', words, { sorted: args.includes('list-dbs') });
      // The C client on our server must print what it prints on its own.
      const [own, other] = await Promise.all([
        attempt(['ovsdb-client', ...words('c')], { env }),
        attempt(['ovsdb-client', ...words('o')], { env }),
      ]);
      const [left, right] = [outcome(own, 'c', true), outcome(other, 'o', true)];
      if (left === right) report.ok(`ovsdb-client of C on ours: ${args.join(' ')}`);
      else report.differ(`ovsdb-client of C on ours: ${args.join(' ')}`, `on its own:\n${left}\non ours:\n${right}`);
    }
    for (const args of SERVER_CASES) {
      await compare('ovsdb-client', (side) =>
        args.map((word) =>
          placed(word.replaceAll('unix:@', `unix:${at('')}/`), side, at).replace('SERVER', remote(side)),
        ),
      );
    }
    await compareDetached(report, { c: ['ovsdb-client'], o: OURS['ovsdb-client'] }, remote('c'), env);
    await compareHangUps(report, {
      env,
      remote,
      control: (side) => at(`${side}.ctl`),
      schema: at('s.ovsschema'),
    });
    // Files that are being served can be read.
    for (const args of [['-mm', 'show-log'], ['db-name'], ['db-version']]) {
      await compare('ovsdb-tool', (side) => [...args, at(`${side}.db`)], { sorted: true });
    }
    for (const args of CONTROL_CASES) {
      const [command, ...rest] = args;
      const tell = (side: Side) =>
        attempt(
          [
            'ovs-appctl',
            '-t',
            at(`${side}.ctl`),
            `ovsdb-server/${command}`,
            ...rest.map((word) => placed(word, side, at)),
          ],
          {
            env,
          },
        );
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
  side: Side,
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

/** A word of a case as a side says it. */
function placed(word: string, side: Side, at: (name: string) => string): string {
  return word === 'DB' ? at(`${side}.db`) : word.startsWith('@') ? at(word.slice(1)) : word;
}
