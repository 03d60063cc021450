import { expect, test } from '@jest/globals';
import { bytes, hex } from './fixture/notation.js';
import { buildVxlan, parseVxlan } from './vxlan.js';

test('the header of RFC 7348', () => {
  const packet = { vni: 0xabcdef, payload: bytes('aabb') };
  expect(hex(buildVxlan(packet))).toBe('08000000abcdef00aabb');
  expect(parseVxlan(bytes('08000000 abcdef00 aabb'))).toEqual(packet);
  // Reserved bits are ignored.
  expect(parseVxlan(bytes('ff123456 abcdefff aabb'))).toEqual(packet);
  expect(() => parseVxlan(bytes('00000000 abcdef00'))).toThrow('vxlan: no VNI');
  expect(() => parseVxlan(bytes('08000000 abcd'))).toThrow('message ends early: 4 bytes wanted, 2 left');
});
