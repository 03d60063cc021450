import { expect, test } from '@jest/globals';
import { bytes, hex } from './fixture/notation.js';
import { LINKTYPE_ETHERNET, LINKTYPE_RAW, parsePcap, pcapHeader, pcapRecord } from './pcap.js';

test('what is written reads back, to the microsecond', () => {
  const packets = [
    { timeUs: 1_700_000_000_999_999, bytes: bytes('0102') },
    { timeUs: 0, bytes: new Uint8Array(0) },
  ];
  expect(hex(pcapHeader(LINKTYPE_RAW))).toBe(hex(bytes('a1b2c3d4 0002 0004 00000000 00000000 00040000 00000065')));
  expect(parsePcap(Buffer.concat([pcapHeader(), ...packets.map(pcapRecord)]))).toEqual({
    linkType: LINKTYPE_ETHERNET,
    packets: packets.map((packet) => ({ ...packet, bytes: Buffer.from(packet.bytes) })),
  });
});

test('either byte order, micro- and nanoseconds', () => {
  const little = (magic: string) =>
    bytes(`${magic} 0200 0400 00000000 00000000 00000400 01000000
    0a000000 d2040000 01000000 ff000000 ab`);
  const big = bytes(`a1b23c4d 0002 0004 00000000 00000000 00040000 00000001
    0000000a 000004d2 00000001 000000ff ab`);
  const times = [little('d4c3b2a1'), little('4d3cb2a1'), big].map((file) => {
    const { linkType, packets } = parsePcap(file);
    return [linkType, ...packets.map((packet) => [packet.timeUs, hex(packet.bytes)])];
  });
  // 1234 us, and 1234 ns.
  expect(times).toEqual([
    [1, [10_001_234, 'ab']],
    [1, [10_000_001, 'ab']],
    [1, [10_000_001, 'ab']],
  ]);
});

test('faults', () => {
  expect(() => parsePcap(bytes('a1b2c3d4'))).toThrow('pcap: no header');
  expect(() => parsePcap(new Uint8Array(24))).toThrow('pcap: unknown magic');
  const cut = Buffer.concat([pcapHeader(), pcapRecord({ timeUs: 0, bytes: bytes('0102') })]).subarray(0, -1);
  expect(() => parsePcap(cut)).toThrow('pcap: record ends early');
});
