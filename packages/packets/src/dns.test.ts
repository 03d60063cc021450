import { expect, test } from '@jest/globals';
import { buildDns, DNS_TYPE_A, DNS_TYPE_PTR, dnsName, parseDns } from './dns.js';
import { bytes, hex } from './fixture/notation.js';

const HEAD = '0007 8580 0001 0003 0000 0000';
/** The names of the example in RFC 1035 4.1.4: F.ISI.ARPA at offset 12, FOO.F.ISI.ARPA, ARPA, the root. */
const COMPRESSED = `${HEAD} 0146 03495349 0441525041 00 0001 0001
  03464f4f c00c 0001 0001 00000e10 0004 0a000001
  c012          000c 0001 00000000 0002 c00c
  00            0001 0001 00000000 0004 0a000002`;

test('compressed names, as tshark reads them', () => {
  const message = parseDns(bytes(COMPRESSED));
  expect(message).toEqual({
    id: 7,
    flags: 0x8580,
    questions: [{ name: 'F.ISI.ARPA', type: DNS_TYPE_A, class: 1 }],
    answers: [
      { name: 'FOO.F.ISI.ARPA', type: DNS_TYPE_A, class: 1, ttl: 3600, data: bytes('0a000001') },
      { name: 'ARPA', type: DNS_TYPE_PTR, class: 1, ttl: 0, data: bytes('c00c') },
      { name: '', type: DNS_TYPE_A, class: 1, ttl: 0, data: bytes('0a000002') },
    ],
    authorities: [],
    additionals: [],
  });
  expect(parseDns(buildDns(message))).toEqual(message);
});

test('the sections stand in their order, names in full', () => {
  const record = (octet: number) => ({ name: 'a', type: 1, class: 1, ttl: octet, data: new Uint8Array([octet]) });
  const message = {
    id: 1,
    flags: 0,
    questions: [],
    answers: [record(1)],
    authorities: [record(2)],
    additionals: [record(3)],
  };
  expect(hex(buildDns(message))).toBe(
    hex(
      bytes(`0001 0000 0000 0001 0001 0001
      0161 00 0001 0001 00000001 0001 01
      0161 00 0001 0001 00000002 0001 02
      0161 00 0001 0001 00000003 0001 03`),
    ),
  );
});

test('names that loop, point forward or have labels of another kind are refused', () => {
  const head = '0007 0100 0001 0000 0000 0000';
  const refused = [
    [`${head} c00c 0001 0001`, 'dns: name pointer leads forward'],
    [`${head} 0161 c00c 0001 0001`, 'dns: name pointer leads forward'],
    [`${head} c0ff 0001 0001`, 'dns: name pointer leads forward'],
    [`${head} 4161 00 0001 0001`, 'dns: label type'],
    [`${head} 0561`, 'message ends early: 5 bytes wanted, 1 left'],
    [head, 'message ends early: 1 bytes wanted, 0 left'],
    ['0007 0100 0000 ffff 0000 0000', 'message ends early: 1 bytes wanted, 0 left'],
  ] as const;
  for (const [text, message] of refused) expect(() => parseDns(bytes(text))).toThrow(message);
});

test('names on the wire: labels of 1 to 63 bytes', () => {
  expect([hex(dnsName('vm1.ovn')), hex(dnsName(''))]).toEqual(['03766d31036f766e00', '00']);
  expect(dnsName('a'.repeat(63))).toHaveLength(65);
  expect(() => dnsName('a'.repeat(64))).toThrow(`dns: label "${'a'.repeat(64)}"`);
  expect(() => dnsName('a..b')).toThrow('dns: label ""');
});
