import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { isUuid, parseUuid, uuidFromBytes, ZERO_UUID } from './uuid.js';

test('what is a UUID, and its form in lower case', () => {
  const table: readonly (readonly [text: string, wanted: string | undefined])[] = [
    ['0123abcd-0123-4abc-8def-0123456789ab', '0123abcd-0123-4abc-8def-0123456789ab'],
    ['0123ABCD-0123-4ABC-8DEF-0123456789AB', '0123abcd-0123-4abc-8def-0123456789ab'],
    [ZERO_UUID, '00000000-0000-0000-0000-000000000000'],
    ['0123abcd01234abc8def0123456789ab', undefined],
    ['0123abcd-0123-4abc-8def-0123456789a', undefined],
    ['0123abcd-0123-4abc-8def-0123456789abc', undefined],
    ['{0123abcd-0123-4abc-8def-0123456789ab}', undefined],
    ['g123abcd-0123-4abc-8def-0123456789ab', undefined],
    ['', undefined],
  ];
  expect(table.map(([text]) => [text, parseUuid(text)])).toEqual(table);
  expect(table.map(([text]) => isUuid(text))).toEqual(table.map(([, wanted]) => wanted !== undefined));
});

test('sixteen random bytes make a UUID of version 4 and variant 1 (RFC 4122 4.4)', () => {
  expect(uuidFromBytes(new Uint8Array(16))).toBe('00000000-0000-4000-8000-000000000000');
  expect(uuidFromBytes(new Uint8Array(16).fill(0xff))).toBe('ffffffff-ffff-4fff-bfff-ffffffffffff');
  expect(uuidFromBytes(Uint8Array.from({ length: 16 }, (_, i) => i * 17))).toBe('00112233-4455-4677-8899-aabbccddeeff');
  fc.assert(
    fc.property(fc.uint8Array({ minLength: 16, maxLength: 16 }), (bytes) => {
      const uuid = uuidFromBytes(bytes);
      expect([parseUuid(uuid), uuid[14], '89ab'.includes(uuid[19] ?? '')]).toEqual([uuid, '4', true]);
    }),
  );
});
