/**
 * Bad peers of the database service: each is dropped with one line in the log, and a client that goes on writing meanwhile
 * notices nothing. All on one server, as it would be in life.
 */
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { WebSocket } from 'ws';
import { until } from '#testing';
import { type Place, RawPeer } from './raw-peer.js';
import { Site } from './site.js';

let site: Site;
let ports: { readonly tcp: number; readonly ws: number };

beforeAll(async () => {
  site = new Site();
  ports = { tcp: 20000 + (process.pid % 5000) * 4, ws: 20001 + (process.pid % 5000) * 4 };
  await site.start(
    'nb',
    'ovsdb',
    `--create=OVN_Northbound=${site.path('nb.db')}`,
    `--remote=punix:${site.path('nb.sock')}`,
    '--remote=db:OVN_Northbound,NB_Global,connections',
    `--ws-listen=${ports.ws}`,
    '--max-message=1',
    '--max-backlog=1',
  );
  // The probe interval of tcp, 5 s by default, is a setting: half a second keeps the test short.
  await nbctl('set-connection', `ptcp:${ports.tcp}:127.0.0.1`, '--', 'set', 'Connection', '.', 'inactivity_probe=500');
  await until('the listener', async () => (await RawPeer.connect(ports.tcp)).close().then(() => true));
});
afterAll(() => site.close());

async function nbctl(...args: string[]): Promise<string> {
  const { status, stdout, stderr } = await site.run('nbctl', `--db=unix:${site.path('nb.sock')}`, ...args);
  expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
  return stdout;
}

