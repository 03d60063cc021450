/**
 * Texts that were made of parts, so that one on which two programs differ can be made smaller. Before: the generators.
 * After: the comparison asks both programs about all smaller texts at once and goes on with the smallest that differs.
 */

export interface Tree {
  /** Trees of one sort can stand in each other's place. */
  readonly sort: string;
  readonly children: readonly Tree[];
  /** Children that have to stay. */
  readonly least: number;
  readonly write: (children: readonly string[]) => string;
  /** Simpler texts in place of a leaf. */
  readonly simpler?: readonly string[];
}

export function leaf(sort: string, text: string, simpler: readonly string[] = []): Tree {
  return { sort, children: [], least: 0, write: () => text, simpler: simpler.filter((other) => other !== text) };
}

/** Some parts with the same text between each two; at least `least` stay. */
export function listOf(sort: string, children: readonly Tree[], separator: string, least = 1): Tree {
  return { sort, children, least, write: (texts) => texts.join(separator) };
}

/** One part with text around it. */
export function around(sort: string, before: string, inner: Tree, after: string): Tree {
  return { sort, children: [inner], least: 1, write: ([text = '']) => `${before}${text}${after}` };
}

export function textOf(tree: Tree): string {
  return tree.write(tree.children.map(textOf));
}

/** All trees that are one step smaller: a part left out, put in the place of what it is part of, or made simple. */
export function smaller(tree: Tree): readonly Tree[] {
  const result: Tree[] = [...inner(tree, tree.sort)];
  for (const text of tree.simpler ?? []) result.push(leaf(tree.sort, text));
  const { children } = tree;
  const replaced = (at: number, ...others: readonly Tree[]): Tree => ({
    ...tree,
    children: [...children.slice(0, at), ...others, ...children.slice(at + 1)],
  });
  for (const [at, child] of children.entries()) {
    if (children.length > tree.least) result.push(replaced(at));
    for (const other of smaller(child)) result.push(replaced(at, other));
  }
  return result;
}

/** The nearest trees of a sort below this one. */
function inner(tree: Tree, sort: string): readonly Tree[] {
  return tree.children.flatMap((child) => (child.sort === sort ? [child] : inner(child, sort)));
}

/**
 * The smallest tree to which steps lead on which `differ` says yes. It is asked about many at a time and says of each, by
 * its text, whether it differs.
 */
export async function smallest(
  tree: Tree,
  differ: (texts: readonly string[]) => Promise<ReadonlySet<string>>,
  steps = 30,
): Promise<string> {
  let best = tree;
  for (let step = 0; step < steps; step++) {
    const length = textOf(best).length;
    const byText = new Map(smaller(best).map((each) => [textOf(each), each]));
    const texts = [...byText.keys()].filter((text) => text.length < length).sort((a, b) => a.length - b.length);
    if (texts.length === 0) break;
    const different = await differ(texts);
    const next = texts.find((text) => different.has(text));
    if (next === undefined) break;
    best = byText.get(next) ?? best;
  }
  return textOf(best);
}
