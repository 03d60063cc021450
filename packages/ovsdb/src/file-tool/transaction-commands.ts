/** `ovsdb-tool query` and `transact`. */
import { randomUUID } from 'node:crypto';
import { messageOf } from '#base';
import { isJsonArray, type Json, OvsdbError, parseJson, parseJsonText, stringifyJson } from '#ovsdb/notation';
import { openStored, type StoredDatabase, transact, wholeText } from '#ovsdb/server';
import type { Command, ToolContext } from './command.js';

export const transactionCommands: readonly Command[] = [
  {
    name: 'query',
    usage: '[DB] TRNS',
    help: 'execute read-only transaction on DB',
    operands: [1, 2],
    run: (args, context) => runTransaction(args, 'read', context),
  },
  {
    name: 'transact',
    usage: '[DB] TRNS',
    help: 'execute read/write transaction on DB',
    operands: [1, 2],
    run: (args, context) => runTransaction(args, 'write', context),
  },
];

/** What a query changes stays its own: it sees it, the file does not. */
function runTransaction(args: readonly string[], access: 'read' | 'write', context: ToolContext): number {
  const [path, text] = args.length === 1 ? [context.defaults.database, args[0] ?? ''] : [args[0] ?? '', args[1] ?? ''];
  const json = readTransaction(text);
  const stored = openStored(path, access);
  try {
    context.write(`${stringifyJson(resultOf(json, stored, access, context), 'sorted')}\n`);
  } finally {
    stored.store.close();
  }
  return 0;
}

function resultOf(
  json: Json,
  { database, store }: StoredDatabase,
  access: 'read' | 'write',
  context: ToolContext,
): Json {
  if (!isJsonArray(json)) return syntaxError('array expected', json);
  if (json[0] !== database.name) return syntaxError('database name expected as first parameter', json);
  const client = { isReadOnly: false, identity: { role: context.role, id: undefined }, holdsLock: () => false };
  const outcome = transact(database, json.slice(1), client, 0);
  // Nobody else changes the file: what would wait would wait for ever.
  if (outcome.kind === 'blocked') return [{ error: 'not supported', details: 'triggers not supported' }];
  const { commit, comment, results } = outcome;
  if (commit !== undefined && access === 'write') {
    const id = randomUUID();
    database.apply(commit, id);
    store.commit([{ id, time: context.now(), comment, client: context.program, changes: commit.changes }]);
    store.sync();
  }
  return parseJson(`[${wholeText(results)}]`);
}

function syntaxError(details: string, json: Json): Json {
  return new OvsdbError('syntax error', details, stringifyJson(json, 'sorted')).toJson();
}

/** The C tool takes a lone value for no JSON: so does this. */
function readTransaction(text: string): Json {
  try {
    return parseJsonText(text);
  } catch (error) {
    throw new Error(`"${text}": ${messageOf(error)}`);
  }
}
