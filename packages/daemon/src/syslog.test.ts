import { createSocket } from 'node:dgram';
import { once } from 'node:events';
import { expect, test } from '@jest/globals';
import { UsageError } from './command-line.js';
import { Syslog, syslogTargets, syslogText, targetProblem } from './syslog.js';

const origin = { time: new Date('2026-11-05T07:08:09Z'), host: 'host1', program: 'northd' };

test('datagrams are those of the C daemons, or dated as RFC 3164 has them', () => {
  const line = 'ovs|00009|reconnect|INFO|unix:/tmp/nonb: connecting...';
  expect([
    syslogText('bare', 'INFO', line, origin),
    syslogText('bare', 'WARN', 'x', origin),
    syslogText('dated', 'ERR', line, origin),
  ]).toEqual([`<29>${line}`, '<28>x', `<131>Nov  5 07:08:09 host1 northd: ${line}`]);
});

const cases: readonly (readonly [method: string | undefined, target: string | undefined, outcome: unknown])[] = [
  [undefined, undefined, []],
  ['libc', undefined, []],
  ['null', '192.0.2.1:514', [{ host: '192.0.2.1', port: 514, form: 'dated' }]],
  ['udp:192.0.2.1', undefined, [{ host: '192.0.2.1', port: 514, form: 'bare' }]],
  ['udp:192.0.2.1:5514', undefined, [{ host: '192.0.2.1', port: 5514, form: 'bare' }]],
  ['udp:[2001:db8::1]:5514', undefined, [{ host: '2001:db8::1', port: 5514, form: 'bare' }]],
  ['bogus', undefined, "unsupported syslog method 'bogus'"],
  ['unix:/dev/log', undefined, "unsupported syslog method 'unix:/dev/log': use udp:IP:PORT"],
  ['udp:example.org:514', undefined, []],
  [undefined, '192.0.2.1:99999', []],
];

test('methods and targets', () => {
  const outcome = (method: string | undefined, target: string | undefined) => {
    try {
      return syslogTargets(method, target);
    } catch (error) {
      if (error instanceof UsageError) return error.message;
      throw error;
    }
  };
  expect(cases.map(([method, target]) => [method, target, outcome(method, target)])).toEqual(cases);
});

test('what is wrong with a target', () => {
  const targets = ['192.0.2.1:514', '[::1]:514', '192.0.2.1', '::1', '[::1]', '', '192.0.2.1:99999', 'host:x'];
  expect(targets.map(targetProblem)).toEqual([
    undefined,
    undefined,
    '192.0.2.1: port must be specified',
    '::1: port must be specified',
    '[::1]: port must be specified',
    ': port must be specified',
    '192.0.2.1:99999: bad port number "99999"',
    'host:x: bad port number "x"',
  ]);
});

test('a line arrives', async () => {
  const receiver = createSocket('udp4');
  receiver.bind(0, '127.0.0.1');
  await once(receiver, 'listening');
  const { port } = receiver.address();
  const arrived = once(receiver, 'message');
  new Syslog([{ host: '127.0.0.1', port, form: 'bare' }], 'host1', 'northd').send(origin.time, 'INFO', 'a line');
  const [message] = await arrived;
  receiver.close();
  expect(String(message)).toBe('<29>a line');
});
