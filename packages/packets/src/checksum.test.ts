import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { addWords, crc32c, foldChecksum, internetChecksum, pseudoHeaderSum, updateChecksum } from './checksum.js';
import { bytes } from './fixture/notation.js';

test('the example of RFC 1071, and an odd byte', () => {
  expect(internetChecksum(bytes('0001 f203 f4f5 f6f7'))).toBe(0x220d);
  expect(internetChecksum(bytes('0001 f203 f4f5 f6f7 220d'))).toBe(0);
  expect(internetChecksum(bytes('ab'))).toBe(0x54ff);
  expect(internetChecksum(new Uint8Array(0))).toBe(0xffff);
  expect([0, 0xffff, 0x1fffe, 0x10000].map(foldChecksum)).toEqual([0xffff, 0, 0, 0xfffe]);
});

test('a sum goes on where another ended', () => {
  const even = fc.uint8Array({ maxLength: 40 }).map((data) => data.subarray(0, data.length & ~1));
  fc.assert(
    fc.property(even, fc.uint8Array({ maxLength: 40 }), (first, second) => {
      expect(addWords(second, addWords(first))).toBe(addWords(Buffer.concat([first, second])));
    }),
  );
  expect(addWords(bytes('ffff 0001 0002 ffff'), 5, 2, 6)).toBe(8);
});

test('the pseudo header counts a length beyond 16 bits as two words (RFC 8200 8.1)', () => {
  expect(pseudoHeaderSum(bytes('0a000001'), bytes('0a000002'), 17, 12)).toBe(0x0a00 + 1 + 0x0a00 + 2 + 17 + 12);
  expect(pseudoHeaderSum(new Uint8Array(16), new Uint8Array(16), 58, 0x12345)).toBe(58 + 1 + 0x2345);
});

test('an update is the checksum of the changed data (RFC 1624)', () => {
  expect(updateChecksum(0xdd2f, 0x5555, 0x3285)).toBe(0x0000);
  const word = fc.integer({ min: 0, max: 0xffff });
  fc.assert(
    fc.property(fc.array(word, { minLength: 2, maxLength: 20 }), word, (words, next) => {
      const octets = (list: readonly number[]) => Uint8Array.from(list.flatMap((each) => [each >> 8, each & 255]));
      const before = [0x4500, ...words]; // as any header: not all zero, where 0 and 0xffff are both right
      const after = [0x4500, next, ...words.slice(1)];
      expect(updateChecksum(internetChecksum(octets(before)), words[0] ?? 0, next)).toBe(
        internetChecksum(octets(after)),
      );
    }),
  );
});

test('CRC32c: the vectors of RFC 3720 B.4', () => {
  const count = Uint8Array.from({ length: 32 }, (_, i) => i);
  expect([
    crc32c(new Uint8Array(32)),
    crc32c(new Uint8Array(32).fill(0xff)),
    crc32c(count),
    crc32c(count.toReversed()),
    crc32c(new Uint8Array(Buffer.from('123456789'))),
  ]).toEqual([0x8a9136aa, 0x62a8ab43, 0x46dd794e, 0x113fdb5c, 0xe3069283]);
});
