/** JSON over many lines, as `--pretty` of the C tools prints it: closing brackets stay on the line of the last member. */

const TOKEN = /"(?:[^"\\]|\\.)*"|[[\]{},:]|[^"[\]{},:]+/g;

/** `text`: JSON without white space. */
export function prettyJson(text: string): string {
  let depth = 0;
  let pretty = '';
  let last = '';
  for (const [token] of text.matchAll(TOKEN)) {
    const isEnd = token === ']' || token === '}';
    // Where nothing stands in an object its end stands on a line of its own.
    const isEmptied = token === '}' && last === '{';
    if (isEmptied || (!isEnd && /^[[{,]$/.test(last))) pretty += `\n${'  '.repeat(depth)}`;
    if (isEnd) depth--;
    else if (token === '[' || token === '{') depth++;
    pretty += token === ':' ? ': ' : token;
    last = token;
  }
  return pretty;
}
