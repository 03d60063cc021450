/** What the arguments of several actions have in common as text (ovs-actions(7)). */
import { parsePort } from '../port.js';
import { keyValue, requireNumber, splitParts } from './split.js';
import { FlowTextError } from './value.js';

/** A port by number or name; `problem` is what is said of others. Throws FlowTextError. */
export function requirePort(text: string, problem = 'unknown port'): number {
  const port = parsePort(text);
  if (port === undefined) throw new FlowTextError(`${text}: ${problem}`);
  return port;
}

/** A number of a field that has fewer values than the number's bytes. Throws FlowTextError. */
export function requireBelow(
  text: string,
  what: string,
  bytes: 1 | 2 | 4,
  isValid: (value: number) => boolean,
): number {
  const value = requireNumber(text, what, 256 ** bytes - 1);
  if (!isValid(value)) throw new FlowTextError(`${text}: not a valid ${what}`);
  return value;
}

/** The two sides of `FROM->TO`. `where` ends what is said of a text without. Throws FlowTextError. */
export function arrow(value: string, where = ''): readonly [from: string, to: string] {
  const at = value.indexOf('->');
  if (at < 0) throw new FlowTextError(`${value}: missing \`->'${where}`);
  return [value.slice(0, at).trim(), value.slice(at + 2).trim()];
}

/** `key=value` pairs with any of these keys; a bare key has an empty value. `problem` tells of another key. Throws FlowTextError. */
export function optionsOf(
  text: string,
  known: readonly string[],
  problem: (key: string) => string,
): ReadonlyMap<string, string> {
  const options = new Map(splitParts(text).map((part) => [keyValue(part).key, keyValue(part).value ?? ''] as const));
  for (const key of options.keys()) if (!known.includes(key)) throw new FlowTextError(problem(key));
  return options;
}

/** Bytes in hexadecimal; dots between them are only for the eye. Throws FlowTextError. */
export function parseNote(text: string): Uint8Array {
  const digits = text.replaceAll('.', '');
  if (!/^([0-9a-f]{2})*$/i.test(digits)) throw new FlowTextError("bad hex digit in `note' argument");
  return Uint8Array.from(digits.match(/../g) ?? [], (pair) => Number.parseInt(pair, 16));
}
