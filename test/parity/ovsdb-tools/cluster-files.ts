/**
 * Files of ovsdb-server's clusters, whose members C's server has been: what ovsdb-tool says of them, C's and ours, and the
 * standalone database that both make of one.
 */
import { copyFileSync } from 'node:fs';
import { join } from 'node:path';
import type { JsonObject } from '#ovsdb/notation';
import { Daemon, run } from '#testing';
import { Peer } from '../ovsdb/peer.js';
import type { ParityReport } from '../report.js';
import type { Compare, Side } from './comparison.js';

const QUERY = '["Everything",{"op":"select","table":"Root","where":[],"columns":["name","few","options","_uuid"]}]';

/** `served`: has been served. `fresh`: as it was made. `joining`: has never met its cluster. */
const CASES: readonly (readonly string[])[] = [
  ...['db-name', 'db-cid', 'db-sid', 'db-local-address', 'db-is-clustered', 'db-is-standalone'].flatMap((command) => [
    [command, '@served.db'],
    [command, '@joining.db'],
  ]),
  ['db-version', '@served.db'],
  ['needs-conversion', '@served.db', '@s.ovsschema'],
  ['query', '@served.db', QUERY],
  ['show-log', '@served.db'],
  ['-m', 'show-log', '@served.db'],
  ['-mm', 'show-log', '@fresh.db'],
  ['show-log', '@joining.db'],
];

/** What both make of a cluster's file must be the same database with the same past. */
const AFTER: readonly (readonly string[])[] = [
  ['cluster-to-standalone', 'DB', '@served.db'],
  ['cluster-to-standalone', 'DB', '@served.db'],
  ['cluster-to-standalone', 'DB', '@missing'],
  ['db-is-standalone', 'DB'],
  ['db-version', 'DB'],
  ['-mm', 'show-log', 'DB'],
  ['query', 'DB', QUERY],
];

/** A standalone file of C's: the same file is read by both. */
const STANDALONE: readonly (readonly string[])[] = [
  ...['db-name', 'db-version', 'db-cksum', 'db-is-standalone', 'db-is-clustered'].map((name) => [name, '@copy.db']),
  ['needs-conversion', '@copy.db', '@wider.ovsschema'],
  ['-mm', 'show-log', '@copy.db'],
  ['query', '@copy.db', QUERY],
];

/** `source`: a standalone database of the schema Everything, of C's. */
export async function compareClusterFiles(
  report: ParityReport,
  compare: Compare,
  source: string,
  env: NodeJS.ProcessEnv,
): Promise<void> {
  const at = (name: string) => join(report.rundir, name);
  const tool = (...words: string[]) => run(['ovsdb-tool', ...words], { env });
  copyFileSync(source, at('copy.db'));
  await tool('create-cluster', at('fresh.db'), at('copy.db'), 'tcp:127.0.0.1:9');
  await tool('join-cluster', at('joining.db'), 'Everything', 'tcp:127.0.0.1:9', 'tcp:127.0.0.1:10');
  copyFileSync(at('fresh.db'), at('served.db'));
  await serve(at, env);
  for (const args of [...CASES, ...AFTER, ...STANDALONE]) {
    const words = (side: Side) => args.map((word) => placed(word, side, at));
    await compare('ovsdb-tool', words, { sorted: args.includes('show-log') });
  }
}

function placed(word: string, side: Side, at: (name: string) => string): string {
  if (word === 'DB') return at(`${side}.standalone.db`);
  return word.startsWith('@') ? at(word.slice(1)) : word;
}

/**
 * Lets C's server, which becomes the leader of one, write a few entries. (It cannot store the difference of a bounded set that
 * has more elements than the bound, and then never answers.)
 */
async function serve(at: (name: string) => string, env: NodeJS.ProcessEnv): Promise<void> {
  const remote = `unix:${at('served.sock')}`;
  const server = await new Daemon({
    name: 'served',
    argv: ['ovsdb-server', at('served.db'), `--remote=p${remote}`, `--unixctl=${at('served.ctl')}`],
    env,
    logFile: at('served.log'),
    ready: () =>
      run(['ovsdb-client', '-t', '5', 'wait', remote, 'Everything', 'connected'], { env }).then(
        () => true,
        () => false,
      ),
  }).start();
  try {
    const peer = await Peer.open(remote);
    const update = (row: JsonObject): JsonObject => ({
      op: 'update',
      table: 'Root',
      where: [['name', '==', 'a b']],
      row,
    });
    await peer.ask('transact', ['Everything', update({ few: 'y' }), { op: 'comment', comment: 'few' }]);
    await peer.ask('transact', ['Everything', update({ options: ['map', [['k', 'w']]] })]);
    peer.close();
  } finally {
    await server.stop();
  }
}
