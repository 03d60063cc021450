/** Keys of one scope (datapaths, or the ports of one datapath) and who has them. */
export class KeyPool {
  readonly #owners = new Map<number, string>();
  readonly #keys = new Map<string, number>();
  /** No key below this is free. */
  #lowest = 1;

  keyOf(id: string): number | undefined {
    return this.#keys.get(id);
  }

  ownerOf(key: number): string | undefined {
    return this.#owners.get(key);
  }

  /** Gives `id` the key. The key must be free; a key that `id` had before becomes free. */
  take(id: string, key: number): void {
    if (this.#owners.has(key)) throw new Error(`key ${key} is taken`);
    this.release(id);
    this.#owners.set(key, id);
    this.#keys.set(id, key);
  }

  release(id: string): void {
    const key = this.#keys.get(id);
    if (key === undefined) return;
    this.#keys.delete(id);
    this.#owners.delete(key);
    if (key < this.#lowest) this.#lowest = key;
  }

  get isEmpty(): boolean {
    return this.#keys.size === 0;
  }

  /** The lowest key that nobody has; undefined when all up to `max` are taken. */
  lowestFree(max: number): number | undefined {
    while (this.#owners.has(this.#lowest)) this.#lowest++;
    return this.#lowest <= max ? this.#lowest : undefined;
  }
}
