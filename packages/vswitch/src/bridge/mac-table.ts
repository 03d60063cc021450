/** Which port an Ethernet address was last seen at, per VLAN. Before: NORMAL learns. After: NORMAL looks up; fdb/show. */
interface Entry {
  readonly vlan: number;
  readonly mac: number;
  port: number;
  /** Milliseconds of the switch's clock. */
  seen: number;
}

export interface MacEntry {
  readonly port: number;
  readonly vlan: number;
  readonly mac: number;
  /** Seconds since last seen. */
  readonly age: number;
}

const LIMIT = 8192;

/** A text: address and VLAN have 60 bits together, more than a number holds. */
const keyOf = (vlan: number, mac: number) => `${vlan} ${mac}`;

export class MacTable {
  readonly #entries = new Map<string, Entry>();
  readonly #now: () => number;
  readonly #agingMs: number;
  readonly #onChange: () => void;
  #version = 0;

  /** @param onChange called when a look-up may give another port than before */
  constructor(now: () => number, onChange: () => void, agingSeconds = 300) {
    this.#now = now;
    this.#onChange = onChange;
    this.#agingMs = agingSeconds * 1000;
  }

  /** Changes when a look-up may give another port. */
  get version(): number {
    return this.#version;
  }

  lookup(vlan: number, mac: number): number | undefined {
    const entry = this.#entries.get(keyOf(vlan, mac));
    return entry !== undefined && this.#now() - entry.seen < this.#agingMs ? entry.port : undefined;
  }

  learn(vlan: number, mac: number, port: number): void {
    const id = keyOf(vlan, mac);
    const entry = this.#entries.get(id);
    if (entry !== undefined) {
      const isFresh = this.#now() - entry.seen < this.#agingMs;
      entry.seen = this.#now();
      if (entry.port === port && isFresh) return;
      entry.port = port;
    } else {
      if (this.#entries.size >= LIMIT) this.#dropOldest();
      this.#entries.set(id, { vlan, mac, port, seen: this.#now() });
    }
    this.#changed();
  }

  #changed(): void {
    this.#version++;
    this.#onChange();
  }

  #dropOldest(): void {
    let oldest: string | undefined;
    let seen = Number.POSITIVE_INFINITY;
    for (const [id, entry] of this.#entries) {
      if (entry.seen >= seen) continue;
      seen = entry.seen;
      oldest = id;
    }
    if (oldest !== undefined) this.#entries.delete(oldest);
  }

  /** Forgets what was not seen for the aging time. */
  expire(): void {
    for (const [id, entry] of this.#entries) {
      if (this.#now() - entry.seen < this.#agingMs) continue;
      this.#entries.delete(id);
      this.#changed();
    }
  }

  flush(): void {
    this.#entries.clear();
    this.#changed();
  }

  /** Forgets a port that is gone. */
  forget(port: number): void {
    for (const [id, entry] of this.#entries) if (entry.port === port) this.#entries.delete(id);
    this.#changed();
  }

  *list(): Iterable<MacEntry> {
    for (const { vlan, mac, port, seen } of this.#entries.values()) {
      yield { port, vlan, mac, age: Math.floor((this.#now() - seen) / 1000) };
    }
  }
}
