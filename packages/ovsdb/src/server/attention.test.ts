import { expect, test } from '@jest/globals';
import { Attention } from './attention.js';

/** Answers requests that come `gapMs` after the answer before. */
function attention(processors: number) {
  let now = 0;
  const made = new Attention({ monotonic: () => now }, processors);
  return (requests: number, gapMs: number) => {
    for (let i = 0; i < requests; i++) {
      made.answered();
      now += gapMs;
      made.heard();
    }
    return made.isWorthwhile;
  };
}

test('looks out for requests once they come promptly, and no more when they do not', () => {
  const after = attention(2);
  expect(after(10, 0.1)).toBe(false);
  expect(after(100, 0.1)).toBe(true);
  expect(after(1, 5)).toBe(true);
  expect(after(10, 5)).toBe(false);
});

test('looks out ever more seldom where requests come promptly only when nobody does', () => {
  let now = 0;
  const made = new Attention({ monotonic: () => now }, 2);
  const looksOf = (requests: number): number => {
    let looks = 0;
    for (let i = 0; i < requests; i++) {
      made.answered();
      if (made.isWorthwhile) looks++;
      now += made.isWorthwhile ? 0.4 : 0.1;
      made.heard();
    }
    return looks;
  };
  expect([looksOf(100), looksOf(900), looksOf(3000), looksOf(3000)]).toEqual([4, 3, 3, 3]);
});

test('never where client and server share one processor', () => {
  expect(attention(1)(100, 0.1)).toBe(false);
});

test('stops by itself when no request comes', async () => {
  let now = 0;
  let looks = 0;
  const monotonic = () => {
    looks++;
    return now;
  };
  const made = new Attention({ monotonic }, 2);
  for (let i = 0; i < 40; i++) {
    made.answered();
    made.heard();
  }
  made.answered();
  now = 1;
  for (let turn = 0; turn < 5; turn++) await new Promise((resolve) => setImmediate(resolve));
  const seen = looks;
  for (let turn = 0; turn < 5; turn++) await new Promise((resolve) => setImmediate(resolve));
  expect(looks).toBe(seen);
});
