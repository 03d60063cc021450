/** Values of whole columns as they are typed: `a,b`, `[a, "b c"]`, `{k=v, k2="v 2"}` (ovs-vsctl(8), "Database Values"). */
import { messageOf } from '#base';
import {
  type Atom,
  type ColumnType,
  compareAtoms,
  describeType,
  sortAtoms,
  sortedMap,
  type Value,
} from '#ovsdb/notation';
import { CommandError } from '../command-error.js';
import type { RowNames } from '../row-names.js';
import { atomFromText, atomsFromText } from './atom-text.js';
import { isDelimiter, readToken } from './token.js';

/** Parses a value of `type`. Throws `CommandError`; errors of syntax begin with the text. */
export function valueFromText(type: ColumnType, text: string, names: RowNames): Value {
  const atoms: Atom[] = [];
  const pairs: [Atom, Atom][] = [];
  const isMap = type.value !== undefined;
  readElements(text, isMap ? ['{', '}'] : ['[', ']'], describeType(type), (at) => {
    const token = readTokenOf(text, at);
    if (!isMap) {
      atoms.push(...withPrefix(text, () => atomsFromText(type.key, token.text, names)));
      return token.end;
    }
    const key = withPrefix(text, () => atomFromText(type.key, token.text, names));
    if (text[token.end] !== '=') fail(text, `syntax error at "${text[token.end] ?? ''}`, text[token.end] !== undefined);
    const valueToken = readTokenOf(text, token.end + 1);
    const valueBase = type.value ?? type.key;
    pairs.push([key, withPrefix(text, () => atomFromText(valueBase, valueToken.text, names))]);
    return valueToken.end;
  });
  const count = isMap ? pairs.length : atoms.length;
  if (count < type.min) fail(text, `${count} value(s) specified but the minimum number is ${type.min}`);
  if (type.max !== 'unlimited' && count > type.max) {
    fail(text, `${count} value(s) specified but the maximum number is ${type.max}`);
  }
  if (isMap) return mapOf(text, pairs);
  return setOf(text, type, atoms);
}

/** Calls `read` at the start of each element; it gives the index after the element. */
function readElements(
  text: string,
  [open, close]: readonly [string, string],
  what: string,
  read: (at: number) => number,
): void {
  let at = skipSpace(text, 0);
  const isEnclosed = text[at] === open;
  if (isEnclosed) at++;
  for (;;) {
    at = skipSeparators(text, at);
    if (at >= text.length) break;
    if (text[at] === close && isEnclosed) break;
    if (isDelimiter(text.charAt(at))) fail(text, `unexpected "${text.charAt(at)}" parsing ${what}`);
    at = read(at);
  }
  if (!isEnclosed) return;
  if (text[at] !== close) fail(text, `missing "${close}" at end of data`);
  at = skipSpace(text, at + 1);
  if (at < text.length) fail(text, `trailing garbage after "${close}"`);
}

function readTokenOf(text: string, at: number) {
  return withPrefix(text, () => readToken(text, at));
}

/** Errors of single atoms say what was wrong with the word; only those of quoting also show the whole text. */
function withPrefix<T>(text: string, action: () => T): T {
  try {
    return action();
  } catch (error) {
    const message = messageOf(error);
    if (message.startsWith('quoted string extends')) fail(text, message);
    throw error;
  }
}

function mapOf(text: string, pairs: [Atom, Atom][]): Value {
  const map = sortedMap(pairs);
  if (map.size !== pairs.length) fail(text, 'map contains duplicate key');
  return map;
}

function setOf(text: string, type: ColumnType, atoms: Atom[]): Value {
  if (type.max === 1) return atoms[0];
  sortAtoms(atoms);
  const hasDuplicate = atoms.some((atom, at) => at > 0 && compareAtoms(atoms[at - 1] ?? atom, atom) === 0);
  if (hasDuplicate) fail(text, 'set contains duplicate value');
  return atoms;
}

function fail(text: string, problem: string, closes = false): never {
  throw new CommandError(`${text}: ${problem}${closes ? '"' : ''}`);
}

function skipSpace(text: string, start: number): number {
  let at = start;
  while (text[at] === ' ') at++;
  return at;
}

function skipSeparators(text: string, start: number): number {
  let at = start;
  while (text[at] === ' ' || text[at] === ',') at++;
  return at;
}
