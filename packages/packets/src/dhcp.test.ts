import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { buildDhcp, DHCP_DISCOVER, type Dhcp, dhcpOption, parseDhcp } from './dhcp.js';
import { bytes, hex, ip, mac } from './fixture/notation.js';

const ZERO = '00000000';
/** A DISCOVER with a pad between its options, as tshark reads it; the file name is "x". */
const DISCOVER = `0101 0600 12345678 0007 8000 ${ZERO.repeat(4)} 404400000001 ${'00'.repeat(10)}
  ${'00'.repeat(64)} 78 ${'00'.repeat(127)} 63825363 350101 00 3204 0a000005 3703 010306 ff`;

const discover: Dhcp = {
  operation: 1,
  transaction: 0x12345678,
  seconds: 7,
  flags: 0x8000,
  clientIp: ip('0.0.0.0'),
  yourIp: ip('0.0.0.0'),
  serverIp: ip('0.0.0.0'),
  relayIp: ip('0.0.0.0'),
  clientMac: mac('40:44:00:00:00:01'),
  serverName: '',
  bootFile: 'x',
  options: [
    { code: 53, data: new Uint8Array([DHCP_DISCOVER]) },
    { code: 50, data: bytes('0a000005') },
    { code: 55, data: bytes('010306') },
  ],
};

test('a DISCOVER reads, and is written without the pad', () => {
  expect(parseDhcp(bytes(DISCOVER))).toEqual(discover);
  expect(hex(buildDhcp(discover))).toBe(hex(bytes(DISCOVER.replace('350101 00', '350101'))));
  expect(dhcpOption(discover, 50)).toEqual(bytes('0a000005'));
  expect(dhcpOption(discover, 54)).toBeUndefined();
});

test('an option longer than 255 bytes is split (RFC 3396)', () => {
  const data = Uint8Array.from({ length: 300 }, (_, i) => i & 255);
  const read = parseDhcp(buildDhcp({ ...discover, options: [{ code: 114, data }] }));
  expect(read.options.map((option) => [option.code, option.data.length])).toEqual([
    [114, 255],
    [114, 45],
  ]);
  expect(hex(Buffer.concat(read.options.map((option) => option.data)))).toBe(hex(data));
  const rapid = { ...discover, options: [{ code: 80, data: new Uint8Array(0) }] };
  expect(parseDhcp(buildDhcp(rapid))).toEqual(rapid);
});

test('BOOTP without options, no end option, and what is refused', () => {
  const head = DISCOVER.slice(0, DISCOVER.indexOf('63825363'));
  expect(parseDhcp(bytes(head))).toEqual({ ...discover, options: [] });
  expect(parseDhcp(bytes(`${head} 63825363 350101`)).options).toHaveLength(1);
  expect(parseDhcp(bytes(`${head} 63825363 ff 350101`)).options).toEqual([]);
  const refused = [
    [`${head} 63825364`, 'dhcp: cookie 63825364'],
    [`${head} 63825363 3204 0a00`, 'message ends early: 4 bytes wanted, 2 left'],
    [`${head} 63825363 32`, 'message ends early: 1 bytes wanted, 0 left'],
    ['0101', 'message ends early: 3 bytes wanted, 1 left'],
  ] as const;
  for (const [text, message] of refused) expect(() => parseDhcp(bytes(text))).toThrow(message);
});

test('what is built reads back, names as long as their fields', () => {
  const text = (maxLength: number) => fc.string({ unit: fc.constantFrom('a', 'é', '/'), maxLength });
  const option = fc.record({ code: fc.integer({ min: 1, max: 254 }), data: fc.uint8Array({ maxLength: 20 }) });
  fc.assert(
    fc.property(text(64), text(128), fc.array(option), (serverName, bootFile, options) => {
      const message = { ...discover, serverName, bootFile, options };
      expect(parseDhcp(buildDhcp(message))).toEqual(message);
    }),
  );
  expect(parseDhcp(buildDhcp({ ...discover, serverName: 's'.repeat(65) })).serverName).toBe('s'.repeat(64));
});
