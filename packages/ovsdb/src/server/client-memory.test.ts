import { expect, test } from '@jest/globals';
import { ClientMemory } from './client-memory.js';

const MIB = 1024 * 1024;

/** A memory of so many MiB, and clients whose use of it is said in MiB. */
function bench(most: number) {
  const memory = new ClientMemory(most * MIB);
  const dropped: string[] = [];
  const client = (name: string) => {
    const holder = { kept: 0, close: (reason: string) => void dropped.push(`${name}: ${reason}`) };
    const keeps = (mib: number) => {
      holder.kept = mib * MIB;
      memory.note(holder);
    };
    return { holder, keeps, leave: () => memory.forget(holder) };
  };
  return { client, dropped };
}

const reason = (most: number) =>
  `all clients' messages and what they leave untaken would take more than 100 MiB, and its ${most} MiB are the most`;

test('beyond the bound the one that has most goes, whoever asked for more', () => {
  const { client, dropped } = bench(100);
  const [a, b, c] = [client('a'), client('b'), client('c')];
  a.keeps(20);
  b.keeps(50);
  c.keeps(30);
  expect(dropped).toEqual([]);
  a.keeps(21);
  expect(dropped).toEqual([`b: ${reason(50)}`]);
  c.keeps(79);
  a.leave();
  c.keeps(100);
  expect(dropped).toHaveLength(1);
  c.keeps(101);
  expect(dropped).toEqual([`b: ${reason(50)}`, `c: ${reason(101)}`]);
});

test('what has become less since it was noted does not count', () => {
  const { client, dropped } = bench(100);
  const [a, b] = [client('a'), client('b')];
  a.keeps(90);
  a.holder.kept = 10 * MIB;
  b.keeps(80);
  expect(dropped).toEqual([]);
  b.keeps(91);
  expect(dropped).toEqual([`b: ${reason(91)}`]);
});
