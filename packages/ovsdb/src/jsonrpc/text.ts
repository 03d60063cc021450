/** JSON texts as strictly as ovsdb-server takes them. */
import { type Json, parseJson } from '#ovsdb/notation';
import { ProtocolError } from './protocol-error.js';

export type Numbers = 'any' | 'short';

/** An escaped NUL that is no escaped backslash followed by text. */
const NUL = /(?<!\\)(?:\\\\)*\\u0000/;
/** An escaped surrogate that is not one half of a pair. */
const LONE_SURROGATE =
  /(?<!\\)(?:\\\\)*(?:\\u[dD][89abAB][0-9a-fA-F]{2}(?!\\u[dD][c-fC-F])|(?<!\\u[dD][89abAB][0-9a-fA-F]{2})\\u[dD][c-fC-F])/;

/**
 * Parses JSON: no NUL in strings, no half surrogate pairs. `before` and `after` are put around a text that is a piece of
 * a larger one; they may break those rules. `numbers`: `short` where they are known to be integers of less than 16 digits. Throws
 * ProtocolError.
 */
export function parseText(text: string, before = '', after = '', numbers: Numbers = 'any'): Json {
  if (text.includes('\\u')) {
    if (NUL.test(text)) throw new ProtocolError('null bytes not supported in quoted strings');
    if (LONE_SURROGATE.test(text)) throw new ProtocolError('malformed escaped surrogate pair');
  }
  try {
    const whole = `${before}${text}${after}`;
    return numbers === 'short' ? JSON.parse(whole) : parseJson(whole);
  } catch (error) {
    if (error instanceof SyntaxError)
      throw new ProtocolError(`error parsing stream: ${error.message.replaceAll(/\s+/g, ' ')}`);
    throw error;
  }
}
