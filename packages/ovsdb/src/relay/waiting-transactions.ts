/**
 * Transactions that a relay hands on: kept while it has no source, sent as soon as it has one, answered with what the source
 * answers. One that was sent when the source went is answered `canceled`: nobody knows whether it was carried out.
 */
import { CONNECTION_LOST, type Session } from '#ovsdb/jsonrpc';
import { type JsonArray, OvsdbError } from '#ovsdb/notation';
import type { Forwarding, SettleForwarded } from '#ovsdb/server';

interface Waiting {
  readonly method: string;
  readonly params: JsonArray;
  readonly settle: SettleForwarded;
  sent: { readonly source: Session; readonly id: number } | undefined;
}

/** As many may wait for a source; the memory that they take is the relay's. */
const MAX_WAITING = 10_000;

export class WaitingTransactions {
  /** Not sent yet, in the order in which they came. */
  readonly #waiting = new Set<Waiting>();
  #source: Session | undefined;

  /** Sends a request of a client, now or when there is a source. */
  add(method: string, params: JsonArray, settle: SettleForwarded): Forwarding {
    const waiting: Waiting = { method, params, settle, sent: undefined };
    if (this.#source !== undefined) send(waiting, this.#source);
    else if (this.#waiting.size < MAX_WAITING) this.#waiting.add(waiting);
    else settle({ error: new OvsdbError('resources exhausted', `${MAX_WAITING} transactions wait for the source`) });
    return {
      cancel: () => {
        const { sent } = waiting;
        if (this.#waiting.delete(waiting)) settle({ error: new OvsdbError('canceled') });
        // The source says what became of it.
        else if (sent?.source.isOpen === true) sent.source.notify('cancel', [sent.id]);
      },
      drop: () => void this.#waiting.delete(waiting),
    };
  }

  /** There is a source: all that waited goes there. */
  connected(source: Session): void {
    this.#source = source;
    const waiting = [...this.#waiting];
    this.#waiting.clear();
    for (const each of waiting) send(each, source);
  }

  disconnected(): void {
    this.#source = undefined;
  }

  /** The relay ends. */
  cancelAll(): void {
    const waiting = [...this.#waiting];
    this.#waiting.clear();
    for (const { settle } of waiting) settle({ error: new OvsdbError('canceled') });
  }
}

function send(waiting: Waiting, source: Session): void {
  const { method, params, settle } = waiting;
  const id = source.request(method, params, (outcome) => {
    const isLost = 'error' in outcome && outcome.error.error === CONNECTION_LOST;
    settle(isLost ? { error: new OvsdbError('canceled') } : outcome);
  });
  waiting.sent = { source, id };
}
