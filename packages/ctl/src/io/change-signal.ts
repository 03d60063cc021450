/** Says when a replica has changed or ended: what chains of commands wait for. */
export class ChangeSignal {
  #waiting: { readonly resolve: () => void; readonly reject: (reason: unknown) => void }[] = [];
  #end: { readonly reason: unknown } | undefined;

  /** Resolves at the next change; rejects when there will be none. */
  next(): Promise<void> {
    const promise = new Promise<void>((resolve, reject) => {
      if (this.#end === undefined) this.#waiting.push({ resolve, reject });
      else reject(this.#end.reason);
    });
    // Not every chain comes to wait for it.
    promise.catch(() => undefined);
    return promise;
  }

  fire(): void {
    const waiting = this.#waiting;
    this.#waiting = [];
    for (const { resolve } of waiting) resolve();
  }

  /** There will be no more changes, for this reason. */
  end(reason: unknown): void {
    this.#end = { reason };
    const waiting = this.#waiting;
    this.#waiting = [];
    for (const { reject } of waiting) reject(reason);
  }
}
