/**
 * Restarts of both servers, orderly or by SIGKILL: all that was acknowledged is there again, and the same on both sides, and
 * clients come back by `monitor_cond_since`. A standalone ovsdb-server has nothing to resume from and tells everything; what
 * ours tells of the time since an empty database must be that, and it must know what it knew before.
 */
import fc from 'fast-check';
import { type DatabaseSchema, isJsonArray, isJsonObject, type Json, parseSchema, stringifyJson } from '#ovsdb/notation';
import type { NormalForm } from './normal-form.js';
import type { Side } from './pair.js';
import { Peer } from './peer.js';
import type { Servers } from './servers.js';

export type Restart = 'SIGTERM' | 'SIGKILL' | undefined;

/** How the servers end after a sequence: most go on. */
export const randomRestart: fc.Arbitrary<Restart> = fc.oneof(
  { weight: 150, arbitrary: fc.constant<Restart>(undefined) },
  { weight: 1, arbitrary: fc.constant<Restart>('SIGTERM') },
  { weight: 2, arbitrary: fc.constant<Restart>('SIGKILL') },
);

export type Forms = readonly [theirs: NormalForm, ours: NormalForm];

const ZERO = '00000000-0000-0000-0000-000000000000';
const UNKNOWN = '99999999-9999-9999-9999-999999999999';

/** The id of the state that the side's database is in. */
export async function lastTransaction(side: Side, database: string): Promise<string> {
  const peer = await Peer.open(side.remote);
  const { last } = await since(peer, database, [], ZERO);
  peer.close();
  return last;
}

export interface RestartOutcome {
  /** What is wrong; undefined when nothing is. */
  readonly difference: string | undefined;
  /** ovsdb-server has not all that it had in one of its databases: of a log that it cannot read it takes the beginning. */
  readonly hasForgotten: boolean;
}

/** Restarts both and looks at the database. `first`: the transaction of ours that left nothing in it. */
export async function compareRestart(
  servers: Servers,
  database: string,
  first: string,
  signal: NodeJS.Signals,
  [theirForm, ourForm]: Forms,
): Promise<RestartOutcome> {
  const { theirs, ours } = servers;
  const last = await lastTransaction(ours, database);
  const look = async () => ({
    theirs: await contentsOf(theirs, database, theirForm, []),
    ours: await contentsOf(ours, database, ourForm, [first, last, UNKNOWN]),
  });
  const before = await look();
  const hasForgotten = await servers.restart(signal);
  const after = await look();
  // Some of its own log ovsdb-server reads wrong without a word (docs/differences.md): then only ours can be right.
  const isForgotten = before.theirs.stored !== after.theirs.stored;
  const [kept = '', resumed] = after.ours.since;
  const difference =
    differing('contents before', before.theirs.all, before.ours.all) ??
    differing('stored contents after', before.ours.stored, after.ours.stored) ??
    differing('what a client that comes back is told', before.ours.since.join('\n'), after.ours.since.join('\n')) ??
    differing('what a client that knows all is told', 'found\n', resumed ?? '') ??
    (kept.startsWith('found') ? differing('the time since', `found\n${before.theirs.stored}`, kept) : undefined) ??
    (isForgotten ? undefined : differing('contents after', after.theirs.all, after.ours.all));
  return { difference, hasForgotten };
}

interface Contents {
  /** All rows. */
  readonly all: string;
  /** All rows without what lives in memory only. */
  readonly stored: string;
  /** What is told of stored columns to a client that has seen a transaction last, for each. */
  readonly since: readonly string[];
}

async function contentsOf(
  side: Side,
  database: string,
  form: NormalForm,
  transactions: readonly string[],
): Promise<Contents> {
  const peer = await Peer.open(side.remote);
  const schema = parseSchema((await peer.ask('get_schema', [database])).result ?? null);
  const tables = [...schema.tables.keys()].sort();
  const { result } = await peer.ask('transact', [
    database,
    ...tables.map((table): Json => ({ op: 'select', table, where: [] })),
  ]);
  const all = isJsonArray(result) ? result.map((each, i) => `${tables[i]} ${form.text(each)}`).join('\n') : '';
  const stored = await since(peer, database, storedColumns(schema), ZERO);
  const told: string[] = [];
  for (const id of transactions) {
    const { isFound, rows } = await since(peer, database, storedColumns(schema), id);
    told.push(`${isFound ? 'found' : 'not found'}\n${rowTexts(form, rows)}`);
  }
  peer.close();
  return { all, stored: rowTexts(form, stored.rows), since: told };
}

function storedColumns({ tables }: DatabaseSchema): [table: string, columns: string[]][] {
  return [...tables.values()].map(({ name, columns }) => [
    name,
    [...columns.values()].filter(({ ephemeral }) => !ephemeral).map((column) => column.name),
  ]);
}

/** Monitors the columns and takes that back. */
async function since(
  peer: Peer,
  database: string,
  columns: readonly (readonly [table: string, columns: readonly string[]])[],
  transaction: string,
) {
  const requests = Object.fromEntries(columns.map(([table, names]): [string, Json] => [table, [{ columns: names }]]));
  const { result = null } = await peer.ask('monitor_cond_since', [database, 'since', requests, transaction]);
  await peer.ask('monitor_cancel', ['since']);
  const [isFound = false, last = null, rows = null] = isJsonArray(result) ? result : [];
  if (typeof last !== 'string') throw new Error(`no monitor: ${stringifyJson(result)}`);
  return { isFound: isFound === true, last, rows };
}

/** A line a row: new ones alike, however they are called. */
function rowTexts(form: NormalForm, tables: Json): string {
  const lines = Object.entries(isJsonObject(tables) ? tables : {}).flatMap(([table, rows]) =>
    Object.entries(isJsonObject(rows) ? rows : {}).map(([uuid, row]) => {
      const { initial, insert, ...rest } = isJsonObject(row) ? row : {};
      return form.text([table, uuid, initial ?? insert ?? rest]);
    }),
  );
  return lines.sort().join('\n');
}

function differing(what: string, expected: string, actual: string): string | undefined {
  return expected === actual ? undefined : `${what} differ:\n${expected}\n-----\n${actual}`;
}
