/** The two servers side by side: every step goes to both, and what they say is compared in normal form. */
import { isJsonArray, isJsonObject, type Json, type JsonArray, stringifyJson } from '#ovsdb/notation';
import { until } from '#testing';
import { NormalForm } from './normal-form.js';
import { type Answer, Peer } from './peer.js';
import { schemaFaults } from './schema-faults.js';
import { CLIENTS, type Step } from './steps.js';
import type { Verdict } from './verdict.js';

export interface Side {
  readonly name: string;
  readonly remote: string;
}

/** What a step brought: replies by the number of the request's step, and all notifications as lines. */
interface Said {
  readonly replies: ReadonlyMap<number, string>;
  readonly notes: readonly string[];
  /** The rows that the notifications are about, a text each, sorted. */
  readonly touched: readonly string[];
}

class SidePeers {
  readonly form: NormalForm;
  readonly peers: Peer[];
  /** Requests without a reply so far: their clients. */
  readonly #waiting = new Map<number, Peer>();
  /** Clients that follow changes of databases; the others are dropped when one is converted. */
  readonly #aware = new Set<Peer>();
  readonly #steps: Step[] = [];
  #replies: [number, Answer][] = [];

  constructor(peers: Peer[], form: NormalForm) {
    this.form = form;
    this.peers = peers;
  }

  static async open({ remote }: Side, form: NormalForm): Promise<SidePeers> {
    const peers: Peer[] = [];
    for (let i = 0; i < CLIENTS; i++) peers.push(await Peer.open(remote));
    // Until it is answered a server may not have taken a connection in, and not drop it with the others.
    await Promise.all(peers.map((peer) => peer.ask('echo', [])));
    return new SidePeers(peers, form);
  }

  /** Does the step; what is said until all that it brings about is done. */
  async run(step: Step): Promise<Said> {
    const number = this.#steps.push(step) - 1;
    const peer = this.peers[step.client]!;
    if (step.method === 'cancel') this.#cancel(peer, number, step.params);
    else {
      const reply = this.#ask(peer, number, step);
      if (step.isAwaited) await reply;
    }
    const isConverted = this.#replies.some(([n, { result }]) => this.#steps[n]?.method === 'convert' && result);
    if (isConverted) await this.#dropped();
    await this.#quiet();
    const replies = new Map<number, string>();
    for (const [asked, answer] of this.#replies) this.#learn(asked, answer);
    for (const [asked, answer] of this.#replies) {
      // ovsdb-server cancels without a word; RFC 7047, 4.1.4, wants the reply.
      if (answer.error !== 'canceled') replies.set(asked, `reply ${this.form.text({ ...answer })}`);
    }
    this.#replies = [];
    const taken = this.peers.map((each) => {
      const notes = each.takeNotes().map(withoutTransactionId).flatMap(withoutIdleRows);
      // Of those who are dropped together, whom the others leave a lock to for a moment is a matter of their order.
      return each.isOpen ? notes : notes.filter((note) => !isOfLock(note));
    });
    return {
      replies,
      notes: taken.flatMap((notes, i) => notes.map((note) => `client ${i} ${this.form.text(note)}`).sort()),
      touched: taken
        .flatMap((notes, i) => notes.flatMap((note) => this.#touched(note).map((row) => `${i} ${row}`)))
        .sort(),
    };
  }

  /**
   * Waits for the end of clients that are not to outlive a conversion: what is asked of a connection that ends takes the
   * last of what the server said with it.
   */
  async #dropped(): Promise<void> {
    for (const [i, peer] of this.peers.entries()) {
      if (!this.#aware.has(peer)) await until(`client ${i} to be dropped`, () => !peer.isOpen, { everyMs: 1 });
    }
  }

  #touched(note: Json): string[] {
    if (!isJsonObject(note) || !isJsonArray(note['params'])) return [];
    const [id = null] = note['params'];
    const tables = note['params'].at(-1);
    if (!isJsonObject(tables)) return [this.form.text(note)];
    return Object.entries(tables).flatMap(([table, rows]) =>
      Object.keys(isJsonObject(rows) ? rows : {}).map((row) => this.form.text([id, table, row])),
    );
  }

  async #ask(peer: Peer, number: number, { method, params, text }: Step): Promise<void> {
    this.#waiting.set(number, peer);
    const answer = await (text === undefined ? peer.askAs(number, method, params) : peer.askText(number, method, text));
    this.#waiting.delete(number);
    this.#replies.push([number, answer]);
    if (method !== 'set_db_change_aware' || answer.result === undefined || !isJsonArray(params)) return;
    if (params[0] === true) this.#aware.add(peer);
    else this.#aware.delete(peer);
  }

  #cancel(peer: Peer, number: number, params: Json): void {
    const back = isJsonArray(params) && typeof params[0] === 'number' ? params[0] : 0;
    peer.notify('cancel', [number - back]);
  }

