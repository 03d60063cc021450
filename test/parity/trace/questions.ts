/** Command lines of ovn-trace: chosen ones, and random ones that are the same for the same seed. */
import { FAR4, FAR6, HOSTS, ROUTER_MACS } from './firewalled.js';
import { PORTS } from './network.js';

const MACS = [
  ...['1', '2', '3', '4', '5'].map((last) => `40:44:00:00:00:0${last}`),
  ...['1', '2', '3'].map((last) => `50:00:00:00:00:0${last}`),
  '60:00:00:00:00:01',
  '60:00:00:00:00:02',
  '70:00:00:00:00:01',
  '70:00:00:00:00:02',
  '70:00:00:00:00:11',
  '80:00:00:00:00:01',
  '80:00:00:00:00:02',
  '80:00:00:00:00:11',
  '80:00:00:00:00:99',
  'a0:00:00:00:00:01',
  'a0:00:00:00:00:02',
];
const GROUP_MACS = ['ff:ff:ff:ff:ff:ff', '01:00:5e:00:00:01', '33:33:00:00:00:01', '00:00:00:00:00:77'];
const IPV4 =
  '192.168.0.11 192.168.0.12 192.168.0.1 192.168.1.1 192.168.1.11 10.1.0.1 10.1.0.2 10.2.0.1 10.2.0.2 30.0.0.1 30.0.0.2 172.16.0.1 172.16.0.50 172.16.0.254 10.3.0.11 10.3.0.1 8.8.8.8 172.17.0.50 172.17.0.51 10.4.0.11 10.9.0.1 10.8.0.1 10.7.0.1 10.6.0.1 255.255.255.255 0.0.0.0 224.0.0.1 239.1.1.1'.split(
    ' ',
  );
const IPV6 =
  'fd00::11 fd00::12 fd00::1 fd01::1 fd01::11 fd30::1 fd02::1 fe80::1 ff02::1 ff02::1:ff00:1 :: fd99::9 fe80::4244:ff:fe00:1'.split(
    ' ',
  );
const CT = [[], ['--ct=new'], ['--ct=new', '--ct=new'], ['--ct=est,rpl'], ['--ct=inv'], ['--ct=rel,new']];
const DESTINATIONS = ['10.2.0.2:8080', '10.2.0.1:80', '[fd02::1]:80'];

/** One random command line without program and database. */
export function randomQuestion(random: (count: number) => number): readonly string[] {
  const pick = <T>(list: readonly T[]): T => list[random(list.length)]!;
  const datapath = pick(Object.keys(PORTS));
  const parts = [
    `inport == "${pick(PORTS[datapath]!)}"`,
    `eth.src == ${pick(MACS)}`,
    `eth.dst == ${pick([...MACS, ...GROUP_MACS])}`,
  ];
  const kind = random(10);
  if (kind < 5) {
    parts.push(`ip4.src == ${pick(IPV4)}`, `ip4.dst == ${pick(IPV4)}`, `ip.ttl == ${pick([0, 1, 2, 64, 64, 64])}`);
    parts.push(
      ...pick([
        [],
        [`tcp.src == ${pick([80, 1000])}`, `tcp.dst == ${pick([80, 22, 23, 8080])}`],
        [`udp.dst == ${pick([53, 67, 5])}`, `udp.src == ${pick([68, 5])}`],
        [`icmp4.type == ${pick([8, 0, 3])}`, 'icmp4.code == 0'],
        ['sctp.dst == 5'],
        ['igmp'],
        ['tcp.dst == 80', 'tcp.flags == 2'],
        ['ip.frag == 1'],
      ]),
    );
  } else if (kind < 8) {
    parts.push(`ip6.src == ${pick(IPV6)}`, `ip6.dst == ${pick(IPV6)}`);
    const hop = `ip.ttl == ${pick([1, 2, 64])}`;
    parts.push(
      ...pick([
        [hop],
        [hop, 'tcp.dst == 80'],
        [hop, `udp.dst == ${pick([547, 5])}`, 'udp.src == 546'],
        [hop, 'icmp6.type == 128', 'icmp6.code == 0'],
        ['nd_ns', `nd.target == ${pick(IPV6)}`, `nd.sll == ${pick(MACS)}`],
        ['nd_na', `nd.target == ${pick(IPV6)}`, `nd.tll == ${pick(MACS)}`],
        ['nd_rs'],
        [hop, 'icmp6.type == 143'],
      ]),
    );
  } else if (kind < 9) {
    parts.push(`arp.op == ${pick([1, 2])}`, `arp.spa == ${pick(IPV4)}`, `arp.tpa == ${pick(IPV4)}`);
    parts.push(`arp.sha == ${pick(MACS)}`, `arp.tha == ${pick(MACS)}`);
  } else parts.push(...pick([[], ['vlan.vid == 5', 'ip4'], ['eth.type == 0x88cc'], ['rarp.op == 3']]));
  const options = [...pick(CT), `--select-id=${pick([1, 2])}`, `--lb-dst=${pick(DESTINATIONS)}`];
  return ['--all', ...options, datapath, parts.join(' && ')];
}

