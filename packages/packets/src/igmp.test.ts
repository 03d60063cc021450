import { expect, test } from '@jest/globals';
import { bytes, hex, ip } from './fixture/notation.js';
import { buildIgmp, IGMP_QUERY, IGMPV2_REPORT, IGMPV3_REPORT, type Igmp, parseIgmp } from './igmp.js';

const plain = { maxResponse: 100, group: ip('0.0.0.0'), querier: undefined, records: [] };

/** Wire forms with the checksums of tshark. */
const messages: readonly (readonly [name: string, wire: string, message: Igmp])[] = [
  ['general query, version 2', '1164 ee9b 00000000', { ...plain, type: IGMP_QUERY }],
  [
    'report, version 2',
    '1600 fafd ef000001',
    { ...plain, type: IGMPV2_REPORT, maxResponse: 0, group: ip('239.0.0.1') },
  ],
  [
    'query of a group and a source, version 3, suppress, robustness 2',
    '1164 eb12 ef000001 0a7d 0001 0a000009',
    {
      ...plain,
      type: IGMP_QUERY,
      group: ip('239.0.0.1'),
      querier: { flags: 0x0a, interval: 125, sources: [ip('10.0.0.9')] },
    },
  ],
  [
    'report, version 3',
    '2200 e3f2 0000 0001 0100 0001 ef000001 0a000009',
    {
      ...plain,
      type: IGMPV3_REPORT,
      maxResponse: 0,
      records: [{ type: 1, group: ip('239.0.0.1'), sources: [ip('10.0.0.9')] }],
    },
  ],
];

test.each(messages)('%s', (_, wire, message) => {
  expect(parseIgmp(bytes(wire))).toEqual(message);
  expect(hex(buildIgmp(message))).toBe(hex(bytes(wire)));
});

test('auxiliary data of a record is skipped', () => {
  const message = parseIgmp(bytes('2200 815e 0000 0002 0301 0000 ef000001 aabbccdd 0400 0000 ef000002'));
  expect(message.records).toEqual([
    { type: 3, group: '239.0.0.1', sources: [] },
    { type: 4, group: '239.0.0.2', sources: [] },
  ]);
});

test('faults', () => {
  const refused = [
    ['1600 fafe ef000001', 'igmp: wrong checksum'],
    ['2200 ddfe 0000 0001', 'message ends early: 1 bytes wanted, 0 left'],
    ['1600 e9ff', 'message ends early: 4 bytes wanted, 0 left'],
  ] as const;
  for (const [text, message] of refused) expect(() => parseIgmp(bytes(text))).toThrow(message);
});
