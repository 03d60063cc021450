import { expect, test } from '@jest/globals';
import { bytes, hex } from './fixture/notation.js';
import { buildGre, parseGre } from './gre.js';

const payload = bytes('4500001400000000400000000a0000010a000002');
const plain = { protocol: 0x0800, key: undefined, sequence: undefined, payload };
const full = { ...plain, key: 5, sequence: 7 };

test('with and without checksum, key and sequence number (RFC 2784, RFC 2890); checksum by tshark', () => {
  const table = [
    [plain, {}, '00000800'],
    [{ ...plain, key: 0 }, {}, '20000800 00000000'],
    [{ ...plain, sequence: 0xffffffff }, {}, '10000800 ffffffff'],
    [full, { checksum: true }, 'b0000800 aedb0000 00000005 00000007'],
  ] as const;
  for (const [packet, options, head] of table) {
    const wire = hex(bytes(head)) + hex(payload);
    expect(hex(buildGre(packet, options))).toBe(wire);
    expect(parseGre(bytes(wire))).toEqual(packet);
  }
});

test('routing, other versions and wrong checksums are refused', () => {
  const refused = [
    ['40000800', 'gre: flags 4000'],
    ['00010800', 'gre: flags 1'],
    ['80000800 c2de0000', 'gre: wrong checksum'],
    ['20000800', 'message ends early: 4 bytes wanted, 0 left'],
  ] as const;
  for (const [text, message] of refused) expect(() => parseGre(bytes(text))).toThrow(message);
});
