import { expect, test } from '@jest/globals';
import type { Learned } from './learned.js';
import { LearnedQueue } from './learned-queue.js';

const neighbor = (ip: string, mac: string, port = 1): Learned => ({ kind: 'neighbor', datapath: 1, port, ip, mac });
const station = (mac: string, port: number): Learned => ({ kind: 'forwarding', datapath: 1, port, mac });
const speaker = (port: number): Learned => ({ kind: 'virtual', datapath: 1, port, virtualPort: 9 });

test('of each binding the newest waits, and is handed out once', () => {
  const queue = new LearnedQueue();
  const all = [
    neighbor('10.0.0.1', 'a'),
    neighbor('10.0.0.1', 'b', 2),
    neighbor('10.0.0.2', 'c'),
    station('10.0.0.1', 1),
    speaker(1),
  ];
  for (const learned of [...all, neighbor('10.0.0.1', 'd'), station('10.0.0.1', 3), speaker(4)]) queue.add(learned);
  expect(queue.take()).toEqual([
    neighbor('10.0.0.1', 'd'),
    neighbor('10.0.0.1', 'b', 2),
    neighbor('10.0.0.2', 'c'),
    station('10.0.0.1', 3),
    speaker(4),
  ]);
  expect([queue.isEmpty, queue.take()]).toEqual([true, []]);
});

test('no more than a thousand wait, but those that do are kept up to date', () => {
  const queue = new LearnedQueue();
  for (let i = 0; i < 1500; i++) queue.add(neighbor(`10.0.0.${i}`, 'a'));
  queue.add(neighbor('10.0.0.7', 'b'));
  const taken = queue.take();
  expect([taken.length, taken[7]]).toEqual([1000, neighbor('10.0.0.7', 'b')]);
});
