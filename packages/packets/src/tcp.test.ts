import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { bytes, hex, ip } from './fixture/notation.js';
import { ipv4PseudoSum } from './ipv4.js';
import { buildTcp, parseTcp, TCP_ACK, TCP_PSH, TCP_SYN } from './tcp.js';

const sum = (length: number) => ipv4PseudoSum(ip('10.0.0.1'), ip('10.0.0.2'), 6, length);

/** A SYN with MSS, SACK, timestamps and window scale, as Linux sends it; checksum by tshark. */
const SYN = '9c400050 00000001 00000000 a002faf0 9c7a0000 020405b4 0402 080a0000000100000000 01 030307';

test('a SYN with options', () => {
  const segment = parseTcp(bytes(SYN), sum);
  expect(segment).toEqual({
    sourcePort: 40000,
    destinationPort: 80,
    sequence: 1,
    acknowledgment: 0,
    flags: TCP_SYN,
    window: 0xfaf0,
    urgent: 0,
    options: bytes('020405b4 0402 080a0000000100000000 01 030307'),
    payload: new Uint8Array(0),
  });
  expect(hex(buildTcp(segment, sum))).toBe(hex(bytes(SYN)));
});

test('what is left out of a draft, and numbers beyond 32 bits', () => {
  const draft = { sourcePort: 1, destinationPort: 2, flags: TCP_ACK | TCP_PSH, sequence: 2 ** 32 + 5 };
  const zero = () => 0;
  expect(parseTcp(buildTcp(draft, zero), zero)).toEqual({
    sourcePort: 1,
    destinationPort: 2,
    sequence: 5,
    acknowledgment: 0,
    flags: 0x18,
    window: 65535,
    urgent: 0,
    options: new Uint8Array(0),
    payload: new Uint8Array(0),
  });
});

test('segments that contradict themselves are refused', () => {
  const refused = [
    [SYN.replace('9c7a', '9c7b'), 'tcp: wrong checksum'],
    ['9c400050 00000001 00000000 4002faf0 00000000', 'tcp: header of 16 bytes'],
    ['9c400050 00000001 00000000 6002faf0 00000000', 'tcp: header of 24 bytes'],
    ['9c400050', 'message ends early: 4 bytes wanted, 0 left'],
  ] as const;
  for (const [text, message] of refused) expect(() => parseTcp(bytes(text), sum)).toThrow(message);
});

test('what is built reads back', () => {
  const word = fc.integer({ min: 0, max: 0xffffffff });
  const half = fc.integer({ min: 0, max: 0xffff });
  const segments = fc.record({
    sourcePort: half,
    destinationPort: half,
    sequence: word,
    acknowledgment: word,
    flags: fc.integer({ min: 0, max: 0xfff }),
    window: half,
    urgent: half,
    options: fc.integer({ min: 0, max: 10 }).map((words) => new Uint8Array(words * 4).fill(1)),
    payload: fc.uint8Array({ maxLength: 40 }),
  });
  fc.assert(fc.property(segments, (segment) => expect(parseTcp(buildTcp(segment, sum), sum)).toEqual(segment)));
});
