/** Groups of a bridge. Before: group mods. After: the `group` action; statistics. */
import type { ErrorName, GroupDescription, GroupMod, GroupStats } from '#openflow';
import { bucketIds } from '#openflow';
import type { ChangeLog } from '../table/flow-tables.js';

interface Counters {
  packets: number;
  bytes: number;
}

interface Entry {
  description: GroupDescription;
  readonly created: number;
  readonly total: Counters;
  buckets: readonly Counters[];
}

export class GroupTable {
  readonly #groups = new Map<number, Entry>();
  readonly #now: () => number;
  #version = 0;

  constructor(now: () => number) {
    this.#now = now;
  }

  get version(): number {
    return this.#version;
  }

  get(group: number): GroupDescription | undefined {
    return this.#groups.get(group)?.description;
  }

  list(): readonly GroupDescription[] {
    return [...this.#groups.values()].map((entry) => entry.description).sort((a, b) => a.group - b.group);
  }

  count(group: number, bucket: number, bytes: number): void {
    const entry = this.#groups.get(group);
    if (entry === undefined) return;
    for (const counters of [entry.total, entry.buckets[bucket]]) {
      if (counters === undefined) continue;
      counters.packets++;
      counters.bytes += bytes;
    }
  }

  /** Carries a mod out; deleting flows that use a deleted group is the bridge's. */
  apply(mod: GroupMod, log: ChangeLog): ErrorName | undefined {
    const known = this.#groups.get(mod.group);
    switch (mod.command) {
      case 'add':
        if (known !== undefined) return 'OFPGMFC_GROUP_EXISTS';
        return this.#put(mod, mod.buckets, log);
      case 'modify':
        if (known === undefined) return 'OFPGMFC_UNKNOWN_GROUP';
        return this.#put(mod, mod.buckets, log);
      case 'add_or_mod':
        return this.#put(mod, mod.buckets, log);
      case 'delete':
        for (const group of mod.group === 0xfffffffc ? [...this.#groups.keys()] : [mod.group]) this.#delete(group, log);
        return undefined;
      case 'insert_bucket':
      case 'remove_bucket': {
        if (known === undefined) return 'OFPGMFC_UNKNOWN_GROUP';
        const buckets = mod.command === 'insert_bucket' ? inserted(known, mod) : removed(known, mod);
        if (buckets === undefined) return 'OFPGMFC_UNKNOWN_BUCKET';
        if (new Set(buckets.map(({ id }) => id)).size < buckets.length) return 'OFPGMFC_BUCKET_EXISTS';
        const { type, selection } = known.description;
        return this.#put({ ...mod, type, ...(selection && { selection }) }, buckets, log);
      }
    }
  }

  #put(mod: GroupMod, buckets: GroupMod['buckets'], log: ChangeLog): ErrorName | undefined {
    if (mod.type === 'indirect' && buckets.length !== 1) return 'OFPGMFC_INVALID_GROUP';
    const before = this.#groups.get(mod.group);
    const description: GroupDescription = {
      group: mod.group,
      type: mod.type,
      buckets,
      ...(mod.selection && { selection: mod.selection }),
    };
    this.#groups.set(mod.group, {
      description,
      created: before?.created ?? this.#now(),
      total: before?.total ?? { packets: 0, bytes: 0 },
      buckets: buckets.map(() => ({ packets: 0, bytes: 0 })),
    });
    this.#version++;
    log.undo.push(() => {
      if (before === undefined) this.#groups.delete(mod.group);
      else this.#groups.set(mod.group, before);
      this.#version++;
    });
    return undefined;
  }

  #delete(group: number, log: ChangeLog): void {
    const before = this.#groups.get(group);
    if (before === undefined) return;
    this.#groups.delete(group);
    this.#version++;
    log.undo.push(() => {
      this.#groups.set(group, before);
      this.#version++;
    });
  }

  *stats(references: (group: number) => number): Iterable<GroupStats> {
    for (const [group, entry] of [...this.#groups].sort(([a], [b]) => a - b)) {
      const ms = this.#now() - entry.created;
      yield {
        group,
        references: references(group),
        packets: BigInt(entry.total.packets),
        bytes: BigInt(entry.total.bytes),
        durationSeconds: Math.floor(ms / 1000),
        durationNanoseconds: Math.floor(ms % 1000) * 1_000_000,
        buckets: entry.buckets.map(({ packets, bytes }) => ({ packets: BigInt(packets), bytes: BigInt(bytes) })),
      };
    }
  }
}

function inserted(known: Entry, mod: GroupMod): GroupMod['buckets'] | undefined {
  const { buckets } = known.description;
  if (mod.commandBucket === bucketIds.first) return [...mod.buckets, ...buckets];
  if (mod.commandBucket === bucketIds.last || mod.commandBucket === undefined) return [...buckets, ...mod.buckets];
  const at = buckets.findIndex(({ id }) => id === mod.commandBucket);
  return at < 0 ? undefined : [...buckets.slice(0, at + 1), ...mod.buckets, ...buckets.slice(at + 1)];
}

function removed(known: Entry, mod: GroupMod): GroupMod['buckets'] | undefined {
  const { buckets } = known.description;
  if (mod.commandBucket === bucketIds.first) return buckets.slice(1);
  if (mod.commandBucket === bucketIds.last) return buckets.slice(0, -1);
  if (mod.commandBucket === bucketIds.all || mod.commandBucket === undefined) return [];
  const kept = buckets.filter(({ id }) => id !== mod.commandBucket);
  return kept.length === buckets.length ? undefined : kept;
}
