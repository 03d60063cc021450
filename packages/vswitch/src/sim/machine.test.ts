import { expect, test } from '@jest/globals';
import { parseMac } from '#base';
import { HandClock } from '../fixture/hand-clock.js';
import { Machine } from './machine.js';
import { readMachineOptions } from './machine-options.js';

/** Machines on one wire that takes `delay` milliseconds. */
function wire(delay: number, ...list: readonly Readonly<Record<string, string>>[]) {
  const clock = new HandClock();
  let seed = 0;
  const machines: Machine[] = list.map((options, i) => {
    const read = readMachineOptions(new Map(Object.entries(options)));
    const mac = parseMac(`02:00:00:00:00:0${i + 1}`);
    if ('problem' in read || mac === undefined) throw new Error('malformed options');
    return new Machine(`vm${i + 1}`, mac, read, {
      clock,
      random: (count) => new Uint8Array(count).fill(++seed),
      send: (frame) => {
        clock.setTimeout(() => {
          for (const [j, other] of machines.entries()) if (j !== i) other.receive(frame.slice());
        }, delay);
      },
    });
  });
  return { clock, machines };
}

const request = (destination: string, count: number) => ({
  destination,
  count,
  intervalMs: 1000,
  size: 56,
  lingerMs: 10_000,
});

test('a ping prints as ping prints', async () => {
  const { clock, machines } = wire(0.25, { ip: '10.0.0.1/24' }, { ip: '10.0.0.2/24' });
  const outcome = machines[0]?.ping(request('10.0.0.2', 2));
  clock.advance(5000);
  expect(await outcome).toEqual({
    isAnswered: true,
    text: `PING 10.0.0.2 (10.0.0.2) 56(84) bytes of data.
64 bytes from 10.0.0.2: icmp_seq=1 ttl=64 time=1.00 ms
64 bytes from 10.0.0.2: icmp_seq=2 ttl=64 time=0.500 ms

--- 10.0.0.2 ping statistics ---
2 packets transmitted, 2 received, 0% packet loss, time 1000ms
rtt min/avg/max/mdev = 0.500/0.750/1.000/0.250 ms
`,
  });
});

test('a ping into the void says so', async () => {
  const { clock, machines } = wire(0.25, { ip: '10.0.0.1/24' });
  const near = machines[0]?.ping(request('10.0.0.9', 1));
  clock.advance(20_000);
  expect(await near).toEqual({
    isAnswered: false,
    text: `PING 10.0.0.9 (10.0.0.9) 56(84) bytes of data.
From 10.0.0.1 icmp_seq=1 Destination Host Unreachable

--- 10.0.0.9 ping statistics ---
1 packets transmitted, 0 received, +1 errors, 100% packet loss, time 0ms

`,
  });
  expect(() => machines[0]?.ping(request('10.1.0.9', 1))).toThrow('ping: connect: Network is unreachable');
});

test('IPv6: neighbours are found and pinged', async () => {
  const { clock, machines } = wire(0.5, { ip6: 'fd00::1/64' }, { ip6: 'fd00::2/64' });
  const outcome = machines[0]?.ping(request('fd00::2', 1));
  clock.advance(2000);
  expect((await outcome)?.text.split('\n').slice(0, 2)).toEqual([
    'PING fd00::2(fd00::2) 56 data bytes',
    '64 bytes from fd00::2: icmp_seq=1 ttl=64 time=2.00 ms',
  ]);
});

test('TCP: an echo comes back, a closed port refuses, a silent host times out', async () => {
  const { clock, machines } = wire(0.5, { ip: '10.0.0.1/24' }, { ip: '10.0.0.2/24', echo: '80' });
  const connect = async (to: string, port: number) => {
    const outcome = machines[0]?.tcp(to, port, 'hello', 5000);
    clock.advance(6000);
    return outcome;
  };
  expect(await connect('10.0.0.2', 80)).toBe('hello');
  expect(await connect('10.0.0.2', 81)).toBe('Connection refused');
  expect(await connect('10.0.0.3', 80)).toBe('Connection timed out');
});

test('options are read once, and problems named', () => {
  const problem = (options: Readonly<Record<string, string>>) => readMachineOptions(new Map(Object.entries(options)));
  expect([problem({ ip: '10.0.0.300/24' }), problem({ colour: 'red' }), problem({ mac: 'zz' })]).toEqual([
    { problem: 'options:ip: "10.0.0.300/24" is malformed' },
    { problem: 'unknown option "colour" of a simulated machine' },
    { problem: 'options:mac: "zz" is malformed' },
  ]);
});
