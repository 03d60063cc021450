import { expect, test } from '@jest/globals';
import type { AnyTable } from '#schemas';
import { Address_Set, Load_Balancer, Logical_Flow } from '#schemas/southbound';
import { randomNetwork } from './fixture/random-network.js';
import { flowRow, id, withRows } from './fixture/rows.js';
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
  ['a1 -> b1 arp 80', 'a question for a neighbour has no ports'],
  ['arp reply from a1 to 10.0.1.9', 'no port has 10.0.1.9: nobody asked for an answer'],
  ['a1 -> b1 then c', /^"then": not understood; say SOURCE/],
  ['a1 -> b1 b2', /^"b2": a third end; say SOURCE/],
  ['a2 -> b1 icmp6', '"a2" and "b1" have no IPv6 addresses for this'],
  ['r-a -> b1', `"r-a" is a router's port: say a port of a workload`],
])('"%s" is answered with one line', (words, message) => {
  expect(packet(words)).toMatch(message);
});

const ARP =
  'inport == "a1" && eth.src == 00:00:00:00:01:01 && eth.dst == ff:ff:ff:ff:ff:ff && arp.op == 1 && arp.spa == 10.0.1.1 && arp.sha == 00:00:00:00:01:01 && arp.tpa == 10.0.1.2 && arp.tha == 00:00:00:00:00:00';
const ND =
  'inport == "a1" && eth.src == 00:00:00:00:01:01 && eth.dst == 33:33:ff:00:00:fe && ip6.src == fd01::1 && ip6.dst == ff02::1:ff00:fe && ip.ttl == 255 && nd_ns && nd.target == fd01::fe && nd.sll == 00:00:00:00:01:01';

test.each([
  ['who has 10.0.1.2 from a1', ARP],
  ['who has a2 from a1?', ARP],
  ['who-has 10.0.1.2 tell 10.0.1.1', ARP],
  ['arp a1 -> a2', ARP],
  ['arp for 10.0.1.2 from a1', ARP],
  ['arp request from a1 for a2', ARP],
  ['a1 resolves a2 arp', ARP],
  ['a1 arp 10.0.1.2', ARP],
  ['neighbour a2 from a1', ARP],
  ['nd fd01::fe from a1', ND],
  ['who has fd01::fe from a1', ND],
  ['ndp a1 -> r-a', ND],
  [
    'arp reply from a2 to a1',
    'inport == "a2" && eth.src == 00:00:00:00:01:02 && eth.dst == 00:00:00:00:01:01 && arp.op == 2 && arp.spa == 10.0.1.2 && arp.sha == 00:00:00:00:01:02 && arp.tpa == 10.0.1.1 && arp.tha == 00:00:00:00:01:01',
  ],
  [
    'nd reply from b2 to b1',
    'inport == "b2" && eth.src == 00:00:00:00:02:02 && eth.dst == 00:00:00:00:02:01 && ip6.src == fd02::2 && ip6.dst == fd02::1 && ip.ttl == 255 && nd_na && nd.target == fd02::2 && nd.tll == 00:00:00:00:02:02',
  ],
])('"%s" asks a neighbour', (words, microflow) => {
  expect(questionFromText(network, words)).toMatchObject({ kind: 'microflow', microflow, isBalanced: false });
});

const balancer = (n: number, name: string, protocol: string | undefined, ...vips: readonly string[]) => ({
  _uuid: id(n),
  name,
  protocol,
  vips: new Map(vips.map((vip) => [vip, ''])),
});
const balanced = readNetwork(
  withRows(
    randomNetwork(() => 0),
    new Map<AnyTable, readonly object[]>([
      [
        Load_Balancer,
        [
          balancer(1, 'lb-web', 'tcp', '30.0.0.1:80', '[fd30::1]:80'),
          balancer(2, 'lb-two', undefined, '30.0.0.2:80', '30.0.0.2:443'),
          balancer(3, 'lb-dns', 'udp', '30.0.0.3:53'),
          balancer(4, 'lb-all', undefined, '30.0.0.4'),
          balancer(5, 'lb-near', 'tcp', '10.0.1.100:80', '10.0.1.101:81'),
          balancer(6, 'web', 'tcp', '30.0.0.6:80'),
        ],
      ],
      [Address_Set, [{ _uuid: id(9), name: '_rtr_lb_3_ip4', addresses: ['10.0.1.100'] }]],
      [
        Logical_Flow,
        [
          flowRow(
            1,
            { datapath: 3 },
            {
              pipeline: 'ingress',
              table: 3,
              priority: 90,
              match: 'inport == "r-a" && arp.op == 1 && arp.tpa == $_rtr_lb_3_ip4',
              actions: 'eth.dst = eth.src; arp.op = 2; /* ARP reply */ output;',
            },
          ),
        ],
      ],
    ]),
  ),
);

