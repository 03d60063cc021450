import { readFileSync } from 'node:fs';
import { createConnection } from 'node:net';
import { networkInterfaces } from 'node:os';
import { afterEach, expect, test } from '@jest/globals';
import { JSONRPCClient, type JSONRPCResponse } from 'json-rpc-2.0';
import { WebSocket } from 'ws';
import { connect, listenWebSocket, refusalOf } from '#ovsdb/jsonrpc';
import { isJsonObject, type Json, parseJson, schemaToJson, stringifyJson } from '#ovsdb/notation';
import { northbound } from '#schemas/northbound';
import { testService } from './testing-service.js';

const cleanups: (() => unknown)[] = [];
afterEach(async () => {
  for (const cleanup of cleanups.splice(0).reverse()) await cleanup();
});

/** A northbound database at a WebSocket of its own; gives its address. */
async function serve(options: { readonly maxBacklogBytes?: number } = {}): Promise<string> {
  const { service } = testService(stringifyJson(schemaToJson(northbound.schema)), options);
  const listener = await listenWebSocket('pws:0:127.0.0.1', (connection) => {
    service.accept(connection, { probeMs: 0, isReadOnly: false });
  });
  cleanups.push(() => listener.close());
  cleanups.push(() => service.close());
  const { remote } = listener;
  return `ws://127.0.0.1:${remote.kind === 'unix' ? 0 : remote.port}/`;
}

const ADD = { op: 'insert', table: 'Logical_Switch', row: { name: 'sw0' } };

test('a json-rpc-2.0 client over ws: lists, monitors, writes, is notified', async () => {
  const socket = new WebSocket(await serve());
  cleanups.push(() => socket.terminate());
  await new Promise((resolve) => socket.once('open', resolve));
  const client = new JSONRPCClient((request) => socket.send(JSON.stringify(request)));
  const notifications: Json[] = [];
  const notified = new Promise<void>((resolve) => {
    socket.on('message', (data) => {
      const message = parseJson(String(data));
      if (!isJsonObject(message) || message['method'] === undefined) {
        const response: JSONRPCResponse = JSON.parse(String(data));
        client.receive(response);
        return;
      }
      notifications.push(message);
      resolve();
    });
  });
  expect(await client.request('list_dbs', [])).toEqual(['OVN_Northbound', '_Server']);
  const since = '00000000-0000-0000-0000-000000000000';
  const asked = { Logical_Switch: [{ columns: ['name'] }] };
  const initial: Json = await client.request('monitor_cond_since', ['OVN_Northbound', 'm', asked, since]);
  expect(initial).toEqual([false, expect.any(String), {}]);
  const added: Json = await client.request('transact', ['OVN_Northbound', ADD]);
  expect(added).toEqual([{ uuid: ['uuid', expect.any(String)] }]);
  await notified;
  const rows = { Logical_Switch: expect.any(Object) };
  expect(notifications).toEqual([{ jsonrpc: '2.0', method: 'update3', params: ['m', expect.any(String), rows] }]);
  expect(stringifyJson(notifications)).toContain('{"insert":{"name":"sw0"}}');
  await expect(client.request('nonsense', [])).rejects.toMatchObject({ code: -32601 });
  await expect(client.request('transact', ['nowhere'])).rejects.toMatchObject({
    code: -32000,
    message: 'unknown database',
  });
});

/** The example that docs/database-service.md shows. */
function browserExample(): string {
  const page = readFileSync(new URL('../../../../../docs/database-service.md', import.meta.url), 'utf8');
  const after = page.slice(page.indexOf('## Browsers'));
  const lines = after.split('\n').filter((line) => line.startsWith('    '));
  return lines.map((line) => line.slice(4)).join('\n');
}

