import { expect, test } from '@jest/globals';
import { parseEthernet, parseIcmp, parseIpv4Packet, parseIpv6Packet } from '#packets';
import { frameOf, packetText } from '../testing/packet.js';
import { makeIcmpError } from './icmp.js';

const UDP = 17;
const payloadOf = (bytes: Uint8Array) => {
  const frame = parseEthernet(bytes);
  const ip = frame.etherType === 0x86dd ? parseIpv6Packet(frame.payload) : parseIpv4Packet(frame.payload);
  return parseIcmp(ip.payload, 'unchecked').payload;
};

test('unreachable, with the packet and none of the padding behind it', () => {
  const four = frameOf(4, UDP, new Uint8Array(12));
  expect(packetText(makeIcmpError(four))).toBe(
    '40:44:00:00:00:01 > 40:44:00:00:00:02, 10.0.0.1 > 10.0.0.2 ttl 255, icmp type 3 code 1 rest 0 with 32 bytes',
  );
  expect([...payloadOf(makeIcmpError(four))]).toEqual([...four.payload.subarray(0, 32)]);
  const six = frameOf(6, UDP, new Uint8Array(12));
  expect(packetText(makeIcmpError(six))).toBe(
    '40:44:00:00:00:01 > 40:44:00:00:00:02, fd00::1 > fd00::2 ttl 255, icmp type 1 code 1 rest 0 with 52 bytes',
  );
  expect([...payloadOf(makeIcmpError(six))]).toEqual([...six.payload.subarray(0, 52)]);
});

test('a long packet goes along as far as the answer stays within 576 and 1280 bytes', () => {
  const four = makeIcmpError(frameOf(4, UDP, new Uint8Array(1400)));
  expect([four.length - 14, payloadOf(four).length]).toEqual([576, 548]);
  const six = makeIcmpError(frameOf(6, UDP, new Uint8Array(1400)));
  expect([six.length - 14, payloadOf(six).length]).toEqual([1280, 1232]);
});

test('what is no packet of its EtherType throws', () => {
  const frame = frameOf(4, UDP, new Uint8Array(12));
  expect(() => makeIcmpError({ ...frame, etherType: 0x86dd })).toThrow('ipv6: version 4');
  expect(() => makeIcmpError({ ...frame, payload: frame.payload.subarray(0, 19) })).toThrow();
});