/** What each of these bytes makes the server log, sent by a peer each; the peer's name is left out. */
async function logOf(place: Place, table: readonly (readonly [said: string | Uint8Array, ...unknown[]])[]) {
  const lines = [];
  for (const [said] of table) {
    const before = site.warnings('nb').length;
    const peer = await RawPeer.connect(place);
    await peer.say(said);
    await peer.dropped();
    const line = await until('the log line', () => site.warnings('nb')[before]);
    expect(site.warnings('nb').length).toBe(before + 1);
    lines.push(line.replace(/(unix#|ws:127.0.0.1:|tcp:127.0.0.1:)\d+/, 'PEER'));
  }
  return lines;
}

const MALFORMED: readonly (readonly [said: string | Uint8Array, logged: string])[] = [
  ['GET / HTTP/1.0\r\n\r\n', 'message is not an object'],
  [new Uint8Array(64).fill(255), 'message is not an object'],
  ['[1,2]', 'message is not a JSON object'],
  ['{"id":1,"method":"echo","params":[],"x":1}', 'unexpected member "x"'],
  ['{"jsonrpc":"2.0","id":1,"method":"echo","params":[]}', 'unexpected member "jsonrpc"'],
  ['{"id":1,"method":"echo","params":{}}', '"params" must be JSON array'],
  ['{"id":1,"method":"echo","params":["\\u0000"]}', 'null bytes not supported in quoted strings'],
  ['{"id":1,"result":[],"error":null}', 'reply to no request: 1'],
  ['['.repeat(1_000_000), 'input exceeds maximum nesting depth'],
  ['{"id":1,"method":"echo","params":["\\ud800"]}', 'malformed escaped surrogate pair'],
  [`{"id":1,"method":"echo","params":[${'[],'.repeat(70_000)}`, 'message of more than 65536 values'],
  [`{"id":1,"method":"echo","params":["${'a'.repeat(1 << 21)}`, 'message longer than 1048576 bytes'],
  [Buffer.from('{"id":1,"method":"echo","params":["\xff"]}', 'latin1'), 'invalid UTF-8'],
];

test('malformed and oversized messages on unix and tcp', async () => {
  const before = await site.memory('nb');
  const wanted = MALFORMED.map(([, logged]) => `ovsdb|WARN|PEER: Protocol error: ${logged}`);
  expect(await logOf(site.path('nb.sock'), MALFORMED)).toEqual(wanted);
  expect(await logOf(ports.tcp, MALFORMED)).toEqual(wanted);
  await nbctl('ls-add', 'after-malformed');
  expect((await site.memory('nb')) - before).toBeLessThan(64);
});

test('what cannot be JSON is one line, whatever the peer writes into it', async () => {
  const [line] = await logOf(site.path('nb.sock'), [['{"a":\n\n\u001bNaN\r\n2026|00001|fake|ERR|x}']]);
  expect(line).toMatch(/^ovsdb\|WARN\|PEER: Protocol error: error parsing stream: \P{Cc}*$/u);
});

test('a tcp peer that does not answer probes is dropped; one that does is not', async () => {
  const silent = await RawPeer.connect(ports.tcp);
  const before = site.warnings('nb').length;
  await silent.dropped();
  await until('the log line', () => site.warnings('nb').length > before);
  expect(JSON.parse(silent.heard.toString())).toEqual({ method: 'echo', params: [], id: 'echo' });
  expect(site.warnings('nb').slice(before)).toEqual([
    expect.stringMatching(
      /^ovsdb\|WARN\|tcp:127\.0\.0\.1:\d+: no response to inactivity probe after 0\.5 seconds, disconnecting$/,
    ),
  ]);
  const answering = await RawPeer.connect(ports.tcp);
  const probe = '{"method":"echo","params":[],"id":"echo"}';
  for (let answered = 0; answered < 3; answered++) {
    await until('a probe', () => answering.heard.length >= (answered + 1) * probe.length);
    await answering.say('{"id":"echo","result":[],"error":null}');
  }
  expect(answering.isOpen).toBe(true);
  await answering.close();
});

test('a client that does not read is dropped, not stored for', async () => {
  const before = await site.memory('nb');
  const lazy = await RawPeer.connect(site.path('nb.sock'));
  const monitor = '{"id":1,"method":"monitor","params":["OVN_Northbound",null,{"Logical_Switch":[{}]}]}';
  await lazy.say(monitor);
  await until('the monitor', () => lazy.heard.length > 0);
  lazy.stopReading();
  const writer = await RawPeer.connect(site.path('nb.sock'));
  const text = 'x'.repeat(100_000);
  const warnings = site.warnings('nb').length;
  for (let n = 0; n < 200 && site.warnings('nb').length === warnings; n++) {
    const insert = {
      op: 'insert',
      table: 'Logical_Switch',
      row: { name: `s${n}`, external_ids: ['map', [['t', text]]] },
    };
    const remove = { op: 'delete', table: 'Logical_Switch', where: [['name', '==', `s${n}`]] };
    for (const op of [insert, remove]) {
      const heard = writer.heard.length;
      await writer.say(JSON.stringify({ id: n, method: 'transact', params: ['OVN_Northbound', op] }));
      await until('the reply', () => writer.heard.length > heard, { everyMs: 1 });
    }
  }
  expect(site.warnings('nb').slice(warnings)).toEqual([expect.stringMatching(/^ovsdb\|WARN\|unix#\d+: .*bytes/)]);
  expect(writer.isOpen).toBe(true);
  await writer.close();
  await lazy.close();
  expect((await site.memory('nb')) - before).toBeLessThan(96);
});

test('garbage for the WebSocket and the control socket', async () => {
  const control = site.path('nb.ctl');
  expect(
    await logOf(control, [
      ['hello'],
      ['{}'],
      [']]]]'],
      ['{"id":1,"method":"version","params":[1]}'],
      ['{"id":1,"result":"x","error":null}'],
    ]),
  ).toEqual([
    'unixctl|WARN|control socket: bad request: unexpected "h"',
    'unixctl|WARN|control socket: bad request: not a request of one method with text arguments',
    expect.stringMatching(/^unixctl\|WARN\|control socket: bad request: /),
    'unixctl|WARN|control socket: bad request: not a request of one method with text arguments',
    'unixctl|WARN|control socket: bad request: not a request of one method with text arguments',
  ]);
  const handshake = (more: string) =>
    `GET / HTTP/1.1\r\nHost: x\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\nSec-WebSocket-Version: 13\r\n${more}\r\n`;
  const stranger = await RawPeer.connect(ports.ws);
  await stranger.say(handshake('Origin: http://elsewhere.example\r\n'));
  await stranger.dropped();
  expect(stranger.heard.toString()).toMatch(/^HTTP\/1\.1 403 Forbidden\r\n/);
  const before = site.warnings('nb').length;
  const peer = await RawPeer.connect(ports.ws);
  await peer.say(handshake(''));
  await until('the handshake', () => peer.heard.toString().includes('\r\n\r\n'));
  await peer.say(new Uint8Array(64).fill(255));
  await peer.dropped();
  await until('the log line', () => site.warnings('nb').length > before);
  expect(site.warnings('nb').slice(before)).toEqual([
    expect.stringMatching(/^ovsdb\|WARN\|ws:127\.0\.0\.1:\d+: Invalid WebSocket frame/),
  ]);
});

test('malformed messages on the WebSocket', async () => {
  for (const [said, logged] of [
    [
      `{"jsonrpc":"2.0","id":1,"method":"echo","params":${'['.repeat(400_000)}${']'.repeat(400_000)}}`,
      /input exceeds maximum nesting depth/,
    ],
    ['['.repeat(400_000), /input exceeds maximum nesting depth/],
    [
      `{"jsonrpc":"2.0","id":1,"method":"echo","params":[${'[],'.repeat(70_000)}0]}`,
      /message of more than 65536 values/,
    ],
    ['{"jsonrpc":"2.0","id":1,"method":"echo","params":["\\ud800"]}', /malformed escaped surrogate pair/],
    ['{"jsonrpc":"2.0","id":1,"method":"echo","params":["\\u0000"]}', /null bytes not supported/],
    ['{"jsonrpc":"2.0","id":1,"method":"echo","params":[1e400]}', /number outside valid range/],
    ['{"jsonrpc":"2.0","id":{},"method":"echo","params":[]}', /ids are strings or numbers/],
    [`{"jsonrpc":"2.0","id":1,"method":"echo","params":["${'a'.repeat(1 << 20)}"]}`, /longer than 1048576 bytes/],
  ] satisfies [string, RegExp][]) {
    const before = site.warnings('nb').length;
    const socket = new WebSocket(`ws://127.0.0.1:${ports.ws}/`);
    await new Promise((resolve) => socket.once('open', resolve));
    const closed = new Promise((resolve) => socket.once('close', resolve));
    socket.send(said);
    await closed;
    expect(await until('the log line', () => site.warnings('nb')[before])).toMatch(logged);
  }
});

test('a thousand idle connections cost little, and nobody else notices', async () => {
  const before = await site.memory('nb');
  const idle: RawPeer[] = [];
  // As many at once as a busy server's queue takes.
  while (idle.length < 1000) {
    idle.push(await until('a connection', () => RawPeer.connect(site.path('nb.sock')), { everyMs: 1 }));
  }
  await nbctl('ls-add', 'among-idle');
  expect((await site.memory('nb')) - before).toBeLessThan(40);
  expect(idle.every((peer) => peer.isOpen)).toBe(true);
  await Promise.all(idle.map((peer) => peer.close()));
});

test('after all of it the server serves as before', async () => {
  await nbctl('ls-add', 'last');
  expect(await nbctl('--bare', '--columns=name', 'find', 'Logical_Switch', 'name=last')).toBe('last\n');
});

test('long output goes through a pipe whole', async () => {
  const names = Array.from({ length: 1500 }, (_, n) => `long-${String(n).padStart(4, '0')}`);
  await nbctl(...names.flatMap((name) => ['--', 'ls-add', name]).slice(1));
  const listed = await nbctl('list', 'Logical_Switch');
  expect(listed.length).toBeGreaterThan(200_000);
  expect(names.filter((name) => !listed.includes(`: ${name}\n`))).toEqual([]);
});
