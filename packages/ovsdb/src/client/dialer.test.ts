/** In which order and when a replica tries its remotes. */
import { expect, test } from '@jest/globals';
import { settled } from './testing/fake-clock.js';
import { open, refusing, serverWith } from './testing/replica-bench.js';

test('attempts: each remote at once, then pauses of 1, 2, 4, 8, 8 seconds a round', async () => {
  const bench = open({}, { remotes: ['unix:/a', 'unix:/b'] }, refusing());
  const times: string[] = [];
  for (let second = 0; second <= 32; second++) {
    await bench.clock.advance(second === 0 ? 0 : 1000);
    times.push(...bench.server.requests.splice(0).map((request) => `${second} ${request}`));
  }
  expect(times).toEqual([
    '0 -- unix:/a',
    '0 -- unix:/b',
    '1 -- unix:/a',
    '2 -- unix:/b',
    '4 -- unix:/a',
    '6 -- unix:/b',
    '10 -- unix:/a',
    '14 -- unix:/b',
    '22 -- unix:/a',
    '30 -- unix:/b',
  ]);
  bench.server.isUp = true;
  await bench.clock.advance(8000);
  expect(bench.replica.state).toBe('synced');
});

test('the log tells of attempts in the words of C programs until the pauses are longest, and of the connection', async () => {
  const bench = open({}, { remotes: ['unix:/a'] }, refusing());
  for (let second = 0; second <= 40; second++) await bench.clock.advance(1000);
  bench.server.isUp = true;
  await bench.clock.advance(8000);
  expect(bench.log).toEqual([
    'info unix:/a: connecting...',
    'info unix:/a: connection attempt failed (Connection refused)',
    'info unix:/a: connecting...',
    'info unix:/a: connection attempt failed (Connection refused)',
    'info unix:/a: waiting 2 seconds before reconnect',
    'info unix:/a: connecting...',
    'info unix:/a: connection attempt failed (Connection refused)',
    'info unix:/a: waiting 4 seconds before reconnect',
    'info unix:/a: connecting...',
    'info unix:/a: connection attempt failed (Connection refused)',
    'info unix:/a: continuing to reconnect in the background but suppressing further logging',
    'info unix:/a: connected',
    'info unix:/a: loaded Network',
  ]);
});

test.each([
  ['connection closed by peer', 'info unix:/db: connection closed by peer'],
  ['Connection reset by peer', 'warn unix:/db: connection dropped (Connection reset by peer)'],
  [
    'no response to inactivity probe after 5 seconds, disconnecting',
    'error unix:/db: no response to inactivity probe after 5 seconds, disconnecting',
  ],
])('the log tells of an end at the level of C programs: %s', async (reason, line) => {
  const bench = open();
  await bench.replica.whenSynced();
  bench.log.splice(0);
  bench.server.drop(reason);
  expect(bench.log[0]).toBe(line);
});

test.each([
  ['unix:/db', []],
  ['tcp:127.0.0.1:1', ['error tcp:127.0.0.1:1: no response to inactivity probe after 1 seconds, disconnecting']],
])('another probe interval holds for the connection that is there: %s', async (remote, told) => {
  const bench = open({}, { remotes: [remote], probeMs: 0 });
  await bench.replica.whenSynced();
  bench.replica.setProbe(1000);
  await bench.clock.advance(1500);
  await bench.clock.advance(1000);
  expect(bench.log.filter((line) => line.startsWith('error'))).toEqual(told);
});

test('a connection that is given up on purpose is no fault', async () => {
  const bench = open();
  await bench.replica.whenSynced();
  bench.log.splice(0);
  bench.replica.forceReconnect();
  expect(bench.log[0]).toBe('info unix:/db: reconnection asked for');
});

test('remotes are tried in an order of chance', async () => {
  const remotes = ['unix:/a', 'unix:/b', 'unix:/c'];
  const places = [7, 1, 3];
  const bench = open(
    {},
    { remotes, remoteOrder: 'shuffled', random: () => new Uint8Array([0, 0, 0, places.shift() ?? 0]) },
    refusing(),
  );
  await settled();
  expect(bench.server.requests).toEqual(['-- unix:/b', '-- unix:/c', '-- unix:/a']);
});

test('without reconnect the first failure is the end', async () => {
  const bench = open({}, { reconnect: false }, refusing());
  await expect(bench.replica.whenSynced()).rejects.toThrow('Connection refused');
  expect(bench.replica.state).toBe('closed');
});

test('reconnect once synced: a first failure is the end, later ones are not', async () => {
  const never = open({}, { reconnect: 'once synced' }, refusing());
  await expect(never.replica.whenSynced()).rejects.toThrow('Connection refused');
  const bench = open({}, { reconnect: 'once synced' });
  await bench.replica.whenSynced();
  bench.server.drop();
  expect(bench.replica.state).toBe('connecting');
  await bench.clock.advance(1000);
  expect(bench.replica.state).toBe('synced');
});

test('an attempt that nobody answers ends after 8 s', async () => {
  const server = serverWith();
  const silent = { isSilent: true };
  const bench = open(
    {},
    {
      remotes: ['unix:/a', 'unix:/b'],
      connect: (remote) => (silent.isSilent ? new Promise(() => {}) : server.connect(remote)),
    },
    server,
  );
  await bench.clock.advance(7999);
  expect(bench.replica.remote).toBe('unix:/a');
  silent.isSilent = false;
  await bench.clock.advance(1);
  expect([bench.replica.state, bench.replica.remote]).toEqual(['synced', 'unix:/b']);
});
