import { expect, test } from '@jest/globals';
import { ByteReader, ByteWriter, solicitedNode } from '#base';
import { bytes, hex, ip6, mac } from './fixture/notation.js';
import { buildIcmp } from './icmp.js';
import { ipv6PseudoSum } from './ipv6.js';
import {
  buildNeighborMessage,
  buildRouterAdvertisement,
  linkAddressOf,
  linkAddressOption,
  linkLocalAddress,
  multicastMacOf,
  ND_NEIGHBOR_SOLICITATION,
  ND_OPTION_MTU,
  ND_OPTION_PREFIX,
  ND_OPTION_SOURCE_LINK,
  ND_OPTION_TARGET_LINK,
  parseNdOptions,
  parseNeighborMessage,
  parseRouterAdvertisement,
  writeNdOptions,
} from './nd.js';

const vm1 = mac('40:44:00:00:00:01');

test('a solicitation as tshark reads it, checksum included', () => {
  const message = {
    target: ip6('fe80::4244:ff:fe00:2'),
    options: [linkAddressOption(ND_OPTION_SOURCE_LINK, vm1)],
  };
  const payload = buildNeighborMessage(message);
  expect(hex(payload)).toBe('fe80000000000000424400fffe000002' + '0101404400000001');
  const sum = (length: number) => ipv6PseudoSum(ip6('fe80::4244:ff:fe00:1'), ip6('ff02::1:ff00:2'), 58, length);
  const icmp = buildIcmp({ type: ND_NEIGHBOR_SOLICITATION, code: 0, rest: 0, payload }, sum);
  expect(hex(icmp.subarray(0, 8))).toBe('8700b9ca00000000');
  expect(parseNeighborMessage(payload)).toEqual(message);
  expect(linkAddressOf(message.options, ND_OPTION_SOURCE_LINK)).toBe(vm1);
  expect(linkAddressOf(message.options, ND_OPTION_TARGET_LINK)).toBeUndefined();
});

test('a router advertisement with address, MTU and prefix (RFC 4861 4.2)', () => {
  const wire = bytes(`00007530 000003e8
    0101404400000001
    0501 0000 00000578
    030440c0 00278d00 00093a80 00000000 fd000000000000000000000000000000`);
  const advertisement = parseRouterAdvertisement(0x40c00708, wire);
  expect(advertisement).toEqual({
    hopLimit: 64,
    flags: 0xc0, // managed, other
    lifetime: 1800,
    reachableMs: 30_000,
    retransMs: 1000,
    options: [
      { type: ND_OPTION_SOURCE_LINK, data: bytes('404400000001') },
      { type: ND_OPTION_MTU, data: bytes('0000 00000578') },
      { type: ND_OPTION_PREFIX, data: bytes(`40c0 00278d00 00093a80 00000000 fd00${'00'.repeat(14)}`) },
    ],
  });
  const built = buildRouterAdvertisement(advertisement);
  expect([built.rest, hex(built.payload)]).toEqual([0x40c00708, hex(wire)]);
  // A hop limit of 128 and more makes the word's top bit.
  expect(buildRouterAdvertisement({ ...advertisement, hopLimit: 255, options: [] }).rest).toBe(0xffc00708);
});

test('options are padded to eight bytes; one of length zero is refused, a single byte behind them is not', () => {
  const writer = new ByteWriter();
  writeNdOptions(writer, [
    { type: 25, data: bytes('01') },
    { type: 31, data: bytes('01020304050607') },
  ]);
  expect(hex(writer.finish())).toBe('1901010000000000' + '1f020102030405060700000000000000');
  expect(() => parseNdOptions(new ByteReader(bytes('0100404400000001')))).toThrow('nd: option of length 0');
  expect(() => parseNdOptions(new ByteReader(bytes('0102404400000001')))).toThrow(
    'message ends early: 14 bytes wanted, 6 left',
  );
  expect(parseNdOptions(new ByteReader(bytes('ff')))).toEqual([]);
});

test('addresses that follow from others', () => {
  // RFC 4291 2.7.1 and appendix A, RFC 2464 7 and 4.
  expect(solicitedNode(ip6('4037::1:800:200e:8c6c'))).toBe('ff02::1:ff0e:8c6c');
  expect(multicastMacOf(ip6('ff02::1:ff0e:8c6c'))).toBe('33:33:ff:0e:8c:6c');
  expect(linkLocalAddress(mac('34:56:78:9a:bc:de'))).toBe('fe80::3656:78ff:fe9a:bcde');
});
