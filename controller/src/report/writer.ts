import type { Clock, Log } from '#base';
import type { Transaction } from '#ovsdb/client';

const RETRY_MS = 1000;

/**
 * Keeps a database in step with a list of wanted writes: whatever is on the list goes into one transaction at a time; what is
 * still on it afterwards is tried again, after a pause when the server did not like it.
 */
export class Writer<W> {
  readonly #name: string;
  readonly #log: Log;
  readonly #clock: Clock;
  readonly #wanted: () => Iterable<W>;
  readonly #begin: () => Transaction | undefined;
  readonly #apply: (transaction: Transaction, writes: readonly W[]) => void;
  readonly #onSettled: () => void;
  #isBusy = false;
  #lastText = '';

  constructor(options: {
    readonly name: string;
    readonly log: Log;
    readonly clock: Clock;
    readonly wanted: () => Iterable<W>;
    /** Undefined while the database cannot be written to. */
    readonly begin: () => Transaction | undefined;
    readonly apply: (transaction: Transaction, writes: readonly W[]) => void;
    /** Called when the replica has seen what a transaction did. */
    readonly onSettled: () => void;
  }) {
    this.#name = options.name;
    this.#log = options.log;
    this.#clock = options.clock;
    this.#wanted = options.wanted;
    this.#begin = options.begin;
    this.#apply = options.apply;
    this.#onSettled = options.onSettled;
  }

  get isBusy(): boolean {
    return this.#isBusy;
  }

  /** Writes what is wanted now, unless a transaction is on its way. */
  flush(): void {
    if (this.#isBusy) return;
    const writes = [...this.#wanted()];
    if (writes.length === 0) {
      this.#lastText = '';
      return;
    }
    const transaction = this.#begin();
    if (transaction === undefined) return;
    this.#isBusy = true;
    this.#apply(transaction, writes);
    void transaction.commit().then(({ status, error }) => {
      const text = writes.map((write) => textOf(write)).join('\n');
      const isRepeated = text === this.#lastText;
      this.#lastText = text;
      if (status === 'error') this.#log.warn(`${this.#name}: ${error?.message ?? 'transaction failed'}`);
      // What the server took without the row becoming what was wanted would otherwise be written without end.
      if (status === 'success' && !isRepeated) this.#settle();
      else this.#clock.setTimeout(() => this.#settle(), RETRY_MS);
    });
  }

  #settle(): void {
    this.#isBusy = false;
    this.#onSettled();
  }
}

function textOf(value: unknown): string {
  return JSON.stringify(value, (_, part: unknown) => (part instanceof Map ? [...part] : part));
}
