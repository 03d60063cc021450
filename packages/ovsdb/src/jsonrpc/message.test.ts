import { expect, test } from '@jest/globals';
import { parseJson } from '#ovsdb/notation';
import { fromJsonRpc2, JsonRpc2Text, toJsonRpc2 } from './json-rpc-2.js';
import { parseMessage, printMessage } from './message.js';

/** Text of a message, and what ovsdb-server does with it: the message, or why it drops the peer. */
test.each([
  ['{"method":"echo","params":[],"id":1}', { kind: 'request', method: 'echo', params: [], id: 1 }],
  [
    '{"method":"echo","params":[],"id":[1,{"a":2}]}',
    { kind: 'request', method: 'echo', params: [], id: [1, { a: 2 }] },
  ],
  ['{"method":"echo","params":[],"id":1,"id":2}', { kind: 'request', method: 'echo', params: [], id: 2 }],
  [
    '{"method":"echo","params":[],"id":1,"result":null,"error":null}',
    { kind: 'request', method: 'echo', params: [], id: 1 },
  ],
  ['{"method":"x","params":[]}', { kind: 'notification', method: 'x', params: [] }],
  ['{"method":"x","params":[],"id":null}', { kind: 'notification', method: 'x', params: [] }],
  ['{"id":5,"result":1,"error":null}', { kind: 'reply', id: 5, result: 1 }],
  ['{"id":5,"result":null,"error":null}', { kind: 'reply', id: 5, result: null }],
  ['{"id":5,"error":"unknown method"}', { kind: 'error', id: 5, error: 'unknown method' }],
  ['{"id":1}', 'request must have "method"'],
  ['{"method":5,"params":[],"id":1}', 'method is not a JSON string'],
  ['{"method":"echo","id":1}', 'request must have "params"'],
  ['{"method":"echo","params":{},"id":1}', '"params" must be JSON array'],
  ['{"id":5,"result":1,"error":"x"}', 'reply must not have "error"'],
  ['{"method":"echo","params":[],"id":1,"x":1}', 'unexpected member "x"'],
  ['{"jsonrpc":"2.0","method":"echo","params":[],"id":1}', 'unexpected member "jsonrpc"'],
  ['[1]', 'message is not a JSON object'],
  ['{"method":"echo","params":["a\\u0000b"],"id":1}', 'null bytes not supported in quoted strings'],
  ['{"method":"echo","params":["\\ud800"],"id":1}', 'malformed escaped surrogate pair'],
  ['{"method":"echo","params":["\\ud83d\\ude00"],"id":1}', { kind: 'request', method: 'echo', params: ['😀'], id: 1 }],
  ['{"method":"echo","params":["\\\\u0000"],"id":1}', { kind: 'request', method: 'echo', params: ['\\u0000'], id: 1 }],
])('%s', (text, outcome) => {
  const read = () => {
    try {
      return parseMessage(text);
    } catch (error) {
      return error instanceof Error ? error.message : error;
    }
  };
  expect(read()).toEqual(outcome);
});

test('messages as they are printed', () => {
  expect(printMessage({ kind: 'request', method: 'echo', params: [1n << 60n], id: 1 })).toBe(
    '{"method":"echo","params":[1152921504606846976],"id":1}',
  );
  expect(printMessage({ kind: 'error', id: 1, error: 'unknown method' })).toBe('{"id":1,"error":"unknown method"}');
  expect(printMessage({ kind: 'reply', id: 1, result: {} })).toBe('{"id":1,"result":{},"error":null}');
});

test.each([
  [
    { method: 'echo', params: [], id: 1 },
    { jsonrpc: '2.0', id: 1, method: 'echo', params: [] },
  ],
  [
    { method: 'update', params: [1], id: null },
    { jsonrpc: '2.0', method: 'update', params: [1] },
  ],
  [
    { id: 1, result: {}, error: null },
    { jsonrpc: '2.0', id: 1, result: {} },
  ],
  [
    { id: 1, error: 'unknown method' },
    { jsonrpc: '2.0', id: 1, error: { code: -32601, message: 'unknown method' } },
  ],
  [
    { id: 1, error: { error: 'unknown database', details: 'd' } },
    {
      jsonrpc: '2.0',
      id: 1,
      error: { code: -32000, message: 'unknown database', data: { error: 'unknown database', details: 'd' } },
    },
  ],
])('JSON-RPC 1.0 and 2.0: %j', (first, second) => {
  expect(toJsonRpc2(first)).toEqual(second);
  expect(fromJsonRpc2(second)).toEqual(first);
});

test.each([
  ['{"jsonrpc":"2.0","id":9007199254740993,"method":"m"}', { method: 'm', params: [], id: 9007199254740993n }],
  ['{"jsonrpc":"2.0","id":"x","method":"m","params":{}}', { method: 'm', params: {}, id: 'x' }],
  ['{"jsonrpc":"2.0","id":{},"method":"m"}', 'JSON-RPC 2.0 ids are strings or numbers'],
  ['{"jsonrpc":"2.0","id":[],"method":"m"}', 'JSON-RPC 2.0 ids are strings or numbers'],
  ['{"jsonrpc":"2.0","id":true,"method":"m"}', 'JSON-RPC 2.0 ids are strings or numbers'],
  ['{"id":1,"method":"m"}', 'message is not JSON-RPC 2.0'],
  ['5', 'message is not a JSON object'],
])('JSON-RPC 2.0: %s', (text, outcome) => {
  const read = () => {
    try {
      return fromJsonRpc2(parseJson(text));
    } catch (error) {
      return error instanceof Error ? error.message : error;
    }
  };
  expect(read()).toEqual(outcome);
});

test.each([
  [['{"id":1,"result":[],"error":null}'], '{"jsonrpc":"2.0","id":1,"result":[]}'],
  [['{"id":"a","result":[', '1,2', ',3],"error":null}'], '{"jsonrpc":"2.0","id":"a","result":[1,2,3]}'],
  [['{"id":null,"method":"update2","params":["m",{', '}]}'], '{"jsonrpc":"2.0","method":"update2","params":["m",{}]}'],
  [['{"method":"echo","params":[],"id":"echo"}'], '{"jsonrpc":"2.0","id":"echo","method":"echo","params":[]}'],
  [
    ['{"id":9007199254740993,"error":"unknown method"}'],
    '{"jsonrpc":"2.0","id":9007199254740993,"error":{"code":-32601,"message":"unknown method"}}',
  ],
  [
    ['{"id":"\\",\\"error\\":null}","error":{"error":"x"}}'],
    '{"jsonrpc":"2.0","id":"\\",\\"error\\":null}","error":{"code":-32000,"message":"x","data":{"error":"x"}}}',
  ],
])('JSON-RPC 2.0 of %j', (parts, text) => {
  const made = new JsonRpc2Text();
  // Each message leaves nothing behind for the next one.
  for (let i = 0; i < 2; i++)
    expect(parts.map((part, at) => made.part(part, at === parts.length - 1)).join('')).toBe(text);
});
