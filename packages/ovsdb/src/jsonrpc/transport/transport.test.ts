import { mkdirSync, mkdtempSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, expect, test } from '@jest/globals';
import { WebSocket } from 'ws';
import type { Json } from '#ovsdb/notation';
import type { Connection, Listener } from '../connection.js';
import { openSession, request, type Session } from '../session.js';
import { connect } from './connect.js';
import { listen } from './listen.js';
import { systemClock } from './system-clock.js';
import { listenWebSocket } from './web-socket.js';

const cleanups: (() => unknown)[] = [];
afterEach(async () => {
  for (const cleanup of cleanups.splice(0).reverse()) await cleanup();
});

function directory(): string {
  const path = mkdtempSync(join(tmpdir(), 'h'));
  cleanups.push(() => rmSync(path, { recursive: true }));
  return path;
}

async function client(remote: string): Promise<Session> {
  const connection = await connect(remote);
  cleanups.push(() => connection.close('test ended'));
  return openSession(connection, { clock: systemClock, handlers: {} });
}

function serve(connection: Connection): void {
  openSession(connection, {
    clock: systemClock,
    handlers: {
      request(method, params, id) {
        if (method === 'close') connection.close('asked to');
        else connection.send({ id, result: [method, ...params], error: null });
      },
    },
  });
}

async function served(listening: Promise<Listener>): Promise<Listener> {
  const listener = await listening;
  cleanups.push(() => listener.close());
  return listener;
}

test('a unix socket: mode, echo, requests, end', async () => {
  const path = join(directory(), 's.sock');
  await served(listen(`punix:${path}`, serve));
  expect((statSync(path).mode & 0o777).toString(8)).toBe('750');
  const session = await client(`unix:${path}`);
  expect(await request(session, 'echo', [1])).toEqual([1]);
  expect(await Promise.all([request(session, 'a', []), request(session, 'b', [2n ** 60n])])).toEqual([
    ['a'],
    ['b', 2n ** 60n],
  ]);
  await expect(request(session, 'close', [])).rejects.toThrow('connection lost: connection closed by peer');
  expect(session.isOpen).toBe(false);
});

test('a unix socket whose name is too long for the system, against a rundir', async () => {
  const deep = join(directory(), 'd'.repeat(100), 'e'.repeat(100));
  mkdirSync(deep, { recursive: true });
  const listener = await listen('punix:s.sock', serve, { rundir: deep });
  cleanups.push(() => listener.close());
  const connection = await connect('unix:s.sock', { rundir: deep });
  const session = openSession(connection, { clock: systemClock, handlers: {} });
  expect(await request(session, 'echo', [1])).toEqual([1]);
  connection.close('test ended');
});

test('tcp on a port that the system picks', async () => {
  const { remote } = await served(listen('ptcp:0:127.0.0.1', serve));
  const port = remote.kind === 'unix' ? 0 : remote.port;
  const session = await client(`tcp:127.0.0.1:${port}`);
  const big = 'x'.repeat(1 << 20);
  expect(await request(session, 'echo', [big])).toEqual([big]);
});

test('what cannot be connected to', async () => {
  const dir = directory();
  await expect(connect(`unix:${dir}/none`)).rejects.toMatchObject({
    message: 'No such file or directory',
    context: { errno: 'ENOENT' },
  });
  await expect(connect('ssl:127.0.0.1:1')).rejects.toThrow('must be configured to use SSL');
  await expect(connect('ptcp:1')).rejects.toThrow('cannot connect to a passive remote');
  await expect(connect('foo:1')).rejects.toThrow('foo:1: unknown kind of remote');
});

test('a peer that does not read is dropped at the limit of its backlog', async () => {
  const path = join(directory(), 's.sock');
  const closed = new Promise<string | undefined>((resolve) => {
    const listening = listen(
      `punix:${path}`,
      (connection) => {
        connection.start({ message: () => {}, close: resolve });
        const flood = () => {
          for (let i = 0; i < 100 && connection.backlog < 2e6; i++) connection.send({ x: 'y'.repeat(10000) });
        };
        flood();
        setImmediate(flood);
      },
      { maxBacklogBytes: 1e6 },
    );
    void served(listening).then(async () => {
      const connection = await connect(`unix:${path}`);
      connection.pause();
      cleanups.push(() => connection.close('test ended'));
    });
  });
  expect(await closed).toMatch(/^\d+ bytes not taken by the peer$/);
});

async function webSocketAnswer(port: number, origin?: string): Promise<Json | string> {
  const socket = new WebSocket(`ws://127.0.0.1:${port}/`, origin === undefined ? {} : { origin });
  cleanups.push(() => socket.terminate());
  return new Promise((resolve) => {
    socket.on('error', (error) => resolve(error.message));
    socket.on('open', () => socket.send('{"jsonrpc":"2.0","id":"a","method":"hello","params":[1]}'));
    socket.on('message', (data) => resolve(JSON.parse(String(data))));
  });
}

test('WebSocket: JSON-RPC 2.0 for listed origins only', async () => {
  const { remote } = await served(
    listenWebSocket('pws:0:127.0.0.1', serve, { allowedOrigins: ['https://ui.example'] }),
  );
  const port = remote.kind === 'unix' ? 0 : remote.port;
  const answer = { jsonrpc: '2.0', id: 'a', result: ['hello', 1] };
  expect(await webSocketAnswer(port)).toEqual(answer);
  expect(await webSocketAnswer(port, 'https://ui.example')).toEqual(answer);
  expect(await webSocketAnswer(port, 'https://evil.example')).toBe('Unexpected server response: 403');
  const session = await client(`ws:127.0.0.1:${port}`);
  expect(await request(session, 'ours', [2])).toEqual(['ours', 2]);
});
