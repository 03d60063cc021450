/** Meters of a bridge: token buckets. Before: meter mods. After: the `meter` action and metered packet-ins. */
import { type ErrorName, type MeterConfig, type MeterMod, type MeterStats, meterFlags, meters } from '#openflow';

interface Band {
  readonly rate: number;
  readonly burst: number;
  /** Thousandths of a packet or bits, as the meter counts. */
  tokens: number;
  packets: number;
  bytes: number;
}

/** Bands that a meter may have. */
export const MAX_BANDS = 8;

interface Entry {
  readonly config: MeterConfig;
  readonly created: number;
  readonly bands: readonly Band[];
  filled: number;
  packets: number;
  bytes: number;
}

export class MeterTable {
  readonly #meters = new Map<number, Entry>();
  readonly #now: () => number;

  constructor(now: () => number) {
    this.#now = now;
  }

  has(meter: number): boolean {
    return this.#meters.has(meter);
  }

  apply(mod: MeterMod): ErrorName | undefined {
    const isKnown = this.#meters.has(mod.meter);
    if (mod.command === 'delete') {
      if (mod.meter === meters.all) this.#meters.clear();
      else this.#meters.delete(mod.meter);
      return undefined;
    }
    if (
      mod.meter === 0 ||
      (mod.meter > meters.max && mod.meter !== meters.controller && mod.meter !== meters.slowpath)
    ) {
      return 'OFPMMFC_INVALID_METER';
    }
    if (mod.command === 'add' && isKnown) return 'OFPMMFC_METER_EXISTS';
    if (mod.command === 'modify' && !isKnown) return 'OFPMMFC_UNKNOWN_METER';
    if (mod.bands.length === 0 || mod.bands.length > MAX_BANDS) return 'OFPMMFC_OUT_OF_BANDS';
    if (mod.bands.some((band) => band.type !== 'drop')) return 'OFPMMFC_BAD_BAND';
    // Without a burst: one second's worth.
    const bands = mod.bands.map((band) => (band.burst > 0 ? band : { ...band, burst: band.rate }));
    this.#meters.set(mod.meter, {
      config: { meter: mod.meter, flags: mod.flags, bands },
      created: this.#now(),
      filled: this.#now(),
      packets: 0,
      bytes: 0,
      // kbit/s and packets/s alike give `rate` thousandths a millisecond (of a kbit or a packet).
      bands: bands.map(({ rate, burst }) => ({
        rate,
        burst: burst * 1000,
        tokens: burst * 1000,
        packets: 0,
        bytes: 0,
      })),
    });
    return undefined;
  }

  /** Takes the tokens of one packet; false when a band has none left: the packet is to be dropped. */
  allows(meter: number, bytes: number): boolean {
    const entry = this.#meters.get(meter);
    if (entry === undefined) return true;
    const now = this.#now();
    const passed = now - entry.filled;
    entry.filled = now;
    entry.packets++;
    entry.bytes += bytes;
    const cost = (entry.config.flags & meterFlags.pktps) !== 0 ? 1000 : bytes * 8;
    let isAllowed = true;
    for (const band of entry.bands) {
      band.tokens = Math.min(band.burst, band.tokens + passed * band.rate);
      if (band.tokens >= cost) band.tokens -= cost;
      else {
        band.packets++;
        band.bytes += bytes;
        isAllowed = false;
      }
    }
    return isAllowed;
  }

  list(): readonly MeterConfig[] {
    return [...this.#meters.values()].map(({ config }) => config).sort((a, b) => a.meter - b.meter);
  }

  *stats(users: (meter: number) => number): Iterable<MeterStats> {
    for (const [meter, entry] of [...this.#meters].sort(([a], [b]) => a - b)) {
      const ms = this.#now() - entry.created;
      yield {
        meter,
        flowCount: users(meter),
        packetsIn: BigInt(entry.packets),
        bytesIn: BigInt(entry.bytes),
        durationSeconds: Math.floor(ms / 1000),
        durationNanoseconds: Math.floor(ms % 1000) * 1_000_000,
        bands: entry.bands.map(({ packets, bytes }) => ({ packets: BigInt(packets), bytes: BigInt(bytes) })),
      };
    }
  }
}
