import { expect, test } from '@jest/globals';
import { u } from '../testing/network.js';
import { type Mark, Marks } from './mark.js';

const mark = (ticket: number, nbCfg: number, ...names: readonly string[]): Mark => ({
  ticket,
  nbCfg,
  ports: names.map((name, i) => ({ id: u(i), name, ofport: i })),
});

test('marks are passed with their ticket, each once', () => {
  const marks = new Marks();
  marks.add(mark(1, 5, 'a'));
  marks.add(mark(2, 5, 'b'));
  marks.add(mark(4, 6));
  expect([marks.take(0), marks.take(2), marks.take(2), marks.take(3), marks.take(9), marks.take(9)]).toEqual([
    [],
    [mark(1, 5, 'a'), mark(2, 5, 'b')],
    [],
    [],
    [mark(4, 6)],
    [],
  ]);
});

test('what the last mark stands for needs no other', () => {
  const marks = new Marks();
  for (const each of [
    mark(1, 5, 'a'),
    mark(1, 5, 'a'),
    mark(1, 5, 'a', 'b'),
    mark(1, 6, 'a', 'b'),
    mark(2, 6, 'a', 'b'),
  ])
    marks.add(each);
  expect(marks.take(9).map(({ ticket, nbCfg, ports }) => [ticket, nbCfg, ports.length])).toEqual([
    [1, 5, 1],
    [1, 5, 2],
    [1, 6, 2],
    [2, 6, 2],
  ]);
});
