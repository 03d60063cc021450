/** JSON texts as strictly as ovsdb-server takes them. */
import { type Json, parseJson } from '#ovsdb/notation';
import { ProtocolError } from './protocol-error.js';

/** An escaped NUL that is no escaped backslash followed by text. */
const NUL = /(?<!\\)(?:\\\\)*\\u0000/;
/** An escaped surrogate that is not one half of a pair. */
const LONE_SURROGATE =
  /(?<!\\)(?:\\\\)*(?:\\u[dD][89abAB][0-9a-fA-F]{2}(?!\\u[dD][c-fC-F])|(?<!\\u[dD][89abAB][0-9a-fA-F]{2})\\u[dD][c-fC-F])/;

/** Throws ProtocolError for a text that is nested deeper or has more values than the limits say: what is made of it would be too much. */
export function checkStructure(text: string, limits: { readonly maxDepth: number; readonly maxValues: number }): void {
  let depth = 0;
  let values = 0;
  let isInString = false;
  for (let at = 0; at < text.length; at++) {
    const code = text.charCodeAt(at);
    if (isInString) {
      if (code === BACKSLASH) at++;
      else if (code === QUOTE) isInString = false;
    } else if (code === QUOTE) {
      isInString = true;
      values++;
    } else if (code === OPENING_BRACKET || code === OPENING_BRACE) {
      values++;
      if (++depth > limits.maxDepth) throw new ProtocolError('input exceeds maximum nesting depth');
    } else if (code === CLOSING_BRACKET || code === CLOSING_BRACE) depth--;
    if (values > limits.maxValues) throw new ProtocolError(`message of more than ${limits.maxValues} values`);
  }
}

const QUOTE = 0x22;
const OPENING_BRACKET = 0x5b;
const BACKSLASH = 0x5c;
const CLOSING_BRACKET = 0x5d;
const OPENING_BRACE = 0x7b;
const CLOSING_BRACE = 0x7d;

/**
 * Parses JSON: no NUL in strings, no half surrogate pairs. `before` and `after` are put around a text that is a piece of
 * a larger one; they may break those rules. Throws ProtocolError.
 */
export function parseText(text: string, before = '', after = ''): Json {
  if (text.includes('\\u')) {
    if (NUL.test(text)) throw new ProtocolError('null bytes not supported in quoted strings');
    if (LONE_SURROGATE.test(text)) throw new ProtocolError('malformed escaped surrogate pair');
  }
  try {
    return parseJson(`${before}${text}${after}`);
  } catch (error) {
    if (error instanceof SyntaxError)
      throw new ProtocolError(`error parsing stream: ${error.message.replaceAll(/\s+/g, ' ')}`);
    throw error;
  }
}
