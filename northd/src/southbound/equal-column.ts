import { equalDeep } from '#incremental';

/** Compares two values of a column by content; sets in any order. */
export function equalColumn(a: unknown, b: unknown): boolean {
  if (!Array.isArray(a) || !Array.isArray(b)) return equalDeep(a, b);
  if (a.length !== b.length) return false;
  if (a.every((element, i) => element === b[i])) return true;
  const elements = new Set<unknown>(a);
  return b.every((element) => elements.has(element));
}

/** What has to be added to and taken from a set to make it another. */
export function setDifference<E>(from: readonly E[], to: readonly E[]): { readonly added: E[]; readonly removed: E[] } {
  const old = new Set(from);
  const next = new Set(to);
  return { added: to.filter((element) => !old.has(element)), removed: from.filter((element) => !next.has(element)) };
}
