import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { JsonStream } from './json-stream.js';

test('values that stand back to back come out one by one, however the text is cut', () => {
  const value = fc.oneof(fc.array(fc.jsonValue()), fc.dictionary(fc.string(), fc.jsonValue()));
  fc.assert(
    fc.property(fc.array(value), fc.integer({ min: 1, max: 7 }), (values, size) => {
      const text = values.map((each) => JSON.stringify(each)).join(' ');
      const stream = new JsonStream();
      const found: unknown[] = [];
      for (let at = 0; at < text.length; at += size) found.push(...stream.push(text.slice(at, at + size)));
      expect(JSON.stringify(found)).toBe(JSON.stringify(values));
    }),
  );
});

test('what is no JSON object or array is refused', () => {
  expect(() => new JsonStream().push('x')).toThrow('unexpected "x"');
  expect(() => new JsonStream().push('{x}')).toThrow();
});
