import { expect, test } from '@jest/globals';
import { ByteWriter } from './byte-writer.js';

test('padding counts from the start that is given, and is zero in a buffer used before', () => {
  const writer = new ByteWriter(4).u32(0xffffffff).u32(0xffffffff).reset();
  writer.u8(1).align(4).u8(2).align(4, 3).zeros(1);
  expect([...writer.finish()]).toEqual([1, 0, 0, 0, 2, 0, 0, 0]);
  expect(writer.align(8).length).toBe(8);
});

test('a length that comes before its content is patched in', () => {
  const writer = new ByteWriter(2)
    .u16(0)
    .u32(0)
    .bytes(new Uint8Array([7, 8, 9]));
  writer.patchU16(0, writer.length).patchU32(2, 0xfffffffe);
  expect([...writer.finish()]).toEqual([0, 9, 0xff, 0xff, 0xff, 0xfe, 7, 8, 9]);
});

test('a finished message is a copy, a view is not', () => {
  const writer = new ByteWriter(8).u16(0x0102);
  const finished = writer.finish();
  const view = writer.view();
  writer.patchU16(0, 0x0304);
  expect([[...finished], [...view]]).toEqual([
    [1, 2],
    [3, 4],
  ]);
  expect([...writer.reset().u8(5).finish()]).toEqual([5]);
});
