/** Words inside an argument such as `external_ids:"a b"=c`: bare, or in double quotes with JSON's escapes. */
import { CommandError } from '../command-error.js';

const delimiters = ':=, []{}!<>';

export function isDelimiter(character: string): boolean {
  return delimiters.includes(character) || /\s/.test(character);
}

export interface Token {
  readonly text: string;
  /** Index after it. */
  readonly end: number;
}

/** The word that starts at `start`; '' when a delimiter stands there. Throws `CommandError` for quotes that do not close. */
export function readToken(text: string, start: number): Token {
  let inQuotes = false;
  let at = start;
  for (; at < text.length; at++) {
    const character = text.charAt(at);
    if (character === '"') inQuotes = !inQuotes;
    else if (inQuotes) {
      if (character === '\\') at++;
    } else if (isDelimiter(character)) break;
  }
  if (inQuotes) throw new CommandError('quoted string extends past end of argument');
  return { text: text.slice(start, at), end: at };
}
