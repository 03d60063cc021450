import { expect, test } from '@jest/globals';
import { type Json, parseJson } from '#ovsdb/notation';
import { FakeClock } from '../client/testing/fake-clock.js';
import type { Connection, ConnectionHandlers } from './connection.js';
import { parseRemote } from './remote.js';
import { openSession, type Session } from './session.js';

interface Bench {
  readonly clock: FakeClock;
  readonly session: Session;
  /** What went out, and what the session told its owner, in order. */
  readonly events: string[];
  receive(text: string): void;
}

function bench(options: { readonly isNetwork?: boolean; readonly probeMs?: number } = {}): Bench {
  const clock = new FakeClock();
  const events: string[] = [];
  let handlers: ConnectionHandlers | undefined;
  const connection: Connection = {
    peer: 'peer',
    remote: parseRemote('tcp:127.0.0.1:1'),
    isNetwork: options.isNetwork ?? true,
    backlog: 0,
    unread: 0,
    send: (message) =>
      void events.push(`${clock.now()} > ${typeof message === 'string' ? message : JSON.stringify(message)}`),
    start(given) {
      handlers = given;
    },
    pause: () => void events.push('pause'),
    resume: () => void events.push('resume'),
    close: (reason) => handlers?.close(reason),
  };
  const session = openSession(connection, {
    clock,
    ...(options.probeMs === undefined ? {} : { probeMs: options.probeMs }),
    handlers: {
      request: (method, params) => void events.push(`request ${method} ${JSON.stringify(params)}`),
      notification: (method, params) => void events.push(`notification ${method} ${JSON.stringify(params)}`),
      close: (reason) => void events.push(`${clock.now()} closed: ${reason}`),
    },
  });
  return {
    clock,
    session,
    events,
    receive(text) {
      const json: Json = parseJson(text);
      handlers?.activity?.();
      handlers?.message(json);
    },
  };
}

const PROBE = '> {"method":"echo","params":[],"id":"echo"}';

test('a silent network peer is probed after 5 s and dropped after 5 more', async () => {
  const { clock, events } = bench();
  await clock.advance(30_000);
  expect(events).toEqual([
    `5000 ${PROBE}`,
    '10000 closed: no response to inactivity probe after 5 seconds, disconnecting',
  ]);
});

test('a peer that answers, or says anything, lives', async () => {
  const { clock, events, receive } = bench();
  await clock.advance(4000);
  receive('{"method":"update","params":[],"id":null}');
  await clock.advance(5000);
  receive('{"id":"echo","result":[],"error":null}');
  await clock.advance(5500);
  expect(events).toEqual(['notification update []', `9000 ${PROBE}`, `14000 ${PROBE}`]);
});

test('unix sessions are not probed unless asked for', async () => {
  const silent = bench({ isNetwork: false });
  await silent.clock.advance(60_000);
  expect(silent.events).toEqual([]);
  const asked = bench({ isNetwork: false, probeMs: 1000 });
  await asked.clock.advance(1000);
  expect(asked.events).toEqual([`1000 ${PROBE}`]);
  const off = bench({ probeMs: 0 });
  await off.clock.advance(60_000);
  expect(off.events).toEqual([]);
});

test('echoes are answered; replies find their requests; what nobody asked for ends the session', () => {
  const { events, receive, session } = bench();
  receive('{"method":"echo","params":["x"],"id":7}');
  session.request('a', [], (outcome) => events.push(`a: ${JSON.stringify(outcome)}`));
  session.request('b', [], (outcome) => events.push(`b: ${'error' in outcome ? outcome.error.message : ''}`));
  session.request('c', [], (outcome) => events.push(`c: ${'error' in outcome ? outcome.error.message : ''}`));
  receive('{"id":1,"error":{"error":"unknown database","details":"d"}}');
  receive('{"id":0,"result":5,"error":null}');
  receive('{"id":99,"result":5,"error":null}');
  expect(events).toEqual([
    '0 > {"id":7,"result":["x"],"error":null}',
    '0 > {"method":"a","params":[],"id":0}',
    '0 > {"method":"b","params":[],"id":1}',
    '0 > {"method":"c","params":[],"id":2}',
    'b: unknown database: d',
    'a: {"result":5}',
    'c: connection lost: Protocol error: reply to no request: 99',
    '0 closed: Protocol error: reply to no request: 99',
  ]);
  expect(session.isOpen).toBe(false);
});

test('held messages wait, in order', () => {
  const { events, receive, session } = bench();
  session.hold();
  receive('{"method":"a","params":[],"id":null}');
  receive('{"method":"b","params":[1],"id":1}');
  session.release();
  receive('{"method":"c","params":[],"id":null}');
  expect(events).toEqual(['notification a []', 'request b [1]', 'notification c []']);
});

test('while messages wait probes are answered and heard; many of them wait where they come from', async () => {
  const { clock, events, receive, session } = bench();
  session.hold();
  receive('{"method":"a","params":[],"id":null}');
  receive('{"method":"echo","params":[],"id":"echo"}');
  await clock.advance(6000);
  receive('{"id":"echo","result":[],"error":null}');
  await clock.advance(8000);
  receive('{"id":"echo","result":[],"error":null}');
  expect(events.splice(0)).toEqual(['0 > {"id":"echo","result":[],"error":null}', `5000 ${PROBE}`, `11000 ${PROBE}`]);
  for (let i = 0; i < 2000; i++) receive('{"method":"b","params":[],"id":null}');
  expect(events.splice(0)).toEqual(['pause']);
  // Nothing is heard now, whatever the peer says.
  await clock.advance(60_000);
  expect(events.filter((event) => !event.endsWith(PROBE))).toEqual([]);
  events.splice(0);
  session.release();
  expect([events[0], events.length, events.at(-1)]).toEqual(['notification a []', 2002, 'resume']);
});
