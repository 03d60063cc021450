import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { macFromNumber } from '#base';
import { buildEthernet, parseEthernet } from './ethernet.js';
import { bytes, hex, mac } from './fixture/notation.js';

const ADDRESSES = '404400000002 404400000001';
const destination = mac('40:44:00:00:00:02');
const source = mac('40:44:00:00:00:01');
const payload = bytes('0102');

test('tags of 802.1ad and 802.1Q stand outermost first', () => {
  const frame = parseEthernet(bytes(`${ADDRESSES} 88a8 b00a 8100 0064 0806 0102`));
  expect(frame).toEqual({
    destination,
    source,
    vlans: [
      { tpid: 0x88a8, priority: 5, dei: true, id: 10 },
      { tpid: 0x8100, priority: 0, dei: false, id: 100 },
    ],
    etherType: 0x0806,
    payload,
  });
  expect(hex(buildEthernet(frame))).toBe('404400000002404400000001' + '88a8b00a' + '81000064' + '08060102');
});

test('a frame ends in the type, in a tag or before them', () => {
  expect(parseEthernet(bytes(`${ADDRESSES} 0800`))).toMatchObject({ etherType: 0x0800, payload: new Uint8Array(0) });
  const refused = [
    [`${ADDRESSES} 08`, 'message ends early: 2 bytes wanted, 1 left'],
    [`${ADDRESSES} 8100 0064`, 'message ends early: 2 bytes wanted, 0 left'],
    [`${ADDRESSES} 8100 0064 8100`, 'message ends early: 2 bytes wanted, 0 left'],
    ['4044', 'message ends early: 6 bytes wanted, 2 left'],
  ] as const;
  for (const [text, message] of refused) expect(() => parseEthernet(bytes(text))).toThrow(message);
});

test('what is built reads back', () => {
  const address = fc.integer({ min: 0, max: 2 ** 48 - 1 }).map(macFromNumber);
  const frames = fc.record({
    destination: address,
    source: address,
    vlans: fc.array(
      fc.record({
        tpid: fc.constantFrom(0x8100, 0x88a8),
        priority: fc.integer({ min: 0, max: 7 }),
        dei: fc.boolean(),
        id: fc.integer({ min: 0, max: 4095 }),
      }),
      { maxLength: 3 },
    ),
    etherType: fc.constantFrom(0x0800, 0x0806, 0x86dd, 0x88cc),
    payload: fc.uint8Array({ maxLength: 60 }),
  });
  fc.assert(fc.property(frames, (frame) => expect(parseEthernet(buildEthernet(frame))).toEqual(frame)));
});
