/** The two servers side by side: every step goes to both, and what they say is compared in normal form. */
import { isJsonArray, isJsonObject, type Json, type JsonArray, stringifyJson } from '#ovsdb/notation';
import { NormalForm } from './normal-form.js';
import { type Answer, Peer } from './peer.js';
import { CLIENTS, type Step } from './steps.js';
import type { Verdict } from './verdict.js';

export interface Side {
  readonly name: string;
  readonly remote: string;
}

class SidePeers {
  readonly form = new NormalForm();
  readonly peers: Peer[];

  constructor(peers: Peer[]) {
    this.peers = peers;
  }

  static async open({ remote }: Side): Promise<SidePeers> {
    const peers: Peer[] = [];
    for (let i = 0; i < CLIENTS; i++) peers.push(await Peer.open(remote));
    return new SidePeers(peers);
  }

  /** Does the step; the reply and all notifications, as lines. */
  async run(step: Step, number: number): Promise<string[]> {
    const answer = await this.peers[step.client]!.ask(step.method, step.params);
    this.#learn(step, answer, number);
    // Two rounds: a server may answer one session before it has told another what happened.
    for (let round = 0; round < 2; round++) await Promise.all(this.peers.map((peer) => peer.ask('echo', [round])));
    const lines = [`reply ${this.form.text({ ...answer })}`];
    for (const [i, peer] of this.peers.entries()) {
      const notes = peer.takeNotes().map((note) => `client ${i} ${this.form.text(withoutTransactionId(note))}`);
      lines.push(...notes.sort());
    }
    return lines;
  }

  /** Takes note of the uuids that the server made up for rows. */
  #learn(step: Step, answer: Answer, number: number): void {
    if (step.method !== 'transact' || !isJsonArray(answer.result)) return;
    for (const [i, result] of answer.result.entries()) {
      const uuid = isJsonObject(result) && isJsonArray(result['uuid']) ? result['uuid'][1] : undefined;
      if (typeof uuid === 'string') this.form.learn(uuid, `row-${number}-${i}`);
    }
  }

  close(): void {
    for (const peer of this.peers) peer.close();
  }
}

/** Our server gives real transaction ids where a standalone ovsdb-server gives zeros. */
function withoutTransactionId(note: Json): Json {
  if (!isJsonObject(note) || note['method'] !== 'update3' || !isJsonArray(note['params'])) return note;
  const [id = null, , updates = null] = note['params'];
  return { ...note, params: [id, 'transaction', updates] };
}

/** A reply to monitor_cond_since without its transaction id and with `found` as it is. */
function comparable(step: Step, lines: readonly string[]): string[] {
  if (step.method === 'list_dbs') {
    // In the order of a hash.
    return lines.map((line) => `reply ${JSON.stringify(line.split(/"/).sort())}`);
  }
  if (step.method !== 'monitor_cond_since') return [...lines];
  return lines.map((line) => line.replace(/"result":\[(true|false),"[^"]*"/, '"result":[$1,"transaction"'));
}

/** Where the two went apart; undefined when they did not. */
export async function compareSteps(
  theirs: Side,
  ours: Side,
  steps: readonly Step[],
  verdict: Verdict,
): Promise<string | undefined> {
  const [a, b] = [await SidePeers.open(theirs), await SidePeers.open(ours)];
  try {
    for (const [i, step] of steps.entries()) {
      const [expected, actual] = await Promise.all([a.run(step, i), b.run(step, i)]);
      const [left, right] = [comparable(step, expected), comparable(step, actual)];
      const [reply = '', ...notes] = left;
      const [ourReply = '', ...ourNotes] = right;
      const isSame = verdict.isSameReply(
        reply,
        ourReply,
        () => `${step.method} ${stringifyJson(step.params)}\n  ${reply}\n  ${ourReply}`,
      );
      if (isSame && notes.join('\n') === ourNotes.join('\n')) continue;
      const trace = steps.slice(0, i + 1).map((each) => `${each.client}: ${each.method} ${stringifyJson(each.params)}`);
      return `${trace.join('\n')}\n${theirs.name}:\n  ${left.join('\n  ')}\n${ours.name}:\n  ${right.join('\n  ')}`;
    }
    return undefined;
  } finally {
    a.close();
    b.close();
  }
}

/** Deletes all rows of a database on both sides. */
export async function empty(sides: readonly Side[], database: string, tables: readonly string[]): Promise<void> {
  for (const side of sides) {
    const peer = await Peer.open(side.remote);
    const operations: JsonArray = tables.map((table) => ({ op: 'delete', table, where: [] }));
    const answer = await peer.ask('transact', [database, ...operations]);
    peer.close();
    const failed = isJsonArray(answer.result) && answer.result.find((each) => isJsonObject(each) && 'error' in each);
    if (failed !== undefined && failed !== false)
      throw new Error(`${side.name}: not emptied: ${stringifyJson(failed)}`);
  }
}