const CONNECTIONS = [...CT, ['--ct=new', '--ct=est,rpl', '--ct=inv'], ['--ct=est', '--ct=new', '--ct=rpl,est']];
const BACKENDS = ['10.11.0.1:80', '10.11.0.2:8080', '10.12.0.4:80', '[fd11::1]:53'];

/** One that makes sense: what a host of the firewalled network would send, to another or far away. */
export function sensibleQuestion(random: (count: number) => number): readonly string[] {
  const pick = <T>(list: readonly T[]): T => list[random(list.length)]!;
  const [source, target] = [pick(HOSTS), pick(HOSTS)];
  const isNear = target.datapath === source.datapath;
  const isFar = random(5) < 2;
  const gateway = ROUTER_MACS[source.datapath]!;
  const parts = [`inport == "${source.port}"`, `eth.src == ${source.mac}`];
  const to = (mac: string) => parts.push(`eth.dst == ${random(12) === 0 ? 'ff:ff:ff:ff:ff:ff' : mac}`);
  const mac = isNear && !isFar ? target.mac : gateway;
  const payload = () =>
    pick([
      [`tcp.src == ${pick([80, 4000])}`, `tcp.dst == ${pick([22, 80, 443, 8080])}`, `tcp.flags == ${pick([2, 16, 4])}`],
      [`udp.src == ${pick([3, 1, 4000])}`, `udp.dst == ${pick([53, 67, 547, 33434])}`],
      ['sctp.src == 4000', 'sctp.dst == 80'],
      [],
    ]);
  const kind = random(20);
  if (kind < 11) {
    to(mac);
    parts.push(`ip4.src == ${source.ip4}`, `ip4.dst == ${isFar ? pick(FAR4) : target.ip4}`);
    parts.push(`ip.ttl == ${pick([64, 64, 64, 2, 1])}`);
    parts.push(...(random(4) === 0 ? [`icmp4.type == ${pick([8, 0, 3, 11])}`, 'icmp4.code == 0'] : payload()));
  } else if (kind < 16) {
    to(mac);
    parts.push(`ip6.src == ${source.ip6}`, `ip6.dst == ${isFar ? pick(FAR6) : target.ip6}`);
    parts.push(`ip.ttl == ${pick([64, 64, 64, 2, 1])}`);
    parts.push(...(random(4) === 0 ? [`icmp6.type == ${pick([128, 129, 1, 3])}`, 'icmp6.code == 0'] : payload()));
  } else if (kind < 18) {
    parts.push(`eth.dst == ${pick(['33:33:ff:00:00:01', '33:33:ff:00:00:fe', mac])}`, `ip6.src == ${source.ip6}`);
    const sought = isFar ? pick(FAR6) : target.ip6;
    parts.push(`ip6.dst == ${sought}`, 'ip.ttl == 255');
    parts.push(
      ...pick([
        ['nd_ns', `nd.target == ${sought}`, `nd.sll == ${source.mac}`],
        ['nd_na', `nd.target == ${source.ip6}`, `nd.tll == ${source.mac}`],
      ]),
    );
  } else {
    parts.push(`eth.dst == ${pick(['ff:ff:ff:ff:ff:ff', mac])}`, `arp.op == ${pick([1, 1, 2])}`);
    parts.push(`arp.sha == ${source.mac}`, `arp.spa == ${source.ip4}`);
    parts.push(`arp.tpa == ${isFar ? pick(FAR4) : target.ip4}`);
  }
  return ['--all', ...pick(CONNECTIONS), `--lb-dst=${pick(BACKENDS)}`, source.datapath, parts.join(' && ')];
}

const PACKET =
  'inport == "vm1" && eth.src == 40:44:00:00:00:01 && eth.dst == 40:44:00:00:00:03 && ip4.src == 192.168.0.11 && ip4.dst == 192.168.1.11 && ip.ttl == 64';

/** Forms, ways to name things, and mistakes. */
export const QUESTIONS: readonly (readonly string[])[] = [
  ['network1', PACKET],
  [PACKET],
  ['--summary', 'network1', PACKET],
  ['--minimal', 'network1', PACKET],
  ['--summary', '--minimal', 'network1', PACKET],
  [
    '--all',
    '--no-friendly-names',
    'private',
    'inport == "11111111-2222-3333-4444-555555555555" && eth.dst == a0:00:00:00:00:02',
  ],
  ['--all', 'private', 'inport == "web" && eth.dst == a0:00:00:00:00:02'],
  ['neutron-aaaaaaaa-bbbb-cccc-dddd-eeeeeeeeeeee', 'inport == "web" && eth.dst == ff:ff:ff:ff:ff:ff'],
  ['network1', 'inport == "vm1" && foo'],
  ['network1', 'inport == "vm1" && tcp'],
  ['network1', 'inport == "vm1" && ip4 && ip6'],
  ['nope', 'ip4'],
  ['ip4'],
  ['inport == "vm1" || inport == "vm2"'],
  ['inport == "nope"'],
  ['!(inport == "vm1")'],
  ['--ct=foo', 'network1', PACKET],
  ['--ct=new,est', 'network1', PACKET],
  ['--select-id=x', 'network1', PACKET],
  ['--lb-dst=foo', 'network1', PACKET],
  ['--nope'],
  [],
  ['a', 'b', 'c'],
];
