/** JSON texts as strictly as ovsdb-server takes them. */
import { escapeFault, type Json, parseJson } from '#ovsdb/notation';
import { ProtocolError } from './protocol-error.js';

export type Numbers = 'any' | 'short';

/**
 * Parses JSON: no NUL in strings, no half surrogate pairs. `before` and `after` are put around a text that is a piece of
 * a larger one; they may break those rules. `numbers`: `short` where they are known to be integers of less than 16 digits. Throws
 * ProtocolError.
 */
export function parseText(text: string, before = '', after = '', numbers: Numbers = 'any'): Json {
  const fault = escapeFault(text);
  if (fault !== undefined) throw new ProtocolError(fault);
  try {
    const whole = `${before}${text}${after}`;
    return numbers === 'short' ? JSON.parse(whole) : parseJson(whole);
  } catch (error) {
    if (error instanceof SyntaxError)
      throw new ProtocolError(`error parsing stream: ${error.message.replaceAll(/\s+/g, ' ')}`);
    throw error;
  }
}
