/**
 * What two sets or maps differ in: by merging, since both are sorted. References, monitors (`update2`'s "modify") and the
 * transaction log all need it.
 */
import { type Atom, compareAtoms, contains } from '#ovsdb/notation';

export interface SetDifference {
  readonly removed: readonly Atom[];
  readonly added: readonly Atom[];
}

const NOTHING: readonly Atom[] = [];
/** Operands of a mutation that are looked up one by one. */
const FEW = 8;

/**
 * The newest difference, by the identity of its sets: references, the log and each monitor ask for the same one in turn,
 * and a mutation knows it without comparing.
 */
let newest: { readonly before: unknown; readonly after: unknown; readonly difference: SetDifference } | undefined;

/** Notes what `mutate` has made of a set: `after` is `before` with `operand` inserted, or without it. */
export function noteMutation(
  mutator: 'insert' | 'delete',
  before: readonly Atom[],
  after: readonly Atom[],
  operand: readonly Atom[],
): void {
  if (operand.length > FEW || before === after) return;
  const isInsert = mutator === 'insert';
  const hasChangedAll = Math.abs(after.length - before.length) === operand.length;
  const changed = hasChangedAll
    ? operand
    : operand.filter((atom) => contains(isInsert ? after : before, atom) && !contains(isInsert ? before : after, atom));
  const difference = isInsert ? { removed: NOTHING, added: changed } : { removed: changed, added: NOTHING };
  newest = { before, after, difference };
}

/** What `after` lacks and has against `before`; both sorted without duplicates. */
export function setDifference(before: readonly Atom[], after: readonly Atom[]): SetDifference {
  if (newest !== undefined && newest.before === before && newest.after === after) return newest.difference;
  const difference = compareSets(before, after);
  newest = { before, after, difference };
  return difference;
}

function compareSets(before: readonly Atom[], after: readonly Atom[]): SetDifference {
  if (before.length === 0) return { removed: NOTHING, added: after };
  if (after.length === 0) return { removed: before, added: NOTHING };
  const removed: Atom[] = [];
  const added: Atom[] = [];
  // Large sets change in a few places: what is the same atom at both ends needs no comparing.
  let oldEnd = before.length;
  let newEnd = after.length;
  const shorter = Math.min(oldEnd, newEnd);
  let i = 0;
  while (i < shorter && before[i] === after[i]) i++;
  let j = i;
  while (oldEnd > i && newEnd > j && before[oldEnd - 1] === after[newEnd - 1]) {
    oldEnd--;
    newEnd--;
  }
  while (i < oldEnd && j < newEnd) {
    const a = before[i]!;
    const b = after[j]!;
    if (a === b) {
      i++;
      j++;
      continue;
    }
    const order = compareAtoms(a, b);
    if (order === 0) {
      i++;
      j++;
    } else if (order < 0) {
      removed.push(a);
      i++;
    } else {
      added.push(b);
      j++;
    }
  }
  while (i < oldEnd) removed.push(before[i++]!);
  while (j < newEnd) added.push(after[j++]!);
  return { removed, added };
}

/** The atoms that exactly one of the two has, sorted: the difference as `update2` carries it. */
export function symmetricDifference(before: readonly Atom[], after: readonly Atom[]): readonly Atom[] {
  const { removed, added } = setDifference(before, after);
  if (removed.length === 0) return added;
  if (added.length === 0) return removed;
  return [...removed, ...added].sort(compareAtoms);
}

/** Pairs that were added or changed, with the new value, and that were removed, with the old one. */
export function mapDifference(before: ReadonlyMap<Atom, Atom>, after: ReadonlyMap<Atom, Atom>): Map<Atom, Atom> {
  const pairs: [Atom, Atom][] = [];
  for (const [key, value] of before) if (!after.has(key)) pairs.push([key, value]);
  for (const [key, value] of after) if (before.get(key) !== value) pairs.push([key, value]);
  pairs.sort((a, b) => compareAtoms(a[0], b[0]));
  return new Map(pairs);
}