test('the example for browsers on the page about the service does what it says', async () => {
  const address = await serve();
  const example = browserExample();
  expect(example).toContain("'ws://127.0.0.1:6650/'");
  const said: unknown[][] = [];
  await new Promise<void>((resolve) => {
    class PageSocket extends WebSocket {
      constructor() {
        super(address);
        cleanups.push(() => this.terminate());
      }
    }
    const console = {
      log: (...words: unknown[]) => {
        said.push(words);
        if (said.length === 3) resolve();
      },
    };
    new Function('WebSocket', 'console', example)(PageSocket, console);
  });
  const inserted = { Logical_Switch: { [idIn(said)]: { insert: { name: 'sw0' } } } };
  expect(said).toEqual([[{}], ['update2', ['m', inserted]], [[{ uuid: ['uuid', idIn(said)] }]]]);
});

function idIn(said: unknown): string {
  return /"uuid","([0-9a-f-]{36})"/.exec(JSON.stringify(said))?.[1] ?? 'none';
}

test.each([
  ['127.0.0.1', {}, '/', undefined],
  ['::1', {}, '/', undefined],
  ['::ffff:127.0.0.1', {}, '/', undefined],
  ['127.0.0.1', { origin: 'https://ui.example' }, '/', undefined],
  ['127.0.0.1', { origin: 'https://ui.example.evil' }, '/', '403 Forbidden'],
  ['127.0.0.1', { origin: 'null' }, '/', '403 Forbidden'],
  ['192.0.2.1', {}, '/', '401 Unauthorized'],
  ['192.0.2.1', { authorization: 'Bearer s3cret' }, '/', undefined],
  ['192.0.2.1', { authorization: 'Bearer s3creT' }, '/', '401 Unauthorized'],
  ['192.0.2.1', { authorization: 'Bearer s3cret', origin: 'https://evil.example' }, '/', '403 Forbidden'],
  ['2001:db8::1', {}, '/?token=s3cret', undefined],
  ['2001:db8::1', {}, '/?token=', '401 Unauthorized'],
  ['192.0.2.1', { authorization: 'bearer  s3cret' }, '/', undefined],
  ['192.0.2.1', {}, '//', '401 Unauthorized'],
  ['192.0.2.1', {}, 'http://[', '401 Unauthorized'],
  ['192.0.2.1', {}, '/page?a=1&token=s3cret', undefined],
])('a request from %s with %j for %s', (remoteAddress, headers, url, refusal) => {
  const options = { allowedOrigins: ['https://ui.example'], token: 's3cret' };
  expect(refusalOf({ headers, url, socket: { remoteAddress } }, options)).toBe(refusal);
});

/** An address of this machine that is not loopback; undefined where it has none. */
function ownAddress(): string | undefined {
  const all = Object.values(networkInterfaces()).flatMap((each) => each ?? []);
  return all.find(({ internal, family }) => !internal && family === 'IPv4')?.address;
}

/** What a WebSocket comes to: `open`, or the HTTP status with which it was turned away. */
function attempt(url: string, headers: Record<string, string> = {}): Promise<string> {
  return new Promise((resolve) => {
    const socket = new WebSocket(url, { headers });
    cleanups.push(() => socket.terminate());
    socket.once('open', () => resolve('open'));
    socket.once('unexpected-response', (_request, response) => resolve(String(response.statusCode)));
    socket.once('error', (error) => resolve(error.message));
  });
}

test('peers that come by another address than loopback show the token, pages are on the list', async () => {
  const { service } = testService(stringifyJson(schemaToJson(northbound.schema)));
  cleanups.push(() => service.close());
  const told: string[] = [];
  const warn = (line: string) => void told.push(line.replace(/^ws:[\d.]+:\d+: /, ''));
  const options = { token: 's3cret', allowedOrigins: ['https://ui.example'], warn };
  const listener = await listenWebSocket(
    'pws:0:0.0.0.0',
    (connection) => void service.accept(connection, { probeMs: 0, isReadOnly: false }),
    options,
  );
  cleanups.push(() => listener.close());
  const { remote } = listener;
  const port = remote.kind === 'unix' ? 0 : remote.port;
  expect(await attempt(`ws://127.0.0.1:${port}/`)).toBe('open');
  expect(await attempt(`ws://127.0.0.1:${port}/`, { origin: 'https://ui.example' })).toBe('open');
  expect(await attempt(`ws://127.0.0.1:${port}/`, { origin: 'https://evil.example' })).toBe('403');
  expect(told).toEqual(['WebSocket refused (pages of https://evil.example are not let in: see --ws-origin)']);
  const address = ownAddress();
  if (address === undefined) return;
  expect(await attempt(`ws://${address}:${port}/`)).toBe('401');
  expect(await attempt(`ws://${address}:${port}/?token=no`)).toBe('401');
  expect(told.slice(1)).toEqual(['WebSocket refused (no token)', 'WebSocket refused (wrong token)']);
  expect(await attempt(`ws://${address}:${port}/?token=s3cret`)).toBe('open');
  expect(await attempt(`ws://${address}:${port}/`, { authorization: 'Bearer s3cret' })).toBe('open');
});

