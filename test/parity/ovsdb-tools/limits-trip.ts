/**
 * Changes that ovsdb-server 3.1 logs so that it cannot read them back (docs/differences.md): made on our server and
 * exported they are in a form that it can, and it serves the same rows.
 */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { type Json, stringifyJson } from '#ovsdb/notation';
import { Daemon, run } from '#testing';
import { Peer } from '../ovsdb/peer.js';
import { compareLines, type ParityReport } from '../report.js';
import type { Programs } from './northbound-trip.js';

const SCHEMA: Json = {
  name: 'Limits',
  version: '1.0.0',
  tables: {
    T: {
      isRoot: true,
      columns: {
        name: { type: 'string' },
        two: { type: { key: 'string', min: 0, max: 2 } },
        pairs: { type: { key: 'string', value: 'integer', min: 0, max: 2 } },
        filled: { type: { key: 'integer', min: 1, max: 3 } },
        many: { type: { key: 'string', min: 0, max: 'unlimited' } },
      },
    },
  },
};

const insert = (name: string, row: { readonly [column: string]: Json }): Json => ({
  op: 'insert',
  table: 'T',
  row: { name, ...row },
});
const update = (name: string, row: Json): Json => ({ op: 'update', table: 'T', where: [['name', '==', name]], row });
const set = (...elements: Json[]): Json => ['set', elements];
const map = (...pairs: Json[]): Json => ['map', pairs];

const TRANSACTIONS: readonly Json[] = [
  insert('a', { two: set('x', 'y'), pairs: map(['k', 1], ['l', 2]), many: set('p', 'q', 'r') }),
  // Two of two go, two come.
  update('a', { two: set('v', 'w') }),
  update('a', { pairs: map(['m', 3], ['n', 4]) }),
  // From the default, which is not empty.
  update('a', { filled: 2 }),
  insert('b', {}),
  update('b', { filled: set(1, 2, 3), two: set('only'), many: set('s') }),
  update('b', { filled: set(4, 5, 6) }),
  update('a', { many: set('p', 't') }),
];

/** As the tool of `ours` exports them, ovsdb-server has to have them after a start. */
export async function compareLimitsTrip(report: ParityReport, ours: Programs, env: NodeJS.ProcessEnv): Promise<void> {
  const at = (name: string) => join(report.rundir, `limits-${name}`);
  writeFileSync(at('schema'), stringifyJson(SCHEMA));
  const remote = `unix:${at('sock')}`;
  const served = async (server: readonly string[], file: string, transactions: readonly Json[]): Promise<string[]> => {
    const daemon = await new Daemon({
      name: file,
      argv: [...server, at(file), `--remote=p${remote}`, `--unixctl=${at('ctl')}`],
      env,
      logFile: at(`${file}.log`),
      ready: async () => {
        (await Peer.open(remote)).close();
        return true;
      },
    }).start();
    try {
      for (const operation of transactions) {
        const answer = await run(['ovsdb-client', 'transact', remote, stringifyJson(['Limits', operation])], { env });
        if (answer.includes('"error"')) throw new Error(answer);
      }
      return (await run(['ovsdb-client', '-f', 'csv', 'dump', remote, 'Limits'], { env })).split('\n').sort();
    } finally {
      await daemon.stop();
    }
  };
  await run([...ours.tool, 'create', at('o.db'), at('schema')], { env });
  const rows = await served(ours.server, 'o.db', TRANSACTIONS);
  await run([...ours.tool, 'export', at('o.db'), at('c.db')], { env });
  compareLines(report, 'changes at the limits of a column, exported', rows, await served(['ovsdb-server'], 'c.db', []));
  await run([...ours.tool, 'import', at('c.db'), at('back.db')], { env });
  compareLines(
    report,
    'changes at the limits of a column, taken in again',
    rows,
    await served(ours.server, 'back.db', []),
  );
}
