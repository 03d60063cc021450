/**
 * What all clients together may have the service keep for them: messages that are not whole or not dealt with yet, and replies and
 * updates that they have not taken. Each has limits of its own (--max-message, --max-backlog); many of them, each within these, can
 * use up the memory all the same. Beyond the bound the one that has most is dropped, and nobody else notices.
 */

export interface MemoryHolder {
  /** Bytes, roughly, that are kept for it now. */
  readonly kept: number;
  /** Drops it. It is to be forgotten then. */
  close(reason: string): void;
}

const MIB = 1024 * 1024;

export class ClientMemory {
  readonly #most: number;
  /** As they were last noted. */
  readonly #all = new Map<MemoryHolder, number>();
  #sum = 0;

  constructor(most: number) {
    this.#most = most;
  }

  /** Says that what is kept for a client may have become more or less. */
  note(holder: MemoryHolder): void {
    this.#set(holder, holder.kept);
    if (this.#sum > this.#most) this.#relieve();
  }

  forget(holder: MemoryHolder): void {
    this.#set(holder, 0);
    this.#all.delete(holder);
  }

  #set(holder: MemoryHolder, kept: number): void {
    this.#sum += kept - (this.#all.get(holder) ?? 0);
    this.#all.set(holder, kept);
  }

  #relieve(): void {
    for (const holder of this.#all.keys()) this.#set(holder, holder.kept);
    while (this.#sum > this.#most) {
      let worst: MemoryHolder | undefined;
      let mostKept = 0;
      for (const [holder, kept] of this.#all) {
        if (kept <= mostKept) continue;
        worst = holder;
        mostKept = kept;
      }
      if (worst === undefined) return;
      this.forget(worst);
      const all = `all clients' messages and what they leave untaken would take more than ${mib(this.#most)} MiB`;
      worst.close(`${all}, and its ${mib(mostKept)} MiB are the most`);
    }
  }
}

function mib(bytes: number): string {
  return String(Math.ceil(bytes / MIB));
}
