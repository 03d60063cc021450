import type { ClaimedPort } from './claimed-port.js';

/** What has to be reported once the switch has all flows up to a ticket. */
export interface Mark {
  readonly ticket: number;
  readonly ports: readonly ClaimedPort[];
  readonly nbCfg: number;
}

/** The marks that the switch has not passed, in the order of their tickets. */
export class Marks {
  #marks: readonly Mark[] = [];

  /** Adds a mark, unless the last one stands for the same. */
  add(mark: Mark): void {
    const last = this.#marks.at(-1);
    const isThere =
      last?.ticket === mark.ticket && last.nbCfg === mark.nbCfg && last.ports.length === mark.ports.length;
    if (!isThere) this.#marks = [...this.#marks, mark];
  }

  /** The switch has all flows up to `ticket`: gives the marks that are passed now, and keeps the others. */
  take(ticket: number): readonly Mark[] {
    const due = this.#marks.filter((mark) => mark.ticket <= ticket);
    if (due.length > 0) this.#marks = this.#marks.filter((mark) => mark.ticket > ticket);
    return due;
  }
}
