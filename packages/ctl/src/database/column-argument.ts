/** Arguments `column[:key][operator value]` of the database commands. */
import { messageOf } from '#base';
import type { ColumnSchema } from '#ovsdb/notation';
import type { AnyTable } from '#schemas';
import { CommandError } from '../command-error.js';
import { readToken } from '../values/token.js';
import { findColumn } from './catalog.js';

export interface ColumnArgument {
  readonly column: ColumnSchema;
  /** The key as typed, quotes included. */
  readonly key: string | undefined;
  readonly operator: string;
  /** What follows the operator. */
  readonly value: string;
}

/** The operators of `find` and `wait-until`, in the order in which errors list them. */
export const comparisons = [
  '=',
  '!=',
  '<',
  '>',
  '<=',
  '>=',
  '{=}',
  '{!=}',
  '{<}',
  '{>}',
  '{<=}',
  '{>=}',
  '{in}',
  '{not-in}',
] as const;

export type Comparison = (typeof comparisons)[number];

interface Head {
  readonly column: ColumnSchema;
  readonly key: string | undefined;
  readonly end: number;
}

function readHead(table: AnyTable, text: string): Head {
  const name = token(text, 0);
  if (name.text === '') throw new CommandError(`${text}: missing column name`);
  const column = findColumn(table, name.text, 'without-uuid');
  if (text[name.end] !== ':') return { column, key: undefined, end: name.end };
  const key = token(text, name.end + 1);
  return { column, key: key.text, end: key.end };
}

function token(text: string, at: number) {
  try {
    return readToken(text, at);
  } catch (error) {
    throw new CommandError(`${text}: ${messageOf(error)}`);
  }
}

/** `_uuid` has no key. */
const isUuidColumn = (text: string) => text.toLowerCase() === '_uuid';

/** The column that an argument names, for what must be loaded. What follows it is not looked at. */
export function readColumnOnly(table: AnyTable, text: string): ColumnSchema {
  return isUuidColumn(text) ? findColumn(table, text, 'with-uuid') : readHead(table, text).column;
}

/** Reads `column[:key]`, as `get` takes it. */
export function readColumnAndKey(
  table: AnyTable,
  text: string,
): { readonly column: ColumnSchema; readonly key: string | undefined } {
  if (isUuidColumn(text)) return { column: findColumn(table, text, 'with-uuid'), key: undefined };
  const head = readHead(table, text);
  if (head.end < text.length) {
    throw new CommandError(`${text}: trailing garbage "${text.slice(head.end)}" in argument`);
  }
  return head;
}

/** Reads `column[:key]OPERATORvalue` with one of `operators`. Throws `CommandError`. */
export function readColumnArgument<O extends string>(
  table: AnyTable,
  text: string,
  operators: readonly O[],
): ColumnArgument & { readonly operator: O } {
  const head = readHead(table, text);
  let found: O | undefined;
  for (const operator of operators) {
    if (text.startsWith(operator, head.end) && operator.length > (found?.length ?? 0)) found = operator;
  }
  const value = found === undefined ? '' : text.slice(head.end + found.length);
  if (found === undefined || value === '') {
    throw new CommandError(`${text}: argument does not end in ${listOf(operators)} followed by a value.`);
  }
  return { column: head.column, key: head.key, operator: found, value };
}

function listOf(operators: readonly string[]): string {
  const quoted = operators.map((operator) => `"${operator}"`);
  if (quoted.length < 3) return quoted.join(' or ');
  return `${quoted.slice(0, -1).join(', ')}, or ${quoted.at(-1)}`;
}
