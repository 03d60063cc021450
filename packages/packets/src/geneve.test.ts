import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { bytes, hex } from './fixture/notation.js';
import { buildGeneve, parseGeneve } from './geneve.js';

test('the header of OVN: class 0x0102, type 0x80, ports 1 and 2 (ovn-architecture(7), "Tunnel Encapsulations")', () => {
  const wire = '02406558 00000100 01028001 00010002 aabb';
  const packet = parseGeneve(bytes(wire));
  expect(packet).toEqual({
    vni: 1,
    oam: false,
    critical: true,
    protocol: 0x6558,
    options: [{ optionClass: 0x0102, type: 0x80, data: bytes('00010002') }],
    payload: bytes('aabb'),
  });
  expect(hex(buildGeneve(packet))).toBe(hex(bytes(wire)));
});

test('the C flag says whether an option is critical; reserved bits of an option are ignored', () => {
  const packet = { vni: 0xffffff, oam: true, protocol: 0x0800, options: [], payload: new Uint8Array(0) };
  expect(hex(buildGeneve(packet))).toBe('00800800ffffff00');
  expect(parseGeneve(bytes('01000800 00000500 ffff01e0')).options).toEqual([
    { optionClass: 0xffff, type: 1, data: new Uint8Array(0) },
  ]);
});

test('other versions, and options longer than their area, are refused', () => {
  const refused = [
    ['42406558 00000100', 'geneve: version 1'],
    ['02406558 00000100 01028001', 'message ends early: 8 bytes wanted, 4 left'],
    ['01406558 00000100 01028001 00010002', 'message ends early: 4 bytes wanted, 0 left'],
    ['0240', 'message ends early: 2 bytes wanted, 0 left'],
  ] as const;
  for (const [text, message] of refused) expect(() => parseGeneve(bytes(text))).toThrow(message);
});

test('what is built reads back', () => {
  const option = fc.record({
    optionClass: fc.integer({ min: 0, max: 0xffff }),
    type: fc.integer({ min: 0, max: 0xff }),
    data: fc.integer({ min: 0, max: 5 }).map((words) => new Uint8Array(words * 4).fill(words)),
  });
  fc.assert(
    fc.property(fc.array(option, { maxLength: 5 }), fc.uint8Array({ maxLength: 20 }), (options, payload) => {
      const packet = { vni: 5, oam: false, protocol: 0x6558, options, payload };
      const critical = options.some(({ type }) => type >= 0x80);
      expect(parseGeneve(buildGeneve(packet))).toEqual({ ...packet, critical });
    }),
  );
});
