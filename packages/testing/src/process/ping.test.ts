import { expect, test } from '@jest/globals';
import { lostAfterFirst, parsePing } from './ping.js';

const OUTPUT = `PING 192.168.0.12 (192.168.0.12) 56(84) bytes of data.
64 bytes from 192.168.0.12: icmp_seq=2 ttl=64 time=0.416 ms
64 bytes from 192.168.0.12: icmp_seq=3 ttl=64 time=0.307 ms
64 bytes from 192.168.0.12: icmp_seq=6 ttl=63 time=0.307 ms

--- 192.168.0.12 ping statistics ---
7 packets transmitted, 3 received, 57.1429% packet loss, time 6000ms
rtt min/avg/max/mdev = 0.307/0.361/0.416/0.057 ms
`;

test('answers and summary of a ping', () => {
  const { answers, summary } = parsePing(OUTPUT);
  expect(answers).toEqual([
    { sequence: 2, ttl: 64 },
    { sequence: 3, ttl: 64 },
    { sequence: 6, ttl: 63 },
  ]);
  expect(summary).toEqual({ transmitted: 7, received: 3 });
});

test('loss counts from the first answer to the last', () => {
  expect(lostAfterFirst(parsePing(OUTPUT).answers)).toEqual([4, 5]);
  expect(lostAfterFirst([])).toEqual([]);
});
