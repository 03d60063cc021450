import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { ByteReader } from './byte-reader.js';
import { ByteWriter } from './byte-writer.js';

const COUNT = Uint8Array.from({ length: 16 }, (_, i) => i + 1);

test('numbers are read in network order, front to back', () => {
  const reader = new ByteReader(COUNT);
  expect([reader.u8(), reader.u16(), reader.u32(), reader.u64(), reader.offset, reader.left]).toEqual([
    0x01,
    0x0203,
    0x04050607,
    0x08090a0b0c0d0e0fn,
    15,
    1,
  ]);
  expect(new ByteReader(new Uint8Array(8).fill(0xff)).u32()).toBe(0xffffffff);
});

test('parts share memory with the message, and align counts from its start', () => {
  const message = COUNT.slice();
  const reader = new ByteReader(message.subarray(4));
  const taken = reader.take(3);
  message[4] = 99;
  expect([...taken]).toEqual([99, 6, 7]);
  reader.align(4);
  expect(reader.offset).toBe(4);
  reader.align(4);
  expect(reader.offset).toBe(4);
  const sub = reader.sub(4);
  sub.skip(2);
  expect([sub.u8(), sub.left, reader.left]).toEqual([11, 1, 4]);
  expect([...reader.rest()]).toEqual([13, 14, 15, 16]);
  expect([...reader.rest()]).toEqual([]);
});

test('a read past the end says how much is missing and takes nothing', () => {
  const reads: readonly (readonly [(reader: ByteReader) => unknown, string])[] = [
    [(reader) => reader.u16(), 'message ends early: 2 bytes wanted, 1 left'],
    [(reader) => reader.u32(), 'message ends early: 4 bytes wanted, 1 left'],
    [(reader) => reader.u64(), 'message ends early: 8 bytes wanted, 1 left'],
    [(reader) => reader.take(2), 'message ends early: 2 bytes wanted, 1 left'],
    [(reader) => reader.sub(9), 'message ends early: 9 bytes wanted, 1 left'],
    [(reader) => reader.skip(2), 'message ends early: 2 bytes wanted, 1 left'],
    [(reader) => reader.take(-1), 'message ends early: -1 bytes wanted, 1 left'],
  ];
  for (const [read, message] of reads) {
    const reader = new ByteReader(COUNT.subarray(0, 4));
    reader.skip(3);
    expect(() => read(reader)).toThrow(message);
    expect(reader.u8()).toBe(4);
    expect(() => reader.u8()).toThrow(expect.objectContaining({ code: 'truncated', context: { wanted: 1, left: 0 } }));
  }
});

test('what is written reads back, whatever the capacity to begin with', () => {
  const value = fc.oneof(
    fc.record({ size: fc.constant('u8' as const), value: fc.integer({ min: 0, max: 0xff }) }),
    fc.record({ size: fc.constant('u16' as const), value: fc.integer({ min: 0, max: 0xffff }) }),
    fc.record({ size: fc.constant('u32' as const), value: fc.integer({ min: 0, max: 0xffffffff }) }),
    fc.record({ size: fc.constant('u64' as const), value: fc.bigInt({ min: 0n, max: 2n ** 64n - 1n }) }),
    fc.record({ size: fc.constant('bytes' as const), value: fc.uint8Array({ maxLength: 9 }) }),
  );
  fc.assert(
    fc.property(fc.array(value), fc.integer({ min: 1, max: 20 }), (values, capacity) => {
      const writer = new ByteWriter(capacity);
      for (const each of values) {
        if (each.size === 'u64') writer.u64(each.value);
        else if (each.size === 'bytes') writer.bytes(each.value);
        else writer[each.size](each.value);
      }
      const reader = new ByteReader(writer.finish());
      const read = values.map(({ size, value: each }) =>
        size === 'bytes' ? reader.take(each.length) : reader[size](),
      );
      expect(read).toEqual(values.map((each) => each.value));
      expect([reader.left, writer.length]).toEqual([0, reader.offset]);
    }),
  );
});
