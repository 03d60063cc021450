/** What bad messages come to, over each transport: the peer that sent one is dropped, or answered, and no other notices. */
import { mkdtempSync, rmSync } from 'node:fs';
import { connect as connectSocket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, expect, test } from '@jest/globals';
import { WebSocket } from 'ws';
import type { Connection, Listener } from '../connection.js';
import { readMessage } from '../message.js';
import { listen } from './listen.js';
import { listenWebSocket } from './web-socket.js';

/** Of messages: 262,144 values. */
const MAX_BYTES = 4 * 1024 * 1024;

const cleanups: (() => unknown)[] = [];
afterEach(async () => {
  for (const cleanup of cleanups.splice(0).reverse()) await cleanup();
});

/** A peer that answers echoes. */
class Echoes {
  readonly #reasons: string[] = [];
  #told: () => void = () => {};

  readonly accept = (connection: Connection): void => {
    connection.start({
      message(json) {
        const message = readMessage(json);
        if (message.kind === 'request') connection.send({ id: message.id, result: message.params, error: null });
      },
      close: (reason = 'closed') => {
        this.#reasons.push(reason);
        this.#told();
      },
    });
  };

  /** Why it drops the next connection, or has dropped it. */
  drop(): Promise<string> {
    return new Promise((resolve) => {
      this.#told = () => {
        const reason = this.#reasons.shift();
        if (reason !== undefined) resolve(reason);
      };
      this.#told();
    });
  }
}

interface Peer {
  say(bytes: Buffer): void;
  /** Calls back with each piece of what it hears. */
  listen(onText: (text: string) => void): void;
}

/** What a peer hears, once it is so long. */
function hear(peer: Peer, length: number): Promise<string> {
  let heard = '';
  return new Promise((resolve) => {
    peer.listen((text) => {
      heard += text;
      if (heard.length >= length) resolve(heard);
    });
  });
}

interface Transport {
  readonly name: string;
  /** The request for an echo of what `params` says. */
  request(params: string | Buffer): Buffer;
  /** The reply to it. */
  reply(result: string): string;
  open(echoes: Echoes): Promise<() => Promise<Peer>>;
}

const around = (before: string, params: string | Buffer, after: string) =>
  Buffer.concat([Buffer.from(before), Buffer.from(params), Buffer.from(after)]);

const TRANSPORTS: readonly Transport[] = [
  {
    name: 'unix',
    request: (params) => around('{"id":1,"method":"echo","params":', params, '}'),
    reply: (result) => `{"id":1,"result":${result},"error":null}`,
    async open(echoes) {
      const directory = mkdtempSync(join(tmpdir(), 'h'));
      cleanups.push(() => rmSync(directory, { recursive: true }));
      const path = join(directory, 's');
      keep(await listen(`punix:${path}`, echoes.accept, { maxMessageBytes: MAX_BYTES }));
      return async () => {
        const socket = connectSocket(path);
        cleanups.push(() => socket.destroy());
        socket.on('error', () => {});
        await new Promise((resolve) => socket.once('connect', resolve));
        return {
          say: (bytes) => void socket.write(bytes),
          listen: (onText) => void socket.removeAllListeners('data').setEncoding('utf8').on('data', onText),
        };
      };
    },
  },
  {
    name: 'WebSocket',
    request: (params) => around('{"jsonrpc":"2.0","id":1,"method":"echo","params":', params, '}'),
    reply: (result) => `{"jsonrpc":"2.0","id":1,"result":${result}}`,
    async open(echoes) {
      const { remote } = keep(await listenWebSocket('pws:0', echoes.accept, { maxMessageBytes: MAX_BYTES }));
      return async () => {
        const socket = new WebSocket(`ws://127.0.0.1:${remote.kind === 'unix' ? 0 : remote.port}/`);
        cleanups.push(() => socket.terminate());
        socket.on('error', () => {});
        await new Promise((resolve) => socket.once('open', resolve));
        return {
          say: (bytes) => socket.send(bytes, { binary: false }),
          listen: (onText) => void socket.removeAllListeners('message').on('message', (data) => onText(String(data))),
        };
      };
    },
  },
];

function keep(listener: Listener): Listener {
  cleanups.push(() => listener.close());
  return listener;
}

