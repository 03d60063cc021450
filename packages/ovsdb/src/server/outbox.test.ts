import { expect, test } from '@jest/globals';
import { type Connection, parseRemote } from '#ovsdb/jsonrpc';
import type { Piece } from './listing.js';
import { sharedListing } from './listing.js';
import { Outbox } from './outbox.js';

/** A connection whose client takes what it is told to. */
function bench(remote: string, maxBytes: number) {
  const events: string[] = [];
  let backlog = 0;
  const connection: Connection = {
    peer: 'peer',
    remote: parseRemote(remote),
    isNetwork: false,
    unread: 0,
    get backlog() {
      return backlog;
    },
    send: (message, part) => {
      const text = String(message);
      backlog += text.length;
      events.push(`${text.length > 40 ? text.length : text}${part === 'goes on' ? ' ..' : ''}`);
    },
    start: () => {},
    pause: () => {},
    resume: () => {},
    close: (reason) => void events.push(`closed: ${reason}`),
  };
  const outbox = new Outbox(connection, maxBytes, () => void events.push('taken'));
  const take = () => {
    backlog = 0;
    outbox.pump();
  };
  return { outbox, events, take };
}

/** As many characters as it says it keeps. */
const long = (bytes: number): Piece =>
  sharedListing(
    Array.from({ length: bytes / 1000 }, (_, i) => i),
    () => 'x'.repeat(999),
  );

const turn = () => new Promise((resolve) => setImmediate(resolve));

test('long messages go out as they are taken, on WebSocket as parts of a whole', () => {
  const streamed = bench('tcp:127.0.0.1:1', 1e9);
  const web = bench('ws:127.0.0.1:1', 1e9);
  for (const { outbox } of [streamed, web]) {
    outbox.push(['[', long(400_000), ']']);
    outbox.push('behind');
    outbox.push(['a', 'b']);
    outbox.pump();
  }
  expect(streamed.events).toEqual(['200000', '200000', ']behindab']);
  expect(web.events).toEqual(['200000 ..', '200000 ..', ']', 'behind', 'ab']);
});

test('one listing is free, what is kept beside it counts', async () => {
  const { outbox, events, take } = bench('tcp:127.0.0.1:1', 5_000_000);
  outbox.push([long(40_000_000)]);
  outbox.pump();
  await turn();
  expect([outbox.listings, outbox.backlog < 2_000_000, events.at(-1)]).toEqual([1, true, 'taken']);
  outbox.push([long(3_000_000)]);
  outbox.pump();
  expect([outbox.listings, Math.round(outbox.backlog / 1e6)]).toEqual([2, 4]);
  outbox.push([long(3_000_000)]);
  outbox.pump();
  expect(events.at(-1)).toMatch(/^closed: \d+ bytes not taken by the peer$/);
  while (outbox.listings > 0) {
    take();
    await turn();
  }
  take();
  expect(outbox.backlog).toBe(0);
});

test('a row that is longer than a text can be ends its reader', () => {
  const { outbox, events } = bench('tcp:127.0.0.1:1', 1e9);
  const row = sharedListing([1], () => {
    throw new RangeError('Invalid string length');
  });
  outbox.push(['[', row, ']']);
  outbox.pump();
  expect(events).toEqual(['closed: a row is too long to be sent']);
});