test('peers that are turned away and gone before they are told, or ask for what is no URL, do no harm', async () => {
  const address = await serve();
  const port = Number(new URL(address).port);
  const request = (url: string, origin: string) =>
    [
      `GET ${url} HTTP/1.1`,
      'Host: a',
      'Upgrade: websocket',
      'Connection: Upgrade',
      'Sec-WebSocket-Version: 13',
      'Sec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==',
      `Origin: ${origin}`,
      '\r\n',
    ].join('\r\n');
  for (let i = 0; i < 50; i++) {
    const peer = createConnection(port, '127.0.0.1');
    await new Promise((resolve) => peer.once('connect', resolve));
    peer.write(request('/', 'https://evil.example'));
    peer.resetAndDestroy();
  }
  // Who stays is let go.
  const stays = createConnection({ port, host: '127.0.0.1', allowHalfOpen: true });
  cleanups.push(() => stays.destroy());
  const told = new Promise<string>((resolve) => {
    let text = '';
    stays.on('data', (bytes) => {
      text += bytes.toString();
    });
    stays.once('end', () => resolve(text));
  });
  stays.write(request('//', 'https://evil.example'));
  expect(await told).toBe('HTTP/1.1 403 Forbidden\r\nConnection: close\r\nContent-Length: 0\r\n\r\n');
  expect(await attempt(address)).toBe('open');
});

test('what is no JSON-RPC 2.0, or too long, ends the connection and no other', async () => {
  const { service } = testService(stringifyJson(schemaToJson(northbound.schema)));
  cleanups.push(() => service.close());
  const listener = await listenWebSocket(
    'pws:0:127.0.0.1',
    (connection) => void service.accept(connection, { probeMs: 0, isReadOnly: false }),
    { maxMessageBytes: 1000 },
  );
  cleanups.push(() => listener.close());
  const { remote } = listener;
  const url = `ws://127.0.0.1:${remote.kind === 'unix' ? 0 : remote.port}/`;
  const other = await opened(url);
  const ends: readonly (readonly [message: string | Buffer, end: string])[] = [
    ['{', '1002 Protocol error: message is not a JSON object'],
    ['5', '1002 Protocol error: message is not an object'],
    ['{"jsonrpc":"2.0","id":null,"method":5}', '1002 Protocol error: method is not a JSON string'],
    [`"${'x'.repeat(2000)}"`, '1009 '],
    [Buffer.from('{}'), '1003 Protocol error: binary message'],
  ];
  for (const [message, end] of ends) {
    const socket = await opened(url);
    const closed = new Promise((resolve) => {
      socket.once('close', (code, reason) => resolve(`${code} ${reason.toString()}`));
    });
    socket.send(message);
    expect(await closed).toBe(end);
  }
  expect(await replyTo(other, '{"jsonrpc":"2.0","id":7,"method":"list_dbs","params":[]}')).toEqual({
    jsonrpc: '2.0',
    id: 7,
    result: ['OVN_Northbound', '_Server'],
  });
});

