/** `ovsdb-client transact` and `query`. */
import { messageOf } from '#base';
import { isJsonArray, isJsonObject, type Json, type JsonArray, parseJsonText } from '#ovsdb/notation';
import type { Call, Command } from './command.js';

export const transactCommands: readonly Command[] = [
  {
    name: 'transact',
    needs: 'server',
    operands: [1, 1],
    help: [
      'transact [SERVER] TRANSACTION',
      'run TRANSACTION (params for "transact" request) on SERVER',
      'and print the results as JSON on stdout',
    ],
    run: async (call) => call.output.json(await call.ask('transact', transactionOf(call))),
  },
  {
    name: 'query',
    needs: 'server',
    operands: [1, 1],
    help: [
      'query [SERVER] TRANSACTION',
      'run TRANSACTION (params for "transact" request) on SERVER,',
      'as read-only, and print the results as JSON on stdout',
    ],
    async run(call) {
      // The abort behind it takes everything back; its own result is not shown.
      const reply = await call.ask('transact', [...transactionOf(call), { op: 'abort' }]);
      call.output.json(isJsonArray(reply) && isAborted(reply.at(-1)) ? reply.slice(0, -1) : reply);
    },
  },
];

function isAborted(json: Json | undefined): boolean {
  return isJsonObject(json) && json['error'] === 'aborted';
}

function transactionOf({ args }: Call): JsonArray {
  const text = args[0] ?? '';
  let json: Json;
  try {
    json = parseJsonText(text);
  } catch (error) {
    throw new Error(`"${text}": ${messageOf(error)}`);
  }
  if (!isJsonArray(json) || typeof json[0] !== 'string') throw new Error('not a valid OVSDB query');
  return json;
}
