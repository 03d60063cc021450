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
  const received: unknown[] = [];
  const connection = logged(bare, { isDebugging: () => isDebugging, debug: (text) => void lines.push(text) });
  connection.start({ message: (json) => void received.push(json), close: () => {} });
  inner?.message({ method: 'echo', params: ['é'], id: 'x' });
  inner?.message({ method: 'update', params: [null, {}], id: null });
  inner?.message(['nonsense']);
  connection.send('{"result":[1,', 'goes on');
  isDebugging = false;
  connection.send('2],"error":null,"id":0}');
  connection.send('{"result":', 'goes on');
  isDebugging = true;
  connection.send('{},"id":1}', 'at once');
  connection.send('{"id":2,"result":null,"error":"unknown method"}');
  expect({ lines, sent, received: received.length, backlog: connection.backlog, unread: connection.unread }).toEqual({
    lines: [
      'unix#1: received request, method="echo", params=["é"], id="x"',
      'unix#1: received notification, method="update", params=[null,{}]',
      'unix#1: send reply, result=[1,2], id=0',
      'unix#1: send error, error="unknown method", id=2',
    ],
    sent: [
      '{"result":[1, goes on',
      '2],"error":null,"id":0}',
      '{"result": goes on',
      '{},"id":1} at once',
      '{"id":2,"result":null,"error":"unknown method"}',
    ],
    received: 3,
    backlog: 7,
    unread: 3,
  });
});
