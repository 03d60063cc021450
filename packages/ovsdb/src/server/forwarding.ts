/**
 * Transactions on relayed databases that write: they go to the source, and what their clients may not do is refused before,
 * because the source knows only the relay. Comes after requests.ts; the relay (../relay) sends them.
 */
import { isJsonObject, type Json, type JsonArray, type OvsdbError, stringifyJson } from '#ovsdb/notation';
import type { Database } from './database.js';
import { type Piece, wholeText } from './listing.js';
import type { Client } from './operation.js';
import { errorReply, replyPieces, replyText } from './reply.js';
import type { Session } from './session.js';
import { transact } from './transact.js';

export type SettleForwarded = (outcome: { readonly result: Json } | { readonly error: OvsdbError }) => void;

/** A request on its way to the source. */
export interface Forwarding {
  /** The client does not want it any more; it is still answered. */
  cancel(): void;
  /** The client is gone. */
  drop(): void;
}

/** The way to the source of a relayed database. */
export interface RelaySource {
  /** Hands a request on, now or when the source is there. `settle` is called once, unless it is dropped. */
  forward(method: 'transact' | 'convert', params: JsonArray, settle: SettleForwarded): Forwarding;
}

export class ForwardedRequests {
  readonly #all = new Map<Session, Map<string, { readonly forwarding: Forwarding; readonly bytes: number }>>();

  get size(): number {
    let size = 0;
    for (const requests of this.#all.values()) size += requests.size;
    return size;
  }

  send(session: Session, idText: string, source: RelaySource, method: 'transact' | 'convert', params: JsonArray): void {
    let isSettled = false;
    const forwarding = source.forward(method, params, (outcome) => {
      isSettled = true;
      this.#forget(session, idText);
      if ('result' in outcome) session.hold(replyText(idText, stringifyJson(outcome.result)));
      else session.hold(errorReply(idText, bareOr(outcome.error)));
    });
    if (isSettled) return;
    const requests = this.#all.get(session) ?? new Map();
    this.#all.set(session, requests);
    const bytes = session.messageBytes;
    session.waits(bytes - (requests.get(idText)?.bytes ?? 0));
    requests.set(idText, { forwarding, bytes });
  }

  /** True when there was such a request. */
  cancel(session: Session, idText: string): boolean {
    const found = this.#all.get(session)?.get(idText);
    found?.forwarding.cancel();
    return found !== undefined;
  }

  removeSession(session: Session): void {
    for (const { forwarding } of this.#all.get(session)?.values() ?? []) forwarding.drop();
    this.#all.delete(session);
  }

  #forget(session: Session, idText: string): void {
    const requests = this.#all.get(session);
    session.waits(-(requests?.get(idText)?.bytes ?? 0));
    requests?.delete(idText);
    if (requests?.size === 0) this.#all.delete(session);
  }
}

/** `canceled` and `unknown method` are bare strings. */
function bareOr(error: OvsdbError): OvsdbError | string {
  return error.details === undefined && error.syntax === undefined ? error.error : error;
}

/** True for transactions that a relay cannot answer itself. */
export function hasWrites(operations: JsonArray): boolean {
  return operations.some((operation) => WRITES.has(nameOf(operation)));
}

const WRITES: ReadonlySet<string> = new Set(['insert', 'update', 'mutate', 'delete']);
const REFUSAL = /"error":"(?:not allowed|permission error)"/;

/**
 * The reply to a transaction that its client may not ask for: it came through a read-only remote, or its role forbids it, by
 * the copy's rows. Undefined for all others.
 */
export function refusalOf(
  database: Database,
  operations: JsonArray,
  client: Client,
  idText: string,
): readonly Piece[] | undefined {
  if (!client.isReadOnly && client.identity.role === '') return undefined;
  // What waits and what asserts is the source's business: only the right to write is looked at.
  const writes = operations.map(
    (operation): Json =>
      WRITES.has(nameOf(operation)) || nameOf(operation) === 'commit' ? operation : { op: 'comment', comment: '' },
  );
  const outcome = transact(database, writes, client, 0);
  if (outcome.kind === 'blocked' || !outcome.hasFailed || !REFUSAL.test(wholeText(outcome.results))) return undefined;
  return replyPieces(idText, '[', outcome.results, ']');
}

function nameOf(operation: Json): string {
  return isJsonObject(operation) ? String(operation['op']) : '';
}
