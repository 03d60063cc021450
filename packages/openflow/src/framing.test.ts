import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { Framer } from './framing.js';

const message = (length: number, fill: number) => {
  const bytes = new Uint8Array(length).fill(fill);
  bytes.set([6, 2, length >> 8, length & 255]);
  return bytes;
};

test('messages come out whole, however the stream is cut', () => {
  const lengths = fc.array(fc.integer({ min: 8, max: 300 }), { maxLength: 6 });
  fc.assert(
    fc.property(lengths, fc.array(fc.integer({ min: 1, max: 50 }), { minLength: 1 }), (sizes, cuts) => {
      const sent = sizes.map((size, i) => message(size, i));
      const stream = Buffer.concat(sent);
      const framer = new Framer();
      const received: Uint8Array[] = [];
      for (let at = 0, cut = 0; at < stream.length; cut++) {
        const end = at + (cuts[cut % cuts.length] ?? 1);
        // As a socket reuses its memory: what is given out later must not change with the chunk.
        const chunk = Uint8Array.from(stream.subarray(at, end));
        for (const each of framer.push(chunk)) received.push(each.slice());
        chunk.fill(0xee);
        at = end;
      }
      expect(received).toEqual(sent);
    }),
  );
});

test('a length shorter than a header loses the stream', () => {
  expect(() => [...new Framer().push(Uint8Array.of(6, 2, 0, 7, 0, 0, 0, 1))]).toThrow(
    'message header says 7 bytes, less than a header',
  );
  // Messages before it are still given out.
  const framer = new Framer();
  const stream = framer.push(Uint8Array.of(...message(8, 1), 6, 2, 0, 0));
  expect(stream.next().value).toEqual(message(8, 1));
  expect(() => stream.next()).toThrow('message header says 0 bytes, less than a header');
});
