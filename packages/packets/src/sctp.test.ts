import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { bytes, hex } from './fixture/notation.js';
import { buildSctp, parseSctp, SCTP_ABORT, SCTP_INIT } from './sctp.js';

/** An INIT; its CRC32c stands in little-endian order (RFC 9260, appendix A). */
const INIT = '9c400050 00000000 2b06b09f 01000014 12345678 00010000 000a000a 00000001';

test('an INIT chunk', () => {
  const packet = parseSctp(bytes(INIT));
  expect(packet).toEqual({
    sourcePort: 40000,
    destinationPort: 80,
    verificationTag: 0,
    chunks: [{ type: SCTP_INIT, flags: 0, value: bytes('12345678 00010000 000a000a 00000001') }],
  });
  expect(hex(buildSctp(packet))).toBe(hex(bytes(INIT)));
});

test('chunks are padded to four bytes, which their length leaves out', () => {
  const packet = {
    sourcePort: 1,
    destinationPort: 2,
    verificationTag: 9,
    chunks: [{ type: SCTP_ABORT, flags: 1, value: bytes('010203') }],
  };
  expect(hex(buildSctp(packet))).toBe('0001000200000009582545dc' + '0601000701020300');
  // The last chunk of a packet may come without its padding.
  expect(parseSctp(bytes('0001000200000009582545dc 06010007010203'))).toEqual(packet);
});

test('chunks that contradict themselves are refused', () => {
  const head = '00010002 00000009 00000000';
  const refused = [
    [`${head} 06010003`, 'sctp: chunk of length 3'],
    [`${head} 06010009 010203`, 'message ends early: 5 bytes wanted, 3 left'],
    ['00010002', 'message ends early: 4 bytes wanted, 0 left'],
  ] as const;
  for (const [text, message] of refused) expect(() => parseSctp(bytes(text))).toThrow(message);
});

test('what is built reads back', () => {
  const octet = fc.integer({ min: 0, max: 255 });
  const chunk = fc.record({ type: octet, flags: octet, value: fc.uint8Array({ maxLength: 9 }) });
  fc.assert(
    fc.property(fc.array(chunk, { maxLength: 4 }), (chunks) => {
      const packet = { sourcePort: 7, destinationPort: 9, verificationTag: 0xffffffff, chunks };
      expect(parseSctp(buildSctp(packet))).toEqual(packet);
    }),
  );
});
