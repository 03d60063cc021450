import { expect, test } from '@jest/globals';
import { randomNetwork } from './fixture/random-network.js';
import { questionFromText } from './from-text.js';
import { readNetwork } from './network.js';

/** a1 and a2 on one switch, b1 and b2 on another, a router between them; a2 has no IPv6 address. */
const network = readNetwork(randomNetwork(() => 0));

/** The microflow but for what all have. */
function packet(words: string): string {
  const question = questionFromText(network, words);
  if (question.kind === 'problem') return question.message.trimEnd();
  return question.microflow.replace(/eth\.src == \S+ && eth\.dst == \S+ && /, '').replace(' && ip.ttl == 64', '');
}

const A1_TO_B1 = 'inport == "a1" && ip4.src == 10.0.1.1 && ip4.dst == 10.0.2.1';
const SSH = `${A1_TO_B1} && tcp.src == 49152 && tcp.dst == 22`;
const PING = `${A1_TO_B1} && icmp4.type == 8 && icmp4.code == 0`;

test('words become the packet that the sender would send, through its router', () => {
  const question = questionFromText(network, 'a1 -> b1 tcp 22');
  expect(question.kind === 'microflow' && question.microflow).toBe(
    'inport == "a1" && eth.src == 00:00:00:00:01:01 && eth.dst == 00:00:00:00:03:01 && ip4.src == 10.0.1.1 && ip4.dst == 10.0.2.1 && ip.ttl == 64 && tcp.src == 49152 && tcp.dst == 22',
  );
});

test.each([
  'a1 -> b1 tcp 22',
  'a1->b1 tcp/22',
  'a1 → b1 22/tcp',
  'a1 => 10.0.2.1 tcp:22',
  'b1 <- a1 ssh',
  'from a1 to b1 ssh',
  'to b1 from a1 ssh',
  'a1 b1 ssh',
  'a1 ssh b1',
  'ssh b1 from a1',
  'can a1 reach b1:22?',
  'is b1 reachable from a1 via ssh',
  "why can't a1 connect to b1 on port 22",
  'nc a1 b1 22',
  'a1 -> b1 tcp dport 22',
  'a1 -> b1 tcp dst port 22',
  'src=a1 dst=b1 proto=tcp port=22',
  'source a1 destination b1 tcp 22',
  '"a1" -> "b1", tcp 22',
  '00:00:00:00:01:01 -> 00:00:00:00:02:01 tcp 22',
  '10.0.1.1 10.0.2.1:22',
])('"%s" is ssh from a1 to b1', (words) => {
  expect(packet(words)).toBe(SSH);
});

test.each(['a1 -> b1', 'ping from a1 to b1', 'a1 ping b1', 'a1 to b1 icmp', 'traceroute from a1 to b1'])(
  '"%s" is a ping from a1 to b1',
  (words) => {
    expect(packet(words)).toBe(PING);
  },
);

test.each([
  ['a1 -> b1 udp/53', `${A1_TO_B1} && udp.src == 49152 && udp.dst == 53`],
  ['a1 -> b1 tcp 4000 -> 80', `${A1_TO_B1} && tcp.src == 4000 && tcp.dst == 80`],
  ['10.0.1.1:4000 -> b1:80', `${A1_TO_B1} && tcp.src == 4000 && tcp.dst == 80`],
  ['a1 -> b1 tcp from port 4000 to port 80', `${A1_TO_B1} && tcp.src == 4000 && tcp.dst == 80`],
  ['curl http://10.0.2.1:8080/x from a1', `${A1_TO_B1} && tcp.src == 49152 && tcp.dst == 8080`],
  ['a1 -> b1 gre', `${A1_TO_B1} && ip.proto == 47`],
  ['a1 -> b1 proto 89', `${A1_TO_B1} && ip.proto == 89`],
  [
    'a1 -> b1 ping6',
    'inport == "a1" && ip6.src == fd01::1 && ip6.dst == fd02::1 && icmp6.type == 128 && icmp6.code == 0',
  ],
  [
    'a1 -> [fd02::1]:53 udp',
    'inport == "a1" && ip6.src == fd01::1 && ip6.dst == fd02::1 && udp.src == 49152 && udp.dst == 53',
  ],
  [
    'fd01::1 -> b1 dns',
    'inport == "a1" && ip6.src == fd01::1 && ip6.dst == fd02::1 && udp.src == 49152 && udp.dst == 53',
  ],
  [
    'a1 -> 8.8.8.8 dns',
    'inport == "a1" && ip4.src == 10.0.1.1 && ip4.dst == 8.8.8.8 && udp.src == 49152 && udp.dst == 53',
  ],
  [
    'a1 -> b1 tcp 80 reply',
    'inport == "b1" && ip4.src == 10.0.2.1 && ip4.dst == 10.0.1.1 && tcp.src == 80 && tcp.dst == 49152',
  ],
  [
    'reply from b1 to a1 ping',
    'inport == "b1" && ip4.src == 10.0.2.1 && ip4.dst == 10.0.1.1 && icmp4.type == 0 && icmp4.code == 0',
  ],
])('"%s" is %s', (words, expected) => {
  expect(packet(words)).toBe(expected);
});

test('what is sent to a group goes to its MAC', () => {
  const destination = (words: string) => {
    const question = questionFromText(network, words);
    return question.kind === 'microflow' && /eth\.dst == (\S+)/.exec(question.microflow)?.[1];
  };
  expect(['a1 -> 239.1.2.3 udp 5', 'a1 -> ff02::1:2', 'a1 -> 255.255.255.255 dhcp'].map(destination)).toEqual([
    '01:00:5e:01:02:03',
    '33:33:00:01:00:02',
    'ff:ff:ff:ff:ff:ff',
  ]);
});

test.each([
  ['a1', /^"a1": say SOURCE -> DESTINATION/],
  ['c1 -> b1', '"c1": no port of this name or address; did you mean a1, b1?'],
  ['a1 -> nowhere', '"nowhere": no port of this name or address; there are a1, a2, b1, b2'],
  ['a1 -> 10.0.2.0/24', '"10.0.2.0/24" is a network: say an address in it, as b1, b2; --matrix asks about many'],
  ['a1 -> s2', '"s2" is a switch: say one of its ports, as b-r, b1, b2'],
  ['a1 -> r', '"r" is a router: say one of its ports, as r-a, r-b'],
  ['a1 -> 10.0.2.300', '"10.0.2.300": no valid address'],
  ['a1 -> 10.0.1.9', '10.0.1.9 is in the network of "a1" itself, and no port has it: nobody would answer'],
  ['a1 -> b1 tcp', 'tcp needs a destination port, as in "tcp 80"'],
  ['a1 -> b1 tcp 80,443', '80 and 443: one port at a time; --matrix --protocols=... asks about several'],
  ['a1 -> b1 ssh http', 'ssh and http: one service at a time; --matrix --protocols=... asks about several'],
  ['a1 <-> b1', /^"<->": one direction at a time/],
  ['a1 -> b1 tpc 80', /^"tpc": not understood; did you mean tcp\?; say SOURCE/],
  ['a1 -> b1 arp', /^"arp": only IP is spoken here/],
  ['a1 -> b1 then c', /^"then": not understood; say SOURCE/],
  ['a1 -> b1 b2', /^"b2": a third end; say SOURCE/],
  ['a2 -> b1 icmp6', '"a2" and "b1" have no IPv6 addresses for this'],
  ['r-a -> b1', `"r-a" is a router's port: say a port of a workload`],
])('"%s" is answered with one line', (words, message) => {
  expect(packet(words)).toMatch(message);
});