/** Of a question about load balancers: what is sent where; or the problem. */
function sent(words: string): string {
  const question = questionFromText(balanced, words);
  if (question.kind === 'problem') return question.message.trimEnd();
  const packet = question.microflow.replace(/^.*?eth\.dst == (\S+) && /, '$1 ').replace(' && ip.ttl == 64', '');
  return `${packet}${question.isBalanced ? '' : ' (not balanced)'}`;
}

const ROUTER = '00:00:00:00:03:01 ip4.src == 10.0.1.1';
const WEB = `${ROUTER} && ip4.dst == 30.0.0.1 && tcp.src == 49152 && tcp.dst == 80`;

test.each([
  ['can a1 reach lb-web on port 80?', WEB],
  ['a1 -> lb-web', WEB],
  ['a1 -> lb-web tcp', WEB],
  ['a1 -> lb-web http', WEB],
  ['a1 -> lb-web:80', WEB],
  ['curl http://lb-web/ from a1', WEB],
  ['a1 -> 30.0.0.1 tcp 80', WEB],
  [
    'a1 -> lb-web ip6',
    '00:00:00:00:03:01 ip6.src == fd01::1 && ip6.dst == fd30::1 && tcp.src == 49152 && tcp.dst == 80',
  ],
  ['ping lb-web from a1', `${ROUTER} && ip4.dst == 30.0.0.1 && icmp4.type == 8 && icmp4.code == 0`],
  ['a1 -> lb-two 443', `${ROUTER} && ip4.dst == 30.0.0.2 && tcp.src == 49152 && tcp.dst == 443`],
  ['a1 -> lb-dns', `${ROUTER} && ip4.dst == 30.0.0.3 && udp.src == 49152 && udp.dst == 53`],
  ['a1 -> lb-all udp 5', `${ROUTER} && ip4.dst == 30.0.0.4 && udp.src == 49152 && udp.dst == 5`],
  ['a1 -> lb-all', `${ROUTER} && ip4.dst == 30.0.0.4 && icmp4.type == 8 && icmp4.code == 0`],
  ['can a1 reach web', `${ROUTER} && ip4.dst == 30.0.0.6 && tcp.src == 49152 && tcp.dst == 80`],
  [
    'a1 -> b1 web',
    '00:00:00:00:03:01 ip4.src == 10.0.1.1 && ip4.dst == 10.0.2.1 && tcp.src == 49152 && tcp.dst == 80 (not balanced)',
  ],
  // In the sender's own network: a router answers for one of them.
  ['a1 -> lb-near 80', `${ROUTER} && ip4.dst == 10.0.1.100 && tcp.src == 49152 && tcp.dst == 80`],
  ['a1 -> lb-near 81', '10.0.1.101 is in the network of "a1" itself, and no port has it: nobody would answer'],
  ['a1 -> lb-two', '"lb-two" may be 30.0.0.2:80, 30.0.0.2:443: say which'],
  ['a1 -> lb-web 81', 'load balancer "lb-web" has no address for this; it has tcp 30.0.0.1:80, tcp [fd30::1]:80'],
  ['a1 -> lb-dns tcp 53', 'load balancer "lb-dns" has no address for this; it has udp 30.0.0.3:53'],
  ['a1 -> lb-wbe', '"lb-wbe": no port of this name or address; did you mean lb-web?'],
  ['lb-web -> a1', '"lb-web" is a load balancer: its backends send what comes back; say one of their ports'],
])('"%s" goes to a virtual address', (words, expected) => {
  expect(sent(words)).toBe(expected);
});

test('load balancers of other databases are known by name, too', () => {
  const others = new Map([
    ['lb-r', [{ protocol: 'tcp', vips: [{ family: 4, address: '30.0.0.9', port: 80 }] }]],
  ] as const);
  expect(questionFromText(network, 'a1 -> lb-r', others)).toMatchObject({ isBalanced: true });
});
