/**
 * `npm run soak [-- --rounds N]`: the database service is killed (SIGKILL) under write load, again and again. After each start
 * all that was acknowledged must be there, and no transaction half. Exit status 1 when something is missing.
 */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { connect, openSession, request, type Session, systemClock } from '#ovsdb/jsonrpc';
import { isJsonArray, isJsonObject, type Json } from '#ovsdb/notation';
import { Daemon } from '#testing';
import { commandLine } from '../command-line.js';

const { rounds: ROUNDS } = commandLine('npm run soak -- [--rounds N]', {
  rounds: { type: 'number', default: 200, describe: 'kills of the server under write load' },
} as const);
const MAIN = new URL('../../packages/ovsdb/src/main.js', import.meta.url).pathname;
/** Each transaction inserts a pair and counts it on both sides: modified rows are at stake as inserted ones are. */
const SCHEMA = `{"name":"D","version":"1.0.0","tables":{
  "Pair":{"isRoot":true,"columns":{"n":{"type":"integer"},"side":{"type":"string"}}},
  "Count":{"isRoot":true,"columns":{"side":{"type":"string"},"n":{"type":"integer"},
    "seen":{"type":{"key":"integer","min":0,"max":"unlimited"}}}}}}`;

const say = (text: string) => process.stdout.write(`${text}\n`);

async function main(): Promise<number> {
  const directory = mkdtempSync(join(tmpdir(), 'h'));
  writeFileSync(join(directory, 's.ovsschema'), SCHEMA);
  const daemon = new Daemon({
    name: 'ovsdb',
    argv: [
      process.execPath,
      MAIN,
      `--create=${directory}/s.ovsschema=${directory}/d.db`,
      `--remote=punix:${directory}/d.sock`,
      `--unixctl=${directory}/ctl`,
    ],
    env: process.env,
    logFile: join(directory, 'log'),
    ready: async () => {
      try {
        (await open(directory)).close('tried');
        return true;
      } catch {
        return false;
      }
    },
  });
  const acknowledged = new Set<number>();
  let next = 0;
  try {
    for (let round = 0; round < ROUNDS; round++) {
      await daemon.start();
      const session = await open(directory);
      if (round === 0) await request(session, 'transact', ['D', counter('a'), counter('b')]);
      const problem = check(await everything(session), acknowledged);
      if (problem !== undefined) {
        say(`soak: round ${round}: ${problem}; the database is left in ${directory}`);
        return 1;
      }
      const goal = acknowledged.size + 50 + ((round * 37) % 200);
      let underWay = 0;
      while (session.isOpen) {
        while (underWay >= 256) await new Promise((resolve) => setImmediate(resolve));
        const n = next++;
        underWay++;
        session.request('transact', ['D', pair(n, 'a'), pair(n, 'b'), count(n, 'a'), count(n, 'b')], (outcome) => {
          underWay--;
          if (!('error' in outcome)) acknowledged.add(n);
        });
        if (n % 16 === 0) await new Promise((resolve) => setImmediate(resolve));
        if (acknowledged.size >= goal) await daemon.stop('SIGKILL');
      }
    }
    say(`soak: ${ROUNDS} kills, ${acknowledged.size} acknowledged transactions of ${next}, none lost, none half`);
    rmSync(directory, { recursive: true });
    return 0;
  } finally {
    await daemon.stop('SIGKILL');
  }
}

async function open(directory: string): Promise<Session> {
  return openSession(await connect(`unix:${directory}/d.sock`), { clock: systemClock, handlers: {} });
}

const pair = (n: number, side: string): Json => ({ op: 'insert', table: 'Pair', row: { n, side } });
const counter = (side: string): Json => ({ op: 'insert', table: 'Count', row: { side } });
const count = (n: number, side: string): Json => ({
  op: 'mutate',
  table: 'Count',
  where: [['side', '==', side]],
  mutations: [
    ['n', '+=', 1],
    ['seen', 'insert', n],
  ],
});

async function everything(session: Session): Promise<{ readonly pairs: Json[]; readonly counts: Json[] }> {
  const select = (table: string): Json => ({ op: 'select', table, where: [] });
  const reply = await request(session, 'transact', ['D', select('Pair'), select('Count')]);
  const [pairs, counts] = isJsonArray(reply) ? reply.map(rowsOf) : [];
  return { pairs: pairs ?? [], counts: counts ?? [] };
}

function rowsOf(result: Json): Json[] {
  const rows = isJsonObject(result) ? result['rows'] : undefined;
  return isJsonArray(rows) ? [...rows] : [];
}

/** What is wrong with the contents, if anything is. */
function check(
  { pairs, counts }: { readonly pairs: Json[]; readonly counts: Json[] },
  acknowledged: ReadonlySet<number>,
) {
  const sides = new Map<string, Set<Json>>([
    ['a', new Set()],
    ['b', new Set()],
  ]);
  for (const row of pairs) if (isJsonObject(row)) sides.get(String(row['side']))?.add(row['n'] ?? null);
  const [a, b] = [sides.get('a') ?? new Set(), sides.get('b') ?? new Set()];
  const lost = [...acknowledged].filter((n) => !a.has(n) || !b.has(n));
  if (lost.length > 0) return `${lost.length} acknowledged transactions are lost, the first is ${lost[0]}`;
  const half = [...a].filter((n) => !b.has(n)).length + [...b].filter((n) => !a.has(n)).length;
  if (half > 0) return `${half} transactions are there by half`;
  for (const row of counts) {
    if (!isJsonObject(row)) continue;
    const seen =
      isJsonArray(row['seen']) && row['seen'][0] === 'set' && isJsonArray(row['seen'][1])
        ? row['seen'][1]
        : [row['seen'] ?? null];
    const known = sides.get(String(row['side'])) ?? new Set();
    if (
      row['n'] !== known.size ||
      (known.size > 0 && (seen.length !== known.size || !seen.every((n) => known.has(n))))
    ) {
      return `side ${String(row['side'])} counts ${String(row['n'])} and names ${seen.length} of ${known.size} rows`;
    }
  }
  return undefined;
}

process.exitCode = await main();
