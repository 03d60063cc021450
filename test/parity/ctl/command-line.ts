/** Command lines as a shell reads them: words between spaces, quotes, backslashes. */
export function splitWords(line: string): readonly string[] {
  const words: string[] = [];
  for (const [word] of line.matchAll(/(?:[^\s"'\\]|\\.|"(?:[^"\\]|\\.)*"|'[^']*')+/g)) words.push(unquote(word));
  return words;
}

function unquote(word: string): string {
  return word.replaceAll(
    /"((?:[^"\\]|\\.)*)"|'([^']*)'|\\(.)/g,
    (_, double: string, single: string, escaped: string) => {
      if (single !== undefined) return single;
      if (escaped !== undefined) return escaped;
      return double.replaceAll(/\\(["\\$`])/g, '$1');
    },
  );
}
