/** Arguments `KEY=VALUE...` as commands that set a map column take them. */

/** The pairs; of equal keys the first counts, and a word without `=` is a key with an empty value. */
export function pairsOf(words: readonly string[]): ReadonlyMap<string, string> {
  const pairs = new Map<string, string>();
  for (const word of words) {
    const equals = word.indexOf('=');
    if (equals < 0) continue;
    const key = word.slice(0, equals);
    if (!pairs.has(key)) pairs.set(key, word.slice(equals + 1));
  }
  return pairs;
}

/** Lines `KEY=VALUE` of a map column, by key. */
export function pairLines(map: ReadonlyMap<string, string>): readonly string[] {
  return [...map].map(([key, value]) => `${key}=${value}`);
}
