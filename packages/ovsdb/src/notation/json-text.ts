/** JSON that somebody wrote, on a command line or in a file, as strictly as the C programs take it. */
import { type Json, parseJson } from './json.js';
import { JsonFault, SlowParser } from './json-parser.js';

/** An escaped NUL that is no escaped backslash followed by text. */
const NUL = /(?<!\\)(?:\\\\)*\\u0000/;
/** An escaped surrogate that is not one half of a pair. */
const LONE_SURROGATE =
  /(?<!\\)(?:\\\\)*(?:\\u[dD][89abAB][0-9a-fA-F]{2}(?!\\u[dD][c-fC-F])|(?<!\\u[dD][89abAB][0-9a-fA-F]{2})\\u[dD][c-fC-F])/;
const STRING = /"(?:[^"\\]|\\.)*"/gs;
const MOST_DEPTH = 1000;

/** What no C program takes of the escapes in a text of JSON; undefined where there is nothing. */
export function escapeFault(text: string): string | undefined {
  if (!text.includes('\\u')) return undefined;
  if (NUL.test(text)) return 'null bytes not supported in quoted strings';
  return LONE_SURROGATE.test(text) ? 'malformed escaped surrogate pair' : undefined;
}

/** Parses an array or object. Throws SyntaxError that says where, in one line without a piece of the text. */
export function parseJsonText(text: string): Json {
  const fault = escapeFault(text) ?? depthFault(text);
  if (fault !== undefined) throw new SyntaxError(fault);
  const json = located(text);
  if (typeof json === 'object' && json !== null) return json;
  throw new SyntaxError('array or object expected');
}

function located(text: string): Json {
  try {
    return parseJson(text);
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error;
    const fault = faultIn(text);
    if (fault === undefined) throw error;
    const lines = text.slice(0, fault.offset).split('\n');
    throw new SyntaxError(`line ${lines.length}, column ${(lines.at(-1) ?? '').length + 1}: ${fault.message}`);
  }
}

function faultIn(text: string): JsonFault | undefined {
  try {
    new SlowParser(text).parse();
    return undefined;
  } catch (error) {
    if (error instanceof JsonFault) return error;
    throw error;
  }
}

function depthFault(text: string): string | undefined {
  let depth = 0;
  for (const char of text.replaceAll(STRING, '')) {
    if (char === '[' || char === '{') depth++;
    else if (char === ']' || char === '}') depth--;
    if (depth > MOST_DEPTH) return `input exceeds maximum nesting depth ${MOST_DEPTH}`;
  }
  return undefined;
}
