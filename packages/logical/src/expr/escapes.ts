/** JSON's escapes in the strings of matches and actions (RFC 8259, 7; no NUL). */
import { BACKSLASH, IS_HEX } from './character.js';
import { SyntaxProblem } from './syntax-problem.js';

/** How many characters are joined to a string at once. */
const PIECE = 4096;

const ESCAPES: Readonly<Record<string, string>> = {
  '"': '"',
  '\\': '\\',
  '/': '/',
  b: '\b',
  f: '\f',
  n: '\n',
  r: '\r',
  t: '\t',
};

/** What JSON's escapes in `raw` stand for. Throws SyntaxProblem. */
export function unescapeString(raw: string): string {
  const units = new Uint16Array(raw.length);
  let count = 0;
  for (let i = 0; i < raw.length; i++) {
    const code = raw.charCodeAt(i);
    if (code !== BACKSLASH) {
      units[count++] = code;
      continue;
    }
    const letter = raw[++i];
    if (letter === 'u') {
      const unit = escapedUnit(raw, i + 1);
      i += 4;
      units[count++] = unit;
      if (unit < 0xd800 || unit >= 0xe000) continue;
      const low = unit < 0xdc00 && raw[i + 1] === '\\' && raw[i + 2] === 'u' ? hexUnit(raw, i + 3) : undefined;
      if (low === undefined || low < 0xdc00 || low >= 0xe000) {
        throw new SyntaxProblem('malformed escaped surrogate pair');
      }
      units[count++] = low;
      i += 6;
    } else {
      const replacement = letter === undefined ? undefined : ESCAPES[letter];
      if (replacement === undefined) throw new SyntaxProblem(`bad escape \\${letter ?? ''}`);
      units[count++] = replacement.charCodeAt(0);
    }
  }
  // Of bounded pieces, as a call takes a bounded number of arguments; not character by character, which is slow to read.
  let result = '';
  for (let at = 0; at < count; at += PIECE) {
    result += String.fromCharCode(...units.subarray(at, Math.min(count, at + PIECE)));
  }
  return result;
}

/** Behind `\\u`, at `at`. Throws SyntaxProblem. */
function escapedUnit(raw: string, at: number): number {
  if (raw.length - at < 4) throw new SyntaxProblem('quoted string ends within \\u escape');
  const unit = hexUnit(raw, at);
  if (unit === undefined) throw new SyntaxProblem('malformed \\u escape');
  if (unit === 0) throw new SyntaxProblem('null bytes not supported in quoted strings');
  return unit;
}

/** Four hexadecimal digits; undefined where there are others. */
function hexUnit(raw: string, at: number): number | undefined {
  let unit = 0;
  for (let i = at; i < at + 4; i++) {
    const code = raw.charCodeAt(i);
    if (IS_HEX[code] !== 1) return undefined;
    unit = unit * 16 + (code <= 57 ? code - 48 : (code | 32) - 87);
  }
  return unit;
}
