import { afterEach, expect, test } from '@jest/globals';
import { KeptText, openKept } from './kept-text.js';

const opened: KeptText[] = [];
afterEach(() => {
  for (const kept of opened.splice(0)) kept.close();
});

test('what was written last is read, though it be shorter', () => {
  const kept = new KeptText(openKept());
  opened.push(kept);
  expect(kept.read()).toBeUndefined();
  kept.write('a long text, é');
  expect(kept.read()).toBe('a long text, é');
  kept.write('short');
  expect(kept.read()).toBe('short');
  expect(kept.read()).toBe('short');
});

test('without a monitor nothing is kept', () => {
  const kept = new KeptText(undefined);
  kept.write('text');
  expect(kept.read()).toBeUndefined();
});
