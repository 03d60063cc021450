import { expect, test } from '@jest/globals';
import { fields, formatMatch } from '#openflow';
import { withBit } from './registers.js';

const METADATA = [
  { field: fields.reg0, value: 5 },
  { field: fields.reg14, value: 1 },
  { field: fields.metadata, value: 2n },
];
const text = (...args: Parameters<typeof withBit>) => {
  const match = withBit(...args);
  return match && formatMatch(match);
};

test('a bit of a register, however wide its name', () => {
  expect(text(METADATA, fields.reg0, 3, 1)).toBe('reg0=0xd,reg14=0x1,metadata=0x2');
  expect(text(METADATA, fields.xxreg0, 99, 1)).toBe('reg0=0xd,reg14=0x1,metadata=0x2');
  expect(text(METADATA, fields.xxreg0, 0, 1)).toBe('reg0=0x5,reg3=0x1,reg14=0x1,metadata=0x2');
  expect(text(METADATA, fields.xreg4, 31, 1)).toBe('reg0=0x5,reg9=0x80000000,reg14=0x1,metadata=0x2');
  expect(text(METADATA, fields.reg0, 2, 0)).toBe('reg0=0x1,reg14=0x1,metadata=0x2');
  expect(text([{ field: fields.xxreg0, value: 1n << 96n }], fields.reg0, 0, 0)).toBe('');
});

test('other fields hold no result', () => {
  expect(text(METADATA, fields.eth_dst, 40, 1)).toBeUndefined();
  expect(text(METADATA, fields.reg0, 32, 1)).toBeUndefined();
});
