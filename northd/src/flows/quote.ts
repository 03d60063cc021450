/** A string constant of the match and action language, with quotes and escapes as JSON has them (ovn-sb(5)). */
export function quote(text: string): string {
  return JSON.stringify(text);
}

/** One value as it is, several in braces: `a` or `{a, b}`. */
export function oneOf(values: readonly string[]): string {
  return values.length === 1 ? values[0]! : `{${values.join(', ')}}`;
}

/** Values in braces, even if it is one. */
export function setOf(values: readonly string[]): string {
  return `{${values.join(', ')}}`;
}
