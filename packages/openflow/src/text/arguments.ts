/** What the arguments of several actions have in common as text (ovs-actions(7)). */
import { parsePort } from '../port.js';
import { keyValue, splitParts } from './split.js';
import { FlowTextError } from './value.js';

/** A port by number or name. Throws FlowTextError. */
export function requirePort(text: string): number {
  const port = parsePort(text);
  if (port === undefined) throw new FlowTextError(`${text}: unknown port`);
  return port;
}

/** The two sides of `FROM->TO`. Throws FlowTextError. */
export function arrow(value: string): readonly [from: string, to: string] {
  const at = value.indexOf('->');
  if (at < 0) throw new FlowTextError(`${value}: missing \`->'`);
  return [value.slice(0, at).trim(), value.slice(at + 2).trim()];
}

/** `key=value` pairs; a bare key has an empty value. */
export function optionsOf(text: string): ReadonlyMap<string, string> {
  return new Map(splitParts(text).map((part) => [keyValue(part).key, keyValue(part).value ?? ''] as const));
}

/** Bytes in hexadecimal; dots between them are only for the eye. Throws FlowTextError. */
export function parseNote(text: string): Uint8Array {
  const digits = text.replaceAll('.', '');
  if (!/^([0-9a-f]{2})*$/i.test(digits)) throw new FlowTextError("bad hex digit in `note' argument");
  return Uint8Array.from(digits.match(/../g) ?? [], (pair) => Number.parseInt(pair, 16));
}
