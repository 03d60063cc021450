/** A word as a shell takes it: bare where that is safe, else in single quotes. */
export function quoteWord(word: string): string {
  return /^[\w@%+=:,./-]+$/.test(word) ? word : `'${word.replaceAll("'", `'\\''`)}'`;
}

/** A command line that a shell splits into `argv` again. */
export function formatCommand(argv: readonly string[]): string {
  return argv.map(quoteWord).join(' ');
}
