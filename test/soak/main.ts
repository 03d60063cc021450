/**
 * `npm run soak [-- --rounds N]`: a database service with two databases is killed (SIGKILL) under write load, again and
 * again, while its log is being trimmed and, every other time, its files are being compacted. After each start all that was
 * acknowledged must be there, no transaction half, references and unique indexes as the rows have them, and the log must
 * lead back from now to where it begins. `--long` sends it messages of 100 MB instead (long.ts). Exit status 1 when anything is wrong.
 */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { unixctlCall } from '#daemon';
import { connect, openSession, request, type Session, systemClock } from '#ovsdb/jsonrpc';
import { isJsonArray, isJsonObject, type Json } from '#ovsdb/notation';
import { Daemon } from '#testing';
import { commandLine } from '../command-line.js';
import { soakWithLongMessages } from './long.js';

const { rounds: ROUNDS, long: IS_LONG } = commandLine('npm run soak -- [--rounds N | --long]', {
  rounds: { type: 'number', default: 200, describe: 'kills of the server under write load' },
  long: { type: 'boolean', default: false, describe: 'messages of 100 MB and 1,000 idle clients in place of kills' },
} as const);
const MAIN = new URL('../../packages/ovsdb/src/main.js', import.meta.url).pathname;
const DATABASES = ['D', 'E'] as const;
type Name = (typeof DATABASES)[number];
/**
 * Each transaction inserts a pair whose second row refers to the first, counts it on both sides (modified rows are at stake as
 * inserted ones are), and puts a long row in the place of an older one, so that files have gaps.
 */
const schemaOf = (name: Name) => `{"name":"${name}","version":"1.0.0","tables":{
  "Pair":{"isRoot":true,"columns":{"n":{"type":"integer"},"side":{"type":"string"},
    "twin":{"type":{"key":{"type":"uuid","refTable":"Pair"},"min":0,"max":1}}},"indexes":[["n","side"]]},
  "Long":{"isRoot":true,"columns":{"n":{"type":"integer"},"text":{"type":"string"}}},
  "Count":{"isRoot":true,"columns":{"side":{"type":"string"},"n":{"type":"integer"},
    "seen":{"type":{"key":"integer","min":0,"max":"unlimited"}}}}}}`;
/** Little, so that the log is being trimmed all the time. */
const HISTORY = 300;
const LONG = 'x'.repeat(3000);
const LONGS = 100;

const say = (text: string) => process.stdout.write(`${text}\n`);

async function main(): Promise<number> {
  const directory = mkdtempSync(join(tmpdir(), 'h'));
  const daemon = new Daemon({
    name: 'ovsdb',
    argv: [
      process.execPath,
      MAIN,
      ...DATABASES.map((name) => `--create=${directory}/${name}.ovsschema=${directory}/${name}.db`),
      `--remote=punix:${directory}/d.sock`,
      `--unixctl=${directory}/ctl`,
      `--max-history-count=${HISTORY}`,
    ],
    env: process.env,
    logFile: join(directory, 'log'),
    // On a busy machine a start takes its time.
    readyTimeoutMs: 120_000,
    ready: async () => {
      try {
        (await open(directory)).close('tried');
        return true;
      } catch {
        return false;
      }
    },
  });
  for (const name of DATABASES) writeFileSync(join(directory, `${name}.ovsschema`), schemaOf(name));
  const acknowledged = new Map<Name, Set<number>>(DATABASES.map((name) => [name, new Set()]));
  let sent = 0;
  try {
    for (let round = 0; round <= ROUNDS; round++) {
      await daemon.start();
      const session = await open(directory);
      for (const [name, known] of acknowledged) {
        if (round === 0) await request(session, 'transact', [name, counter('a'), counter('b')]);
        const problem = check(await everything(session, name), known) ?? (await checkPast(session, name));
        if (problem === undefined) continue;
        say(`soak: round ${round}: ${name}: ${problem}; the databases are left in ${directory}`);
        return 1;
      }
      if (round < ROUNDS) sent = await writeAndKill(session, directory, daemon, round, sent, acknowledged);
      else session.close('done');
    }
    const stored = [...acknowledged.values()].reduce((sum, { size }) => sum + size, 0);
    say(
      `soak: ${ROUNDS} kills, ${stored} acknowledged transactions of ${sent * DATABASES.length}, none lost, none half`,
    );
    await daemon.stop();
    rmSync(directory, { recursive: true });
    return 0;
  } finally {
    await daemon.stop('SIGKILL');
  }
}

