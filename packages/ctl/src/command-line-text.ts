/** A command line as one text, for the comment of its transaction: words that need it in quotes, as the C tools write them. */
export function commandLineText(words: readonly string[]): string {
  return words.map((word) => (/^[^\s"'\\]+$/.test(word) ? word : JSON.stringify(word))).join(' ');
}
