import { expect, test } from '@jest/globals';
import { ARP_REPLY, ARP_REQUEST, buildArp, parseArp } from './arp.js';
import { bytes, hex, ip, mac } from './fixture/notation.js';

test('a request and its reply on the wire (RFC 826)', () => {
  const request = {
    operation: ARP_REQUEST,
    senderMac: mac('40:44:00:00:00:01'),
    senderIp: ip('192.168.0.11'),
    targetMac: mac('00:00:00:00:00:00'),
    targetIp: ip('192.168.0.1'),
  };
  const reply = {
    operation: ARP_REPLY,
    senderMac: mac('40:44:00:00:00:03'),
    senderIp: ip('192.168.0.1'),
    targetMac: mac('40:44:00:00:00:01'),
    targetIp: ip('192.168.0.11'),
  };
  const wire = [
    '0001080006040001404400000001c0a8000b000000000000c0a80001',
    '0001080006040002404400000003c0a80001404400000001c0a8000b',
  ];
  expect([request, reply].map((arp) => hex(buildArp(arp)))).toEqual(wire);
  expect(wire.map((text) => parseArp(bytes(text)))).toEqual([request, reply]);
});

test('padding of the frame is no matter, other protocols and short packets are refused', () => {
  const request = '0001080006040001404400000001c0a8000b000000000000c0a80001';
  expect(parseArp(bytes(request + '00'.repeat(18))).targetIp).toBe('192.168.0.1');
  const refused = [
    ['0006080006040001', 'arp: not IPv4 over Ethernet (6,2048,6,4)'],
    ['000186dd06100001', 'arp: not IPv4 over Ethernet (1,34525,6,16)'],
    [request.slice(0, -2), 'message ends early: 4 bytes wanted, 3 left'],
    ['', 'message ends early: 2 bytes wanted, 0 left'],
  ] as const;
  for (const [text, message] of refused) expect(() => parseArp(bytes(text))).toThrow(message);
});