test('a batch is answered request by request', async () => {
  const first = await opened(await serve());
  const replies: Json[] = [];
  const both = new Promise<void>((resolve) => {
    first.on('message', (data) => {
      replies.push(parseJson(String(data)));
      if (replies.length === 2) resolve();
    });
  });
  first.send(stringifyJson([call(1, 'lock', ['l']), call(2, 'get_server_id', [])]));
  await both;
  expect(replies).toEqual([
    { jsonrpc: '2.0', id: 1, result: { locked: true } },
    { jsonrpc: '2.0', id: 2, result: expect.any(String) },
  ]);
});

const call = (id: number, method: string, params: Json): Json => ({ jsonrpc: '2.0', id, method, params });

async function opened(url: string): Promise<WebSocket> {
  const socket = new WebSocket(url);
  cleanups.push(() => socket.terminate());
  await new Promise((resolve) => socket.once('open', resolve));
  return socket;
}

function replyTo(socket: WebSocket, message: string): Promise<Json> {
  return new Promise((resolve) => {
    socket.once('message', (data) => resolve(parseJson(String(data))));
    socket.send(message);
  });
}

test('without a token, peers off loopback are refused whatever they show', () => {
  const request = {
    headers: { authorization: 'Bearer undefined' },
    url: '/?token=',
    socket: { remoteAddress: '192.0.2.1' },
  };
  expect(refusalOf(request, {})).toBe('401 Unauthorized');
  expect(refusalOf(request, { token: '' })).toBe('401 Unauthorized');
});

test('a client that reads after a pause gets all, and its later requests are answered', async () => {
  const first = await opened(await serve({ maxBacklogBytes: 100_000_000 }));
  // More than the service has under way to one client.
  const rows = Array.from({ length: 12 }, (_, i) => ({ ...ADD, row: { name: `${i}`.padEnd(1_000_000, 'x') } }));
  expect(await replyTo(first, stringifyJson(call(0, 'transact', ['OVN_Northbound', ...rows])))).toHaveProperty(
    'result',
  );
  const replies: number[] = [];
  const all = new Promise<void>((resolve) => {
    first.on('message', (data) => {
      replies.push(String(data).length);
      if (replies.length === 4) resolve();
    });
  });
  first.pause();
  const select: Json = { op: 'select', table: 'Logical_Switch', where: [], columns: ['name'] };
  for (let id = 1; id <= 3; id++) first.send(stringifyJson(call(id, 'transact', ['OVN_Northbound', select])));
  first.send(stringifyJson(call(4, 'list_dbs', [])));
  first.resume();
  await all;
  expect(replies.map((length) => length > 12_000_000)).toEqual([true, true, true, false]);
});

test('a reply longer than what may lie untaken comes in parts, and messages behind it in their order', async () => {
  const socket = await opened(await serve({ maxBacklogBytes: 2_000_000 }));
  const rows = Array.from({ length: 5000 }, (_, i) => ({ ...ADD, row: { name: `${i}`.padEnd(1000, 'x') } }));
  expect(await replyTo(socket, stringifyJson(call(0, 'transact', ['OVN_Northbound', ...rows])))).toHaveProperty(
    'result',
  );
  const heard: Json[] = [];
  const all = new Promise<void>((resolve) => {
    socket.on('message', (data) => {
      const message = parseJson(String(data));
      heard.push(isJsonObject(message) ? [message['id'] ?? null, rowsIn(message['result'])] : message);
      if (heard.length === 3) resolve();
    });
  });
  const select: Json = { op: 'select', table: 'Logical_Switch', where: [], columns: ['_uuid', 'name'] };
  const watched = { Logical_Switch: [{ columns: ['name'] }] };
  socket.send(stringifyJson(call(1, 'transact', ['OVN_Northbound', select])));
  socket.send(stringifyJson(call(2, 'monitor', ['OVN_Northbound', 'm', watched])));
  socket.send(stringifyJson(call(3, 'echo', [])));
  await all;
  expect(heard).toEqual([
    [1, 5000],
    [2, 5000],
    [3, 0],
  ]);
});

/** How many rows a select's or a monitor's reply has. */
function rowsIn(result: Json | undefined): number {
  return (stringifyJson(result ?? null).match(/"name":/g) ?? []).length;
}