const members = (count: number) => `{${Array.from({ length: count }, (_, i) => `"${i}":0`).join()}}`;
const nested = (depth: number) => '['.repeat(depth) + ']'.repeat(depth);
const repeated = (count: number, element: string) => `[${Array(count).fill(element).join()}]`;

/** What is to be echoed, and the echo, or why the connection ends. */
const MESSAGES: readonly (readonly [
  what: string,
  params: string | Buffer,
  comesTo: { echo: string } | string | RegExp,
])[] = [
  ['nothing much', '[]', { echo: '[]' }],
  ['as long as may be', `["${'x'.repeat(MAX_BYTES - 100)}"]`, { echo: `["${'x'.repeat(MAX_BYTES - 100)}"]` }],
  ['too long', `["${'x'.repeat(MAX_BYTES)}"]`, 'message longer than 4194304 bytes'],
  ['as deep as may be', nested(999), { echo: nested(999) }],
  ['too deep', nested(1000), 'input exceeds maximum nesting depth'],
  ['as many values as may be', repeated(262_140, '0'), { echo: repeated(262_140, '0') }],
  ['too many arrays', repeated(131_072, '[]'), 'message of more than 262144 values'],
  ['too many numbers', repeated(262_144, '0'), 'message of more than 262144 values'],
  ['as many members as may be', `[${members(100_000)}]`, { echo: `[${members(100_000)}]` }],
  ['too many members', `[${members(100_001)}]`, 'object of more than 100000 members'],
  ['too many members far inside', `[[[[[[[${members(100_001)}]]]]]]]`, 'object of more than 100000 members'],
  ['text that is no UTF-8', Buffer.from([0x5b, 0x22, 0xff, 0x22, 0x5d]), 'invalid UTF-8'],
  ['a character cut short', Buffer.from([0x5b, 0x22, 0xc3, 0x22, 0x5d]), 'invalid UTF-8'],
  ['a half pair in UTF-8', Buffer.from([0x5b, 0x22, 0xed, 0xa0, 0x80, 0x22, 0x5d]), 'invalid UTF-8'],
  ['a half pair escaped', '["\\ud800"]', 'malformed escaped surrogate pair'],
  ['the other half', '["\\udc00"]', 'malformed escaped surrogate pair'],
  ['a pair', '["\\ud83d\\ude00"]', { echo: '["😀"]' }],
  ['NUL', '["\\u0000"]', 'null bytes not supported in quoted strings'],
  ['integers beyond 2^53', '[9007199254740993,-9007199254740993]', { echo: '[9007199254740993,-9007199254740993]' }],
  [
    'the ends of int64',
    '[9223372036854775807,-9223372036854775808]',
    { echo: '[9223372036854775807,-9223372036854775808]' },
  ],
  ['integers beyond them', '[9223372036854775808]', { echo: '[9.22337203685478e+18]' }],
  ['beyond a double', '[1e400]', 'error parsing stream: number outside valid range'],
  ['below a double', '[1e-310]', 'error parsing stream: number outside valid range'],
  ['params that are no array', '{}', '"params" must be JSON array'],
  ['brackets that do not match', '[}', /^error parsing stream: /],
  ['a bracket too many', ']}}', /^(error parsing stream: |unbalanced brackets)/],
  ['control characters', '["\n"]', /^error parsing stream: \P{Cc}*$/u],
];

test.each(TRANSPORTS)('messages over $name', async ({ request, reply, open }) => {
  const echoes = new Echoes();
  const connect = await open(echoes);
  const other = await connect();
  for (const [what, params, comesTo] of MESSAGES) {
    const peer = await connect();
    if (typeof comesTo === 'object' && 'echo' in comesTo) {
      const echo = reply(comesTo.echo);
      const heard = hear(peer, echo.length);
      peer.say(request(params));
      expect([what, await heard]).toEqual([what, echo]);
    } else {
      peer.say(request(params));
      const reason = (await echoes.drop()).replace('Protocol error: ', '');
      expect([what, reason]).toEqual([what, typeof comesTo === 'string' ? comesTo : expect.stringMatching(comesTo)]);
    }
    const answer = hear(other, reply('[]').length);
    other.say(request('[]'));
    expect(await answer).toBe(reply('[]'));
  }
});
