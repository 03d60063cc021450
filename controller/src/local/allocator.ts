import type { Changes, RowDelta } from '#incremental';
import { Outputs } from '../install/output.js';
import { FreeNumbers, FreeRuns } from './free-numbers.js';
import { ConjunctionId, type ConjunctionIdRow, GroupId, MeterId, Zone } from './state.js';
import { WantedZones } from './zone.js';

const ZONE_MAX = 65535;
const GROUP_MAX = 0xfffffeff;
const METER_MAX = 65535;

/**
 * Deals the numbers that the compiler wants and cannot choose itself. What it deals are rows of the state tables, for the next commit.
 * Before: a commit's changes. After: the engine.
 */
export class Allocator {
  readonly #zones = new Map<string, number>();
  readonly #wantedZones = new Set<string>();
  readonly #freeZones = new FreeNumbers(ZONE_MAX);
  readonly #groups = new Map<string, number>();
  readonly #freeGroups = new FreeNumbers(GROUP_MAX);
  readonly #meters = new Map<string, number>();
  readonly #freeMeters = new FreeNumbers(METER_MAX);
  readonly #conjunctions = new Map<string, ConjunctionIdRow>();
  readonly #freeRuns = new FreeRuns();
  readonly #onNewZone: (zone: number) => void;

  /** `onNewZone`: what the zone was used for before has left connections in it, which must go. */
  constructor(onNewZone: (zone: number) => void) {
    this.#onNewZone = onNewZone;
  }

  get zones(): ReadonlyMap<string, number> {
    return this.#zones;
  }

  get groups(): ReadonlyMap<string, number> {
    return this.#groups;
  }

  get meters(): ReadonlyMap<string, number> {
    return this.#meters;
  }

  /** Zones as the integration bridge remembers them (external_ids:ct-zone-NAME): they keep their numbers and connections. */
  restoreZones(externalIds: ReadonlyMap<string, string>): readonly RowDelta[] {
    const deltas: RowDelta[] = [];
    for (const [key, value] of externalIds) {
      if (!key.startsWith('ct-zone-')) continue;
      const name = key.slice('ct-zone-'.length);
      if (this.#zones.has(name) || !this.#freeZones.take(Number(value))) continue;
      this.#zones.set(name, Number(value));
      deltas.push(row(Zone, name, { zone: Number(value) }));
    }
    return deltas;
  }

  /** The rows that answer a commit's changes. `isComplete`: zones that nothing wants may be given back. */
  deal(changes: Changes, isComplete: boolean): readonly RowDelta[] {
    return [...this.#dealZones(changes, isComplete), ...this.#dealIds(changes)];
  }

  /** Gives back the zones that nothing wants: once all of the network has been seen. */
  freeUnwantedZones(): readonly RowDelta[] {
    return [...this.#zones.keys()].filter((name) => !this.#wantedZones.has(name)).map((name) => this.#freeZone(name));
  }

  #dealZones(changes: Changes, isComplete: boolean): readonly RowDelta[] {
    const deltas: RowDelta[] = [];
    const { inserted, deleted } = changes.of(WantedZones);
    for (const { name } of deleted) {
      this.#wantedZones.delete(name);
      if (isComplete && this.#zones.has(name)) deltas.push(this.#freeZone(name));
    }
    for (const { name } of inserted) {
      this.#wantedZones.add(name);
      if (this.#zones.has(name)) continue;
      const zone = this.#freeZones.deal();
      if (zone === undefined) continue;
      this.#zones.set(name, zone);
      this.#onNewZone(zone);
      deltas.push(row(Zone, name, { zone }));
    }
    return deltas;
  }

  #freeZone(name: string): RowDelta {
    this.#freeZones.free(this.#zones.get(name) ?? 0);
    this.#zones.delete(name);
    return { table: Zone, id: name };
  }

  #dealIds(changes: Changes): readonly RowDelta[] {
    const deltas: RowDelta[] = [];
    const { inserted, deleted, updated } = changes.of(Outputs);
    for (const output of deleted) {
      if (output.kind === 'group') {
        this.#freeGroups.free(this.#groups.get(output.name) ?? 0);
        this.#groups.delete(output.name);
        deltas.push({ table: GroupId, id: output.name });
      } else if (output.kind === 'meter') {
        this.#freeMeters.free(this.#meters.get(output.name) ?? 0);
        this.#meters.delete(output.name);
        deltas.push({ table: MeterId, id: output.name });
      } else if (output.kind === 'conjunction') {
        const held = this.#conjunctions.get(output.name);
        if (held !== undefined) this.#freeRuns.free(held.first, held.count);
        this.#conjunctions.delete(output.name);
        deltas.push({ table: ConjunctionId, id: output.name });
      }
    }
    for (const output of [...inserted, ...updated.map(([, next]) => next)]) {
      if (output.kind === 'group' && !this.#groups.has(output.name)) {
        const group = this.#freeGroups.deal();
        if (group === undefined) continue;
        this.#groups.set(output.name, group);
        deltas.push(row(GroupId, output.name, { group }));
      } else if (output.kind === 'meter' && !this.#meters.has(output.name)) {
        const meter = this.#freeMeters.deal();
        if (meter === undefined) continue;
        this.#meters.set(output.name, meter);
        deltas.push(row(MeterId, output.name, { meter }));
      } else if (output.kind === 'conjunction') {
        const held = this.#conjunctions.get(output.name);
        if (held !== undefined && held.count >= output.count) continue;
        if (held !== undefined) this.#freeRuns.free(held.first, held.count);
        const first = this.#freeRuns.deal(output.count);
        const dealt: ConjunctionIdRow = { _uuid: output.name, first, count: output.count };
        this.#conjunctions.set(output.name, dealt);
        deltas.push({ table: ConjunctionId, id: output.name, after: dealt });
      }
    }
    return deltas;
  }
}

function row(table: RowDelta['table'], id: string, columns: object): RowDelta {
  return { table, id, after: { _uuid: id, ...columns } };
}
