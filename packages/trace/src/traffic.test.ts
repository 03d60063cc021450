import { expect, test } from '@jest/globals';
import { isTrafficWord, parseTraffic, type Traffic } from './traffic.js';

const DEFAULT: Traffic = {
  protocol: 'icmp',
  port: undefined,
  sourcePort: 49152,
  ttl: 64,
  number: undefined,
  family: undefined,
};

test.each<[string, Partial<Traffic>]>([
  ['', {}],
  ['ping', {}],
  ['icmp6', { family: 6 }],
  ['tcp 443', { protocol: 'tcp', port: 443 }],
  ['TCP:443', { protocol: 'tcp', port: 443 }],
  ['443/tcp', { protocol: 'tcp', port: 443 }],
  ['udp6/53', { protocol: 'udp', port: 53, family: 6 }],
  ['443', { protocol: 'tcp', port: 443 }],
  ['https', { protocol: 'tcp', port: 443 }],
  ['dns', { protocol: 'udp', port: 53 }],
  ['tcp dns', { protocol: 'tcp', port: 53 }],
  ['ip6 tcp port 80', { protocol: 'tcp', port: 80, family: 6 }],
  ['gre', { protocol: 'ip', number: 47 }],
  ['ip6 proto 89', { protocol: 'ip', number: 89, family: 6 }],
  ['dns 5353', { protocol: 'udp', port: 5353 }],
  ['sctp 5 sport 7 ttl 1', { protocol: 'sctp', port: 5, sourcePort: 7, ttl: 1 }],
])('"%s" says what is sent', (text, traffic) => {
  expect(parseTraffic(text)).toEqual({ ...DEFAULT, ...traffic });
});

test.each([
  ['tcp', 'tcp needs a destination port, as in "tcp 80"'],
  ['tcp 70000', '70000: ports go from 1 to 65535'],
  ['icmp 80', 'icmp has no ports'],
  ['gre 80', 'ip has no ports'],
  ['ttl 300', '"ttl" needs a number from 0 to 255'],
  ['sport', '"sport" needs a number from 0 to 65535'],
  ['quux', '"quux": no protocol or service of this name'],
])('"%s" is refused', (text, message) => {
  expect(parseTraffic(text)).toBe(message);
});

test('names of ports are no words of traffic', () => {
  expect(['https', 'tcp/443', '443/tcp', 'vm1', '10.0.0.1', 'fd00::1'].map(isTrafficWord)).toEqual([
    true,
    true,
    true,
    false,
    false,
    false,
  ]);
});