  /** Two rounds: a server may answer one session before it has told another what happened. */
  async #quiet(): Promise<void> {
    for (let round = 0; round < 2; round++) await Promise.all(this.peers.map((peer) => peer.ask('echo', [round])));
  }

  /** Takes note of the uuids that the server made up for rows. */
  #learn(number: number, answer: Answer): void {
    if (this.#steps[number]?.method !== 'transact' || !isJsonArray(answer.result)) return;
    for (const [i, result] of answer.result.entries()) {
      const uuid = isJsonObject(result) && isJsonArray(result['uuid']) ? result['uuid'][1] : undefined;
      if (typeof uuid === 'string') this.form.learn(uuid, `row-${number}-${i}`);
    }
  }

  /** Takes back what still waits: it must not happen once the clients are gone. */
  async close(): Promise<void> {
    for (const [number, peer] of this.#waiting) peer.notify('cancel', [number]);
    await this.#quiet();
    for (const peer of this.peers) peer.close();
  }
}

function isOfLock(note: Json): boolean {
  return isJsonObject(note) && (note['method'] === 'locked' || note['method'] === 'stolen');
}

/** Our server gives real transaction ids where a standalone ovsdb-server gives zeros. */
function withoutTransactionId(note: Json): Json {
  if (!isJsonObject(note) || note['method'] !== 'update3' || !isJsonArray(note['params'])) return note;
  const [id = null, , updates = null] = note['params'];
  return { ...note, params: [id, 'transaction', updates] };
}

/**
 * The note without rows that are told to have changed in nothing but `_version`: ovsdb-server tells of a row whose weak
 * references were taken back at once, and of one whose change was in a column that only the condition names.
 */
function withoutIdleRows(note: Json): Json[] {
  if (!isJsonObject(note) || !isJsonArray(note['params'])) return [note];
  const tables = note['params'].at(-1);
  if (!isJsonObject(tables)) return [note];
  const kept: [string, Json][] = [];
  for (const [table, rows] of Object.entries(tables)) {
    const told = Object.entries(isJsonObject(rows) ? rows : {}).filter(([, row]) => !isIdle(row));
    if (told.length > 0) kept.push([table, Object.fromEntries(told)]);
  }
  if (kept.length === 0) return [];
  return [{ ...note, params: [...note['params'].slice(0, -1), Object.fromEntries(kept)] }];
}

function isIdle(row: Json): boolean {
  const change = isJsonObject(row) ? (row['modify'] ?? (row['new'] === undefined ? undefined : row['old'])) : undefined;
  return isJsonObject(change) && Object.keys(change).every((name) => name === '_version');
}

