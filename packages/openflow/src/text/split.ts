/** Cutting flow texts at commas that are not inside parentheses or brackets. */
import { FlowTextError } from './value.js';

/** Parts between commas (or white space, where `hasSpaces`); empty ones are left out. */
export function splitParts(text: string, hasSpaces = false): readonly string[] {
  const parts: string[] = [];
  let depth = 0;
  let start = 0;
  for (let i = 0; i <= text.length; i++) {
    const char = text[i];
    const isEnd = char === undefined || (depth === 0 && (char === ',' || (hasSpaces && /\s/.test(char))));
    if (isEnd) {
      const part = text.slice(start, i).trim();
      if (part !== '') parts.push(part);
      start = i + 1;
    } else if (char === '(' || char === '[') depth++;
    else if (char === ')' || char === ']') depth--;
    if (depth < 0) throw new FlowTextError(`${text}: unbalanced parentheses`);
  }
  if (depth !== 0) throw new FlowTextError(`${text}: unbalanced parentheses`);
  return parts;
}

export interface KeyValue {
  readonly key: string;
  /** Undefined for a bare word. */
  readonly value: string | undefined;
}

/** `key=value`, `key:value` or `key(value)`, with what follows the parenthesis kept: `check_pkt_larger(100)->reg0[0]`. */
export function keyValue(part: string): KeyValue {
  const found = /^([^=:(]+)(?:[=:](.*)|\((.*)\)(.*))?$/s.exec(part);
  if (found === null) return { key: part, value: undefined };
  const [, key, plain, inner, tail] = found;
  if (plain !== undefined) return { key: key!.trim(), value: plain.trim() };
  if (inner !== undefined) return { key: key!.trim(), value: `${inner}${tail}`.trim() };
  return { key: key!.trim(), value: undefined };
}

/** A number of a text, in decimal or hex, up to `max`. */
export function requireNumber(text: string | undefined, what: string, max = 0xffffffff): number {
  if (text === undefined || !/^(\d+|0x[0-9a-f]+)$/i.test(text))
    throw new FlowTextError(`invalid ${what} "${text ?? ''}"`);
  const value = Number(text);
  if (value > max) throw new FlowTextError(`invalid ${what} "${text}"`);
  return value;
}

export function requireWide(text: string | undefined, what: string): bigint {
  if (text === undefined || !/^(\d+|0x[0-9a-f]+)$/i.test(text))
    throw new FlowTextError(`invalid ${what} "${text ?? ''}"`);
  return BigInt(text);
}
