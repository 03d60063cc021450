/**
 * Where changes go while they are written: one transaction, or for the first contents of an empty database several in a row,
 * so that the server takes the first while the next is made. What belongs together must not have a pause between.
 */
import type { Transaction, TransactionOutcome } from '#ovsdb/client';

/** Takes operations; another transaction may stand here after each pause of the writer. */
export interface Writing {
  readonly transaction: Transaction;
}

export class TransactionSeries implements Writing {
  readonly #begin: () => Transaction;
  readonly #limit: number;
  readonly #outcomes: Promise<TransactionOutcome>[] = [];
  #current: Transaction;

  /** A transaction is sent when it has `limit` operations: Infinity for one that holds all. */
  constructor(begin: () => Transaction, limit: number) {
    this.#begin = begin;
    this.#limit = limit;
    this.#current = begin();
  }

  get transaction(): Transaction {
    return this.#current;
  }

  /** Called at each pause of the writer. */
  cut(): void {
    if (this.#current.size < this.#limit) return;
    this.#outcomes.push(this.#current.commit());
    this.#current = this.#begin();
  }

  /** Sends the rest. Gives the first outcome that is not a success, else the last; undefined when there was nothing. */
  async finish(): Promise<TransactionOutcome | undefined> {
    if (this.#current.size > 0) this.#outcomes.push(this.#current.commit());
    const outcomes = await Promise.all(this.#outcomes);
    return outcomes.find((outcome) => !isDone(outcome)) ?? outcomes.at(-1);
  }
}

/** True when the database is as the transaction wants it. */
export function isDone({ status }: TransactionOutcome): boolean {
  return status === 'success' || status === 'unchanged';
}
