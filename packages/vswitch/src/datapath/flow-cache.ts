/**
 * Remembers what packets with the same facts come down to. An entry is an exact match on the facts of a key (headers,
 * tunnel, connection state, port) with the translation made for them; it holds while nothing that the translation looked at
 * has changed.
 */
import { FACTS, type FlowKey, word } from '../key/layout.js';
import type { Translated } from '../translate/translation.js';

interface Entry {
  readonly facts: Uint32Array;
  readonly translated: Translated;
  /** The switch's generation when the entry was last found good. */
  generation: number;
  next: Entry | undefined;
}

/** Entries kept at most; then the cache starts over. */
const LIMIT = 32_768;

export class FlowCache {
  readonly #entries = new Map<number, Entry>();
  #size = 0;
  hits = 0;
  misses = 0;
  /** Words of tunnel metadata that may be in use: the others need not be looked at. */
  metadataWords = 0;

  get size(): number {
    return this.#size;
  }

  /** Empties the cache. */
  clear(): void {
    this.#entries.clear();
    this.#size = 0;
  }

  /**
   * @param generation changes whenever anything does that translations may depend on
   */
  find(key: FlowKey, length: number, generation: number): Translated | undefined {
    const end = word.tunnelMetadata + this.metadataWords;
    const hash = hashOf(key, end);
    for (let entry = this.#entries.get(hash); entry !== undefined; entry = entry.next) {
      const { translated } = entry;
      if (length < translated.minLength || length > translated.maxLength || !isSame(entry.facts, key)) continue;
      if (entry.generation !== generation) {
        if (!isCurrent(translated)) {
          this.#drop(hash, entry);
          break;
        }
        entry.generation = generation;
      }
      this.hits++;
      return translated;
    }
    this.misses++;
    return undefined;
  }

  /** Keeps a translation; `key` must be as it was before it. */
  insert(key: FlowKey, translated: Translated, generation: number): void {
    if (this.#size >= LIMIT) this.clear();
    const end = word.tunnelMetadata + this.metadataWords;
    const hash = hashOf(key, end);
    const next = this.#entries.get(hash);
    this.#entries.set(hash, { facts: key.slice(FACTS, end), translated, generation, next });
    this.#size++;
  }

  #drop(hash: number, gone: Entry): void {
    this.#size--;
    const head = this.#entries.get(hash);
    if (head === gone) {
      if (gone.next === undefined) this.#entries.delete(hash);
      else this.#entries.set(hash, gone.next);
      return;
    }
    for (let entry = head; entry !== undefined; entry = entry.next) if (entry.next === gone) entry.next = gone.next;
  }
}

function isCurrent({ dependencies, versions }: Translated): boolean {
  for (let i = 0; i < dependencies.length; i++) if (dependencies[i]!.version !== versions[i]) return false;
  return true;
}

function hashOf(key: FlowKey, end: number): number {
  let hash = 0;
  for (let i = FACTS; i < end; i++) hash = Math.imul(hash ^ key[i]!, 0x9e3779b1) ^ (hash >>> 13);
  return hash;
}

function isSame(facts: Uint32Array, key: FlowKey): boolean {
  for (let i = 0; i < facts.length; i++) if (facts[i] !== key[FACTS + i]) return false;
  return true;
}
