/**
 * Addresses of neighbours on the link, and packets that wait for them. Before: a packet to send. After: frames; or, after
 * three unanswered questions, the sender hears that the host is unreachable.
 */
import type { Clock, Mac, Timer } from '#base';

interface Entry {
  mac: Mac | undefined;
  learned: number;
  readonly waiting: { readonly send: (mac: Mac) => void; readonly fail: () => void }[];
  tries: number;
  timer: Timer | undefined;
}

const TRIES = 3;
const RETRY_MS = 1000;
/** An address this old is asked for again. */
const FRESH_MS = 60_000;
const MAX_WAITING = 64;

export class Neighbours {
  readonly #entries = new Map<string, Entry>();
  readonly #clock: Clock;
  readonly #ask: (address: string) => void;

  /** @param ask sends the question for an address */
  constructor(clock: Clock, ask: (address: string) => void) {
    this.#clock = clock;
    this.#ask = ask;
  }

  /** Calls `send` once the address is known, or `fail`. */
  resolve(address: string, send: (mac: Mac) => void, fail: () => void): void {
    let entry = this.#entries.get(address);
    if (entry?.mac !== undefined && this.#clock.monotonic() - entry.learned < FRESH_MS) {
      send(entry.mac);
      return;
    }
    if (entry === undefined || entry.mac !== undefined) {
      entry = { mac: undefined, learned: 0, waiting: [], tries: 0, timer: undefined };
      this.#entries.set(address, entry);
    }
    if (entry.waiting.length >= MAX_WAITING) {
      fail();
      return;
    }
    entry.waiting.push({ send, fail });
    if (entry.timer === undefined) this.#question(address, entry);
  }

  #question(address: string, entry: Entry): void {
    if (entry.tries >= TRIES) {
      this.#entries.delete(address);
      for (const { fail } of entry.waiting) fail();
      return;
    }
    entry.tries++;
    entry.timer = this.#clock.setTimeout(() => this.#question(address, entry), RETRY_MS);
    this.#ask(address);
  }

  /** A neighbour has told its address: what waits for it goes out. */
  learn(address: string, mac: Mac): void {
    const entry = this.#entries.get(address);
    const waiting = entry?.waiting.splice(0) ?? [];
    entry?.timer?.cancel();
    this.#entries.set(address, { mac, learned: this.#clock.monotonic(), waiting: [], tries: 0, timer: undefined });
    for (const { send } of waiting) send(mac);
  }

  list(): readonly { readonly address: string; readonly mac: Mac }[] {
    return [...this.#entries].flatMap(([address, { mac }]) => (mac === undefined ? [] : [{ address, mac }]));
  }

  close(): void {
    for (const entry of this.#entries.values()) entry.timer?.cancel();
    this.#entries.clear();
  }
}
