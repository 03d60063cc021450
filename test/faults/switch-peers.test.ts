/** Bad neighbours of the embedded switch: on its OpenFlow socket, and on the UDP port of its tunnels. */
import { createSocket } from 'node:dgram';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { until } from '#testing';
import { RawPeer } from './raw-peer.js';
import { Site } from './site.js';

let site: Site;
const LOCAL = '127.0.0.77';
const NEIGHBOUR = '127.0.0.78';

beforeAll(async () => {
  site = new Site();
  await site.start('vswitchd', 'vswitchd');
  const vm = (name: string, digit: number) =>
    ['--', 'add-port', 'br0', name, '--', 'set', 'Interface', name, 'type=sim'].concat([
      `options:ip=192.168.0.1${digit}/24`,
      `options:mac="40:44:00:00:00:0${digit}"`,
    ]);
  const tunnel = ['--', 'add-port', 'br0', 't1', '--', 'set', 'Interface', 't1', 'type=geneve', 'options:key=flow'];
  const { status, stderr } = await site.run(
    'vsctl',
    ...['add-br', 'br0', ...vm('vm1', 1), ...vm('vm2', 2)],
    ...[...tunnel, `options:local_ip=${LOCAL}`, `options:remote_ip=${NEIGHBOUR}`],
  );
  expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
});
afterAll(() => site.close());

async function ping(): Promise<string> {
  const { stdout } = await site.run('appctl', '-t', site.path('vswitchd.ctl'), 'sim/ping', 'vm1', '192.168.0.12', '1');
  return /\d+ packets transmitted, \d+ received/.exec(stdout)?.[0] ?? stdout;
}

function message(type: number, body: readonly number[], length = 8 + body.length, version = 6): Uint8Array {
  return Uint8Array.from([version, type, length >> 8, length & 255, 0, 0, 0, 7, ...body]);
}

const HELLO = message(0, []);
const FEATURES_REQUEST = message(5, []);
const [ERROR, FEATURES_REPLY] = [1, 6];

/** Types of the messages in a stream. */
function typesOf(stream: Buffer): number[] {
  const types: number[] = [];
  for (let at = 0; at + 8 <= stream.length; at += stream.readUInt16BE(at + 2)) types.push(stream.readUInt8(at + 1));
  return types;
}

test('what is no OpenFlow is dropped with one line', async () => {
  const table: readonly (readonly [string | Uint8Array, string])[] = [
    ['GET / HTTP/1.0\r\n\r\n', 'does not speak OpenFlow, closing'],
    [new Uint8Array(64).fill(255), 'does not speak OpenFlow, closing'],
    [message(0, [], 4), 'message header says 4 bytes, less than a header, closing'],
    [FEATURES_REQUEST, 'received features_request expecting hello, closing'],
    [Buffer.concat([HELLO, message(5, [], 3)]), 'message header says 3 bytes, less than a header, closing'],
  ];
  const logged = [];
  for (const [said] of table) {
    const before = site.warnings('vswitchd').length;
    const peer = await RawPeer.connect(site.path('br0.mgmt'));
    await peer.say(said);
    await peer.dropped();
    await until('the log line', () => site.warnings('vswitchd').length > before);
    logged.push(...site.warnings('vswitchd').slice(before));
  }
  expect(logged.map((line) => line.replace(/unix#\d+/, 'PEER'))).toEqual(
    table.map(([, text]) => `vswitchd|WARN|br0: PEER: ${text}`),
  );
  expect(await ping()).toBe('1 packets transmitted, 1 received');
});

test('malformed messages of a peer that speaks OpenFlow are answered with errors, and it may go on', async () => {
  const peer = await RawPeer.connect(site.path('br0.mgmt'));
  await peer.say(HELLO);
  const ones = (count: number): number[] => Array.from({ length: count }, () => 255);
  const malformed = [
    message(77, []),
    message(14, ones(10)),
    message(14, ones(60)),
    message(13, ones(24)),
    message(15, ones(20)),
    message(29, ones(20)),
    message(18, [0, 99, 0, 0, 0, 0, 0, 0]),
    message(18, [0, 1, 0, 0, 0, 0, 0, 0]),
    message(4, [0, 0, 0x23, 0x20, 0, 0, 0, 99]),
    message(34, [0, 0, 0, 1, 0, 0, 0, 0]),
    message(5, [], 8, 1),
  ];
  for (const bytes of malformed) await peer.say(bytes);
  await peer.say(FEATURES_REQUEST);
  await until('the features', () => typesOf(peer.heard).includes(FEATURES_REPLY));
  expect(typesOf(peer.heard)).toEqual([0, ...malformed.map(() => ERROR), FEATURES_REPLY]);
  await peer.close();
  expect(await ping()).toBe('1 packets transmitted, 1 received');
});

test('garbage from a tunnel neighbour and from strangers', async () => {
  const before = await site.memory('vswitchd');
  // A fixed generator, so that a failure can be seen again (Numerical Recipes' linear congruential one).
  let state = 1;
  const random = (below: number) => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return Math.floor((state / 2 ** 32) * below);
  };
  const header = '02406558000001000102800100010002';
  const frame = `${header}404400000002404400000001080045000054000040004001b6e5c0a8000bc0a8000c0800f7ff0000000000000000`;
  const good = Buffer.from(frame, 'hex');
  for (const from of [NEIGHBOUR, '127.0.0.79']) {
    const socket = createSocket('udp4');
    await new Promise<void>((resolve) => socket.bind(0, from, resolve));
    for (let n = 0; n < 1500; n++) {
      const bytes =
        n % 3 === 0
          ? Buffer.from(Array.from({ length: random(200) }, () => random(256)))
          : n % 3 === 1
            ? good.subarray(0, random(good.length))
            : good.map((byte) => (random(20) === 0 ? random(256) : byte));
      await new Promise<void>((resolve) => socket.send(bytes, 6081, LOCAL, () => resolve()));
    }
    await new Promise<void>((resolve) => socket.close(() => resolve()));
  }
  expect(await ping()).toBe('1 packets transmitted, 1 received');
  expect(site.warnings('vswitchd').filter((line) => /EMER|ERR/.test(line))).toEqual([]);
  expect((await site.memory('vswitchd')) - before).toBeLessThan(64);
});
