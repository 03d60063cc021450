/**
 * Sets of datapaths, each known by its content: flows that are equal on the same datapaths share one Logical_DP_Group row.
 * A set that changes as a whole keeps its row, whose `datapaths` are changed in place.
 */
import type { Uuid } from '#base';

/** A set of two or more datapaths (UUIDs of NB rows) that flows are shared by. */
export interface DatapathGroup {
  readonly members: ReadonlySet<string>;
  readonly hash: number;
  /** The Logical_DP_Group row; undefined until one is written. */
  row: Uuid<'Logical_DP_Group'> | undefined;
  /** How many flows use the set. */
  users: number;
}

export class DatapathGroups {
  /** Groups by hash of their members. Equal hashes are told apart by content. */
  readonly #byHash = new Map<number, DatapathGroup[]>();
  readonly #numbers = new Map<string, number>();

  /** The group of exactly these datapaths, made if there is none. */
  of(members: ReadonlySet<string>): DatapathGroup {
    const hash = this.#hash(members);
    let bucket = this.#byHash.get(hash);
    if (bucket === undefined) {
      bucket = [];
      this.#byHash.set(hash, bucket);
    }
    const found = bucket.find((group) => sameMembers(group.members, members));
    if (found !== undefined) return found;
    const group: DatapathGroup = { members: new Set(members), hash, row: undefined, users: 0 };
    bucket.push(group);
    return group;
  }

  /** Forgets a group that no flow uses. */
  drop(group: DatapathGroup): void {
    const rest = (this.#byHash.get(group.hash) ?? []).filter((each) => each !== group);
    if (rest.length === 0) this.#byHash.delete(group.hash);
    else this.#byHash.set(group.hash, rest);
  }

  *all(): Generator<DatapathGroup, void> {
    for (const bucket of this.#byHash.values()) yield* bucket;
  }

  /** Sum of numbers that stand for the members: the same in any order. */
  #hash(members: ReadonlySet<string>): number {
    let hash = members.size;
    for (const member of members) {
      let number = this.#numbers.get(member);
      if (number === undefined) {
        number = scramble(this.#numbers.size + 1);
        this.#numbers.set(member, number);
      }
      hash = (hash + number) | 0;
    }
    return hash;
  }
}

function sameMembers(a: ReadonlySet<string>, b: ReadonlySet<string>): boolean {
  if (a.size !== b.size) return false;
  for (const member of a) if (!b.has(member)) return false;
  return true;
}

/** Spreads small numbers over 32 bits, so that sums of them seldom meet. */
function scramble(value: number): number {
  let x = Math.imul(value, 0x9e3779b1);
  x = Math.imul(x ^ (x >>> 15), 0x85ebca77);
  return x ^ (x >>> 13);
}
