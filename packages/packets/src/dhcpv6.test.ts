import { expect, test } from '@jest/globals';
import { buildDhcpv6, buildDhcpv6Options, DHCPV6_SOLICIT, parseDhcpv6, parseDhcpv6Options } from './dhcpv6.js';
import { bytes, hex } from './fixture/notation.js';

/** Client id (DUID-LL), IA_NA with an address in it, elapsed time. */
const SOLICIT = `01 abcdef
  0001 000a 00030001404400000001
  0003 0028 00000001 00000000 00000000 0005 0018 fd00${'00'.repeat(13)}05 00000e10 00001c20
  0008 0002 0000`;

test('a SOLICIT, and the options inside of one (RFC 8415 21.4, 21.6)', () => {
  const message = parseDhcpv6(bytes(SOLICIT));
  const address = bytes(`fd00${'00'.repeat(13)}05 00000e10 00001c20`);
  expect(message).toEqual({
    type: DHCPV6_SOLICIT,
    transaction: 0xabcdef,
    options: [
      { code: 1, data: bytes('00030001404400000001') },
      {
        code: 3,
        data: Buffer.concat([bytes('000000010000000000000000'), buildDhcpv6Options([{ code: 5, data: address }])]),
      },
      { code: 8, data: bytes('0000') },
    ].map(({ code, data }) => ({ code, data: new Uint8Array(data) })),
  });
  expect(parseDhcpv6Options(message.options[1]?.data.subarray(12) ?? new Uint8Array())).toEqual([
    { code: 5, data: address },
  ]);
  expect(hex(buildDhcpv6(message))).toBe(hex(bytes(SOLICIT)));
});

test('a relay message has its type above 127; short ones are refused', () => {
  expect(hex(buildDhcpv6({ type: 0xff, transaction: 0xffffff, options: [] }))).toBe('ffffffff');
  const refused = [
    ['01abcd', 'message ends early: 4 bytes wanted, 3 left'],
    ['01abcdef 0001 0002 00', 'message ends early: 2 bytes wanted, 1 left'],
    ['01abcdef 00', 'message ends early: 2 bytes wanted, 1 left'],
  ] as const;
  for (const [text, message] of refused) expect(() => parseDhcpv6(bytes(text))).toThrow(message);
});