/** A reply in the form in which equal ones are equal: without transaction ids, and sets of names in order. */
function comparable(step: Step | undefined, reply: string): string {
  if (step?.method === 'list_dbs') return `reply ${JSON.stringify(reply.split(/"/).sort())}`;
  if (step?.method !== 'monitor_cond_since') return reply;
  return reply.replace(/"result":\[(true|false),"[^"]*"/, '"result":[$1,"transaction"');
}

/** Where the two went apart; undefined when they did not. `forms`: learn the uuids of either side. */
export async function compareSteps(
  theirs: Side,
  ours: Side,
  steps: readonly Step[],
  verdict: Verdict,
  forms = [new NormalForm(), new NormalForm()] as const,
): Promise<string | undefined> {
  const [a, b] = await Promise.all([SidePeers.open(theirs, forms[0]), SidePeers.open(ours, forms[1])]);
  try {
    for (const [i, step] of steps.entries()) {
      const [expected, actual] = await Promise.all([a.run(step), b.run(step)]);
      const faults = await faultsOf(theirs, a.form, i, step, expected, actual);
      if (isSame(steps, expected, actual, verdict, faults)) continue;
      const trace = steps.slice(0, i + 1).map((each) => `${each.client}: ${requestText(each)}`);
      return `${trace.join('\n')}\n${theirs.name}:\n${saidText(expected)}\n${ours.name}:\n${saidText(actual)}`;
    }
    return undefined;
  } finally {
    await Promise.all([a.close(), b.close()]);
  }
}

/** Where both refuse a schema for other reasons: every reason that ovsdb-server has. */
async function faultsOf(side: Side, form: NormalForm, number: number, step: Step, theirs: Said, ours: Said) {
  const [a, b] = [theirs.replies.get(number), ours.replies.get(number)];
  const isRefused = a?.includes('"syntax error"') && b?.includes('"error"');
  return step.method === 'convert' && isRefused && a !== b ? await schemaFaults(side, step.params, form) : NO_FAULTS;
}

const NO_FAULTS: ReadonlySet<string> = new Set();

function isSame(
  steps: readonly Step[],
  theirs: Said,
  ours: Said,
  verdict: Verdict,
  faults: ReadonlySet<string>,
): boolean {
  if (theirs.replies.size !== ours.replies.size) return false;
  for (const [number, reply] of theirs.replies) {
    const step = steps[number];
    const ourReply = ours.replies.get(number);
    if (ourReply === undefined || step === undefined) return false;
    if (faults.size > 0 && step.method === 'convert') {
      if (!faults.has(ourReply.slice('reply '.length))) return false;
      continue;
    }
    const where = () => `${requestText(step)}\n  ${reply}\n  ${ourReply}`;
    if (!verdict.isSameReply(comparable(step, reply), comparable(step, ourReply), where)) return false;
  }
  if (theirs.notes.join('\n') === ours.notes.join('\n')) return true;
  // What a waiting transaction did ovsdb-server tells together with what woke it, a row in one piece.
  const isTwice = new Set(ours.touched).size < ours.touched.length;
  return ours.replies.size > 1 && (isTwice || theirs.touched.join('\n') === ours.touched.join('\n'));
}

function requestText({ method, params, text }: Step): string {
  return `${method} ${text ?? stringifyJson(params)}`;
}

function saidText({ replies, notes }: Said): string {
  return [...[...replies].map(([number, reply]) => `step ${number}: ${reply}`), ...notes]
    .map((line) => `  ${line}`)
    .join('\n');
}

/** Deletes all rows of a database on both sides. */
export async function empty(sides: readonly Side[], database: string, tables: readonly string[]): Promise<void> {
  const operations: JsonArray = tables.map((table) => ({ op: 'delete', table, where: [] }));
  const emptied = async ({ name, remote }: Side) => {
    const peer = await Peer.open(remote);
    const answer = await peer.ask('transact', [database, ...operations]);
    peer.close();
    const failed = isJsonArray(answer.result) && answer.result.find((each) => isJsonObject(each) && 'error' in each);
    if (failed !== undefined && failed !== false) throw new Error(`${name}: not emptied: ${stringifyJson(failed)}`);
  };
  await Promise.all(sides.map(emptied));
}
