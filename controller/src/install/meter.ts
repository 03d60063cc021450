import { equalDeep } from '#incremental';
import { type MeterBand, type MeterConfig, type MeterMod, meterFlags } from '#openflow';

/** A meter of the switch: `flags` are meterFlags. */
export interface Meter {
  readonly flags: number;
  readonly bands: readonly MeterBand[];
}

/** What a meter's unit and bands are in OpenFlow; bursts are only sent where one is given. */
export function meterOf(
  unit: 'kbps' | 'pktps',
  bands: readonly { readonly rate: number; readonly burst: number }[],
): Meter {
  const hasBurst = bands.some(({ burst }) => burst > 0);
  return {
    flags: meterFlags.stats | meterFlags[unit] | (hasBurst ? meterFlags.burst : 0),
    bands: bands.map(({ rate, burst }) => ({ type: 'drop', rate, burst })),
  };
}

export function meterMod(command: MeterMod['command'], meter: number, { flags, bands }: Meter): MeterMod {
  return { kind: 'meter_mod', command, meter, flags, bands };
}

/** The switch's meters and those that are wanted. */
export class MeterTable {
  readonly #wanted = new Map<number, Meter>();
  readonly #installed = new Map<number, Meter>();
  readonly #dirty = new Set<number>();

  change(meters: Iterable<{ readonly id: number; readonly meter: Meter | undefined }>): void {
    for (const { id, meter } of meters) {
      if (meter === undefined) this.#wanted.delete(id);
      else this.#wanted.set(id, meter);
      this.#dirty.add(id);
    }
  }

  adopt(meters: readonly MeterConfig[]): void {
    this.#installed.clear();
    for (const { meter, flags, bands } of meters) this.#installed.set(meter, { flags, bands });
    for (const id of [...this.#installed.keys(), ...this.#wanted.keys()]) this.#dirty.add(id);
  }

  /** Meters to add or change: before the flows that use them. */
  additions(): readonly MeterMod[] {
    return [...this.#dirty].flatMap((id) => {
      const meter = this.#wanted.get(id);
      if (meter === undefined) return [];
      this.#dirty.delete(id);
      const there = this.#installed.get(id);
      if (there !== undefined && equalDeep(there, meter)) return [];
      this.#installed.set(id, meter);
      return [meterMod(there === undefined ? 'add' : 'modify', id, meter)];
    });
  }

  /** Meters that nothing uses any more: after the flows that did. Deleting a meter deletes the flows that use it. */
  deletions(): readonly MeterMod[] {
    return [...this.#dirty].flatMap((id) => {
      if (this.#wanted.has(id)) return [];
      this.#dirty.delete(id);
      const there = this.#installed.get(id);
      if (there === undefined) return [];
      this.#installed.delete(id);
      return [meterMod('delete', id, there)];
    });
  }
}
