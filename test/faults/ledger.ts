/**
 * Transactions that hang together, one after the other, and what a database must hold when some of them are in it: a strong
 * reference, a weak one, an indexed name, a row that goes with the last reference to it, and the log of all that.
 *
 * Each makes a switch with a port of its own, a port group that refers weakly to the port, and an address set; and deletes
 * the switch of an earlier one, with which that one's port goes and its port group is emptied.
 */
import { connect, openSession, request, type Session, systemClock } from '#ovsdb/jsonrpc';
import { isJsonArray, isJsonObject, type Json, type JsonObject } from '#ovsdb/notation';

const DATABASE = 'OVN_Northbound';
/** So many transactions later a switch is deleted. */
const AGE = 5;
/** Of requests, until the server's answers are looked at. */
const AT_ONCE = 20;
const PAGE = 1000;

/** What is in the database, as readable lines. */
export interface Contents {
  /** `s7: p7`, `g7: p7` or `g7:`, and `a7`, by name. */
  readonly rows: readonly string[];
  /** The comments of the log, oldest first. */
  readonly log: readonly string[];
  /** What changed with each, as `+4` new rows, `-2` gone ones, `~1` others. */
  readonly changes: readonly string[];
}

export class Ledger {
  readonly acknowledged = new Set<number>();
  #next = 0;

  /** Writes, a transaction each, until the server is gone. */
  async write(session: Session): Promise<void> {
    while (session.isOpen) {
      const n = this.#next++;
      session.request('transact', [DATABASE, ...transaction(n)], (outcome) => {
        if (!('error' in outcome)) this.acknowledged.add(n);
      });
      if (n % AT_ONCE === 0) await new Promise((resolve) => setImmediate(resolve));
    }
  }

  /** The numbers of transactions that were acknowledged and are not among `found`. */
  lost(found: readonly number[]): number[] {
    const there = new Set(found);
    return [...this.acknowledged].filter((n) => !there.has(n));
  }
}

/** What a database must hold in which just these transactions were done, in their order. */
export function contentsAfter(transactions: readonly number[]): Contents {
  const done = new Set(transactions);
  const isDeleted = (n: number) => done.has(n + AGE);
  return {
    rows: transactions
      .flatMap((n) => (isDeleted(n) ? [`a${n}`, `g${n}:`] : [`a${n}`, `g${n}: p${n}`, `p${n}`, `s${n}: p${n}`]))
      .sort(),
    log: transactions.map(String),
    changes: transactions.map((n) => (done.has(n - AGE) ? '+4 -2 ~1' : '+4 -0 ~0')),
  };
}

/** What the database holds. */
export async function contentsOf(session: Session): Promise<Contents> {
  const tables = ['Logical_Switch_Port', 'Logical_Switch', 'Port_Group', 'Address_Set'];
  const selects = tables.map((table): Json => ({ op: 'select', table, where: [] }));
  const reply = await request(session, 'transact', [DATABASE, ...selects]);
  const [ports = [], ...others] = isJsonArray(reply) ? reply.map(rowsIn) : [];
  const names = new Map(ports.map((row) => [JSON.stringify(row['_uuid']), String(row['name'])]));
  const line = (row: JsonObject) => {
    const name = String(row['name']);
    if (row['ports'] === undefined) return name;
    const referred = members(row['ports']).map((uuid) => names.get(JSON.stringify(uuid)) ?? `no row ${String(uuid)}`);
    return [`${name}:`, ...referred].join(' ');
  };
  const rows = [...ports.map((row) => String(row['name'])), ...others.flat().map(line)].sort();
  const past = (await transactionsOf(session)).reverse();
  return {
    rows,
    log: past.map((each) => String(each['comment'])),
    changes: past.map((each) => changesIn(each['changes'] ?? null)),
  };
}

/** Which of these do not fail as they must: a second row of an indexed name, and what is referred to going or not being there. */
export async function refusals(session: Session, n: number): Promise<string[]> {
  const attempts: readonly Json[] = [
    { op: 'insert', table: 'Port_Group', row: { name: `g${n}` } },
    { op: 'delete', table: 'Logical_Switch_Port', where: [['name', '==', `p${n}`]] },
    { op: 'insert', table: 'Logical_Switch', row: { ports: ['uuid', '00000000-0000-4000-8000-000000000000'] } },
  ];
  const errors: string[] = [];
  for (const attempt of attempts) {
    const reply = await request(session, 'transact', [DATABASE, attempt]);
    const failed = isJsonArray(reply) ? reply.find((each) => isJsonObject(each) && 'error' in each) : undefined;
    errors.push(isJsonObject(failed) ? String(failed['error']) : 'done');
  }
  return errors;
}

export async function openAt(path: string): Promise<Session> {
  return openSession(await connect(`unix:${path}`), { clock: systemClock, handlers: {} });
}

function transaction(n: number): Json[] {
  const port: Json = ['named-uuid', 'port'];
  return [
    { op: 'insert', table: 'Logical_Switch_Port', row: { name: `p${n}` }, 'uuid-name': 'port' },
    { op: 'insert', table: 'Logical_Switch', row: { name: `s${n}`, ports: port } },
    { op: 'insert', table: 'Port_Group', row: { name: `g${n}`, ports: port } },
    { op: 'insert', table: 'Address_Set', row: { name: `a${n}` } },
    { op: 'delete', table: 'Logical_Switch', where: [['name', '==', `s${n - AGE}`]] },
    { op: 'comment', comment: String(n) },
  ];
}

/** All of the log, newest first. */
async function transactionsOf(session: Session): Promise<JsonObject[]> {
  const all: JsonObject[] = [];
  for (;;) {
    const before = all.at(-1)?.['id'];
    const options = { limit: PAGE, ...(before === undefined ? {} : { before }) };
    const page = await request(session, 'heddle_transactions', [DATABASE, options]);
    const found = isJsonArray(page) ? page.filter(isJsonObject) : [];
    if (found.length === 0) return all;
    all.push(...found);
  }
}

function changesIn(tables: Json): string {
  const rows = Object.values(isJsonObject(tables) ? tables : {}).flatMap((each) =>
    isJsonObject(each) ? Object.values(each).filter(isJsonObject) : [],
  );
  const isThere = (row: JsonObject, side: string) => row[side] !== undefined && row[side] !== null;
  const inserted = rows.filter((row) => !isThere(row, 'before')).length;
  const deleted = rows.filter((row) => !isThere(row, 'after')).length;
  return `+${inserted} -${deleted} ~${rows.length - inserted - deleted}`;
}

function rowsIn(result: Json): JsonObject[] {
  const rows = isJsonObject(result) ? result['rows'] : undefined;
  return isJsonArray(rows) ? rows.filter(isJsonObject) : [];
}

/** Of a set of uuids. */
function members(json: Json): Json[] {
  if (!isJsonArray(json)) return [];
  const [tag, items] = json;
  return tag === 'set' && isJsonArray(items) ? [...items] : [json];
}