/** Returns how many transactions have been sent to each database in all rounds. */
async function writeAndKill(
  session: Session,
  directory: string,
  daemon: Daemon,
  round: number,
  first: number,
  acknowledged: ReadonlyMap<Name, Set<number>>,
): Promise<number> {
  let answered = 0;
  const goal = 100 + ((round * 37) % 200);
  let underWay = 0;
  let n = first;
  while (session.isOpen) {
    while (underWay >= 128 && session.isOpen) await new Promise((resolve) => setImmediate(resolve));
    for (const [name, known] of acknowledged) {
      const number = n;
      underWay++;
      session.request('transact', [name, ...transaction(number)], (outcome) => {
        underWay--;
        if ('error' in outcome) return;
        known.add(number);
        // The kill comes while the file is being made smaller, every other time.
        if (++answered === goal >> 1 && round % 2 === 1) {
          unixctlCall(`${directory}/ctl`, 'ovsdb-server/compact', []).catch(() => undefined);
        }
      });
    }
    n++;
    if (n % 16 === 0) await new Promise((resolve) => setImmediate(resolve));
    if (answered >= goal) await daemon.stop('SIGKILL');
  }
  return n;
}

const transaction = (n: number): Json[] => [
  { op: 'insert', table: 'Pair', row: { n, side: 'a' }, 'uuid-name': 'first' },
  { op: 'insert', table: 'Pair', row: { n, side: 'b', twin: ['named-uuid', 'first'] } },
  count(n, 'a'),
  count(n, 'b'),
  { op: 'insert', table: 'Long', row: { n, text: `${LONG}${n}` } },
  { op: 'delete', table: 'Long', where: [['n', '<', n - LONGS]] },
  { op: 'comment', comment: String(n) },
];

async function open(directory: string): Promise<Session> {
  return openSession(await connect(`unix:${directory}/d.sock`), { clock: systemClock, handlers: {} });
}

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

interface Contents {
  readonly pairs: Json[];
  readonly counts: Json[];
  readonly longs: Json[];
}

async function everything(session: Session, name: Name): Promise<Contents> {
  const select = (table: string): Json => ({ op: 'select', table, where: [] });
  const reply = await request(session, 'transact', [name, select('Pair'), select('Count'), select('Long')]);
  const [pairs, counts, longs] = isJsonArray(reply) ? reply.map(rowsOf) : [];
  return { pairs: pairs ?? [], counts: counts ?? [], longs: longs ?? [] };
}

/** Reads the log back; what is wrong with it, if anything is. */
async function checkPast(session: Session, name: Name): Promise<string | undefined> {
  const page = await request(session, 'heddle_transactions', [name, { limit: HISTORY / 2 }]);
  const transactions = (isJsonArray(page) ? page : []).filter(isJsonObject);
  const oldest = transactions.at(-1);
  if (oldest === undefined) return undefined;
  const logged = transactions.filter((each) => each['comment'] !== '').map((each) => Number(each['comment']));
  const before = await request(session, 'heddle_rows_before', [name, oldest['id'] ?? null, 'Pair']);
  const then = (isJsonArray(before) ? before : []).length;
  const { pairs } = await everything(session, name);
  if (then + 2 * logged.length !== pairs.length) {
    return `${pairs.length} pairs now, ${then} before the ${logged.length} transactions of the log`;
  }
  const halves = transactions.filter((each) => {
    const made = isJsonObject(each['changes']) ? each['changes']['Pair'] : undefined;
    return each['comment'] !== '' && (!isJsonObject(made) || Object.keys(made).length !== 2);
  });
  return halves.length === 0 ? undefined : `${halves.length} transactions of the log have not two pairs`;
}

function rowsOf(result: Json): Json[] {
  const rows = isJsonObject(result) ? result['rows'] : undefined;
  return isJsonArray(rows) ? [...rows] : [];
}

/** What is wrong with the contents, if anything is. */
function check({ pairs, counts, longs }: Contents, acknowledged: ReadonlySet<number>) {
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
  const firsts = new Map<string, Json>();
  for (const row of pairs) {
    if (isJsonObject(row) && row['side'] === 'a') firsts.set(JSON.stringify(row['_uuid']), row['n'] ?? null);
  }
  if (firsts.size !== a.size || pairs.length !== a.size * 2) return 'a pair is there twice, against the unique index';
  const astray = pairs.filter(
    (row) => isJsonObject(row) && row['side'] === 'b' && firsts.get(JSON.stringify(row['twin'])) !== row['n'],
  );
  if (astray.length > 0) return `${astray.length} references lead to no row or to another one`;
  if (longs.some((row) => isJsonObject(row) && row['text'] !== `${LONG}${row['n']}`))
    return 'a long row is another one';
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

process.exitCode = await (IS_LONG ? soakWithLongMessages(say) : main());
