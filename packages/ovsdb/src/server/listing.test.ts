import { expect, test } from '@jest/globals';
import { distinctListing, listing, type Piece, sharedListing, wholeText } from './listing.js';

const LONG = 'x'.repeat(50_000);
const numbers = (count: number) => Array.from({ length: count }, (_, i) => i);
const kinds: [string, (items: readonly number[], textOf: (item: number) => string) => Piece][] = [
  ['listing', listing],
  ['distinct', distinctListing],
  ['shared', sharedListing],
];

test.each(kinds)('%s: a list that is short in elements and characters is a text at once', (_, make) => {
  expect([make([], String), make([1], String), make(numbers(3), String)]).toEqual(['', '1', '0,1,2']);
});

test.each(kinds)('%s: few long elements are made one after the other, as many short ones are', (_, make) => {
  for (const [count, textOf] of [
    [150, (item: number) => `${LONG}${item}`],
    [1000, String],
  ] as const) {
    const made = make(numbers(count), textOf);
    expect(typeof made).toBe('object');
    expect(wholeText([made])).toBe(numbers(count).map(textOf).join(','));
  }
});

test('parts end with their elements or characters, whichever come first', () => {
  const ends = (count: number, textOf: (item: number) => string) => {
    const made = listing(numbers(count), textOf);
    return typeof made === 'string' ? [] : [made.part(0).end, made.part(count - 1).end];
  };
  expect(ends(1000, String)).toEqual([100, 1000]);
  expect(ends(1000, () => LONG)).toEqual([3, 1000]);
  expect(ends(60, () => LONG.repeat(10))).toEqual([1, 60]);
});

test('an element that cannot be written is for whoever takes it', () => {
  const textOf = () => {
    throw new RangeError('Invalid string length');
  };
  for (const [, make] of kinds) {
    const made = make([1], textOf);
    expect(() => wholeText([made])).toThrow(RangeError);
  }
});

test('equal elements are told once, whether they are short or long', () => {
  expect(distinctListing([1, 2, 1], String)).toBe('1,2');
  expect(wholeText([distinctListing(numbers(100), (item) => `${LONG}${item % 2}`)])).toBe(`${LONG}0,${LONG}1`);
});