test('a client that leaves too much untaken is dropped and no other', async () => {
  const { service } = testService(stringifyJson(schemaToJson(northbound.schema)), { maxBacklogBytes: 4_000_000 });
  cleanups.push(() => service.close());
  const reasons: string[] = [];
  const listener = await listenWebSocket('pws:0:127.0.0.1', (connection) => {
    service.accept(connection, { probeMs: 0, isReadOnly: false, onClosed: () => reasons.push(connection.peer) });
  });
  cleanups.push(() => listener.close());
  const { remote } = listener;
  const url = `ws://127.0.0.1:${remote.kind === 'unix' ? 0 : remote.port}/`;
  const [lazy, other] = [await opened(url), await opened(url)];
  const watch = call(1, 'monitor', ['OVN_Northbound', 'm', { Logical_Switch: [{ columns: ['name'] }] }]);
  await replyTo(lazy, stringifyJson(watch));
  lazy.pause();
  const ended = new Promise((resolve) => lazy.once('close', () => resolve('closed')));
  for (let id = 1; reasons.length === 0 && id < 40; id++) {
    const row = { ...ADD, row: { name: `${id}`.padEnd(1_000_000, 'x') } };
    await replyTo(other, stringifyJson(call(id, 'transact', ['OVN_Northbound', row])));
  }
  expect(reasons).toHaveLength(1);
  lazy.resume();
  expect(await ended).toBe('closed');
  expect(await replyTo(other, stringifyJson(call(50, 'list_dbs', [])))).toHaveProperty('result');
});

test('a client that does not answer probes is dropped, one that does is not', async () => {
  const { service, clock } = testService(stringifyJson(schemaToJson(northbound.schema)));
  cleanups.push(() => service.close());
  const gone: string[] = [];
  const listener = await listenWebSocket('pws:0:127.0.0.1', (connection) => {
    service.accept(connection, { probeMs: 1000, isReadOnly: false, onClosed: () => gone.push(connection.peer) });
  });
  cleanups.push(() => listener.close());
  const { remote } = listener;
  const url = `ws://127.0.0.1:${remote.kind === 'unix' ? 0 : remote.port}/`;
  const [dead, alive] = [await opened(url), await opened(url)];
  const ended = new Promise((resolve) => dead.once('close', () => resolve('closed')));
  const probe = (socket: WebSocket) =>
    new Promise<Json>((resolve) => {
      socket.once('message', (data) => resolve(parseJson(String(data))));
    });
  const probes = [probe(dead), probe(alive)];
  clock.advance(1000);
  expect(await Promise.all(probes)).toEqual([
    expect.objectContaining({ method: 'echo' }),
    expect.objectContaining({ method: 'echo' }),
  ]);
  alive.send(stringifyJson({ jsonrpc: '2.0', id: 'echo', result: [] }));
  // Its reply has come when what it asks after it is answered.
  await replyTo(alive, stringifyJson(call(1, 'list_dbs', [])));
  clock.advance(1000);
  expect(await ended).toBe('closed');
  expect(gone).toHaveLength(1);
  expect(await replyTo(alive, stringifyJson(call(2, 'list_dbs', [])))).toHaveProperty('result');
});

test('a client that closes while it reads nothing is gone at once, as the command lines that have their answer', async () => {
  const reasons: unknown[] = [];
  const ended = new Promise<void>((resolve) => {
    const taken = listenWebSocket('pws:0:127.0.0.1', (connection) => {
      const close = (reason: string | undefined) => {
        reasons.push(reason);
        resolve();
      };
      connection.start({ message: () => {}, close });
    });
    void taken.then(async (listener) => {
      cleanups.push(() => listener.close());
      const { remote } = listener;
      const client = await connect(`ws:127.0.0.1:${remote.kind === 'unix' ? 0 : remote.port}`);
      client.start({ message: () => {}, close: () => {} });
      client.pause();
      client.close();
    });
  });
  await ended;
  expect(reasons).toEqual(['connection closed by peer']);
});
