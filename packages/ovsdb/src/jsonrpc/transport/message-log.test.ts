import { expect, test } from '@jest/globals';
import type { Connection, ConnectionHandlers } from '../connection.js';
import { parseRemote } from '../remote.js';
import { logged } from './message-log.js';

test('each message is one line, while somebody wants to see it', () => {
  const lines: string[] = [];
  const sent: string[] = [];
  let isDebugging = true;
  let inner: ConnectionHandlers | undefined;
  const bare: Connection = {
    peer: 'unix#1',
    remote: parseRemote('punix:/test'),
    isNetwork: false,
    backlog: 7,
    unread: 3,
    send: (message, how) => void sent.push(`${String(message)} ${how ?? ''}`.trim()),
    start: (handlers) => {
      inner = handlers;
    },
    pause: () => {},
    resume: () => {},
    close: () => {},
  };
  const received: [json: unknown, bytes: number | undefined][] = [];
  const connection = logged(bare, { isDebugging: () => isDebugging, debug: (text) => void lines.push(text) });
  connection.start({ message: (json, bytes) => void received.push([json, bytes]), close: () => {} });
  inner?.message({ method: 'echo', params: ['é'], id: 'x' });
  inner?.message({ method: 'update', params: [null, {}], id: null });
  inner?.message(['nonsense'], 12);
  connection.send('{"result":[1,', 'goes on');
  connection.send('2],"error":null,"id":0}');
  isDebugging = false;
  connection.send('{"result":[{"a":1},');
  isDebugging = true;
  connection.send('{"b":2}],"id":1}');
  connection.send('{"id":2,"result":null,"error":"unknown method"}{"id":3,"result":"ü');
  connection.send('","error":null}{"id":4,"result":{},"error":null}', 'at once');
  expect({
    lines,
    sent,
    received: received.map(([, bytes]) => bytes),
    backlog: connection.backlog,
    unread: connection.unread,
  }).toEqual({
    lines: [
      'unix#1: received request, method="echo", params=["é"], id="x"',
      'unix#1: received notification, method="update", params=[null,{}]',
      'unix#1: send reply, result=[1,2], id=0',
      'unix#1: send error, error="unknown method", id=2',
      'unix#1: send reply, result="ü", id=3',
      'unix#1: send reply, result={}, id=4',
    ],
    sent: [
      '{"result":[1, goes on',
      '2],"error":null,"id":0}',
      '{"result":[{"a":1},',
      '{"b":2}],"id":1}',
      '{"id":2,"result":null,"error":"unknown method"}{"id":3,"result":"ü',
      '","error":null}{"id":4,"result":{},"error":null} at once',
    ],
    received: [undefined, undefined, 12],
    backlog: 7,
    unread: 3,
  });
});
