import { readFileSync } from 'node:fs';
import { type Ipv4, parseIpv4, parseMac } from '#base';
import {
  buildDhcp,
  buildEthernet,
  buildIpv4Packet,
  buildUdp,
  DHCP_CLIENT_PORT,
  DHCP_DECLINE,
  DHCP_DISCOVER,
  DHCP_INFORM,
  DHCP_RELEASE,
  DHCP_REQUEST,
  DHCP_SERVER_PORT,
  type Dhcp,
  type DhcpOption,
  ETHERTYPE_IPV4,
  IPPROTO_UDP,
  type Ipv4Packet,
  ipv4PseudoSum,
  parsePcap,
} from '#packets';
import { until } from '#testing';
import { compareLines, type ParityReport } from '../report.js';
import type { ControllerLab, Make } from './lab.js';

const ip = (text: string): Ipv4 => parseIpv4(text) ?? parseIpv4('0.0.0.0')!;
const MACS = { vm1: parseMac('40:44:00:00:00:01')!, vm2: parseMac('40:44:00:00:00:02')! };
const VMS = ['vm1', 'vm2'] as const;
/** Each has a neighbour without DHCP: what is not answered goes there. */
const PORTS = VMS.flatMap((vm) => [vm, `by-${vm}`]);
const BROADCAST = parseMac('ff:ff:ff:ff:ff:ff')!;
const NOBODY = ip('0.0.0.0');
const OWN = ip('192.168.0.11');
const SERVER = ip('192.168.0.1');

const OPTIONS = [
  ...['server_id=192.168.0.1', 'server_mac=c0:ff:ee:00:00:01', 'lease_time=3600', 'router=192.168.0.1', 'mtu=1442'],
  ...['dns_server={8.8.8.8,7.7.7.7}', 'domain_name="example.org"', 'hostname="vm"', 'T1=10', 'ip_forward_enable=1'],
  ...['classless_static_route={30.0.0.0/24,192.168.0.9,0.0.0.0/0,192.168.0.1}', 'domain_search_list="a.org,b.a.org"'],
  ...['tftp_server=192.168.0.7', 'bootfile_name="boot"', 'bootfile_name_alt="ipxe"', 'next_server=192.168.0.8'],
];

/** Of the other VM: what is not there has its own ways. */
const FEW = [
  ...['server_id=192.168.0.1', 'server_mac=c0:ff:ee:00:00:01', 'lease_time=3600', 'T1=10', 'T2=20', 'wpad="w"'],
  ...['bootfile_name="boot"', 'tftp_server_address={1.2.3.4,5.6.7.8}', 'tftp_server="name"'],
];

const bytes = (...list: readonly number[]) => Uint8Array.from(list);
const type = (value: number): DhcpOption => ({ code: 53, data: bytes(value) });
const wish = (text: string): DhcpOption => ({ code: 50, data: bytes(...text.split('.').map(Number)) });

interface Question {
  readonly message: Partial<Dhcp>;
  readonly source?: Ipv4;
  readonly destination?: Ipv4;
  readonly header?: Partial<Ipv4Packet>;
  /** Cut off at the end of the message. */
  readonly cut?: number;
}

const QUESTIONS: Readonly<Record<string, Question>> = {
  DISCOVER: { message: { options: [type(DHCP_DISCOVER)] } },
  'DISCOVER, to be answered by broadcast': { message: { flags: 0x8000, options: [type(DHCP_DISCOVER)] } },
  'DISCOVER with a wish': { message: { options: [type(DHCP_DISCOVER), wish('192.168.0.99')] } },
  'DISCOVER of a boot loader': {
    message: {
      options: [type(DHCP_DISCOVER), { code: 175, data: bytes(1, 2, 3) }],
      serverName: 'srv',
      bootFile: 'own',
    },
  },
  'DISCOVER through a relay': { message: { relayIp: ip('192.168.0.5'), options: [type(DHCP_DISCOVER)] } },
  'DISCOVER in an odd packet': {
    message: { options: [type(DHCP_DISCOVER)] },
    header: { ttl: 33, id: 7, dscp: 5, ecn: 1, dontFragment: true },
  },
  'REQUEST with two addresses': { message: { clientIp: OWN, options: [type(DHCP_REQUEST), wish('192.168.0.12')] } },
  'REQUEST with two other addresses': {
    message: { clientIp: ip('192.168.0.12'), options: [type(DHCP_REQUEST), wish('192.168.0.11')] },
  },
  'INFORM without address': { message: { options: [type(DHCP_INFORM)] } },
  'DISCOVER with two types': { message: { options: [type(DHCP_DISCOVER), type(DHCP_REQUEST), wish('192.168.0.11')] } },
  'a type behind the end': {
    message: { options: [wish('192.168.0.11'), { code: 255, data: bytes() }, type(DHCP_DISCOVER)] },
  },
  'pads between options': { message: { options: [{ code: 0, data: bytes() }, type(DHCP_DISCOVER)] } },
  'a wish of two bytes': { message: { options: [{ code: 50, data: bytes(1, 2) }, type(DHCP_DISCOVER)] } },
  'a boot loader that says so first': {
    message: { options: [{ code: 175, data: bytes() }, type(DHCP_REQUEST), wish('192.168.0.11')] },
  },
  'DISCOVER with parameters': {
    message: {
      seconds: 9,
      options: [{ code: 55, data: bytes(1, 3, 6) }, type(DHCP_DISCOVER), { code: 12, data: bytes(65) }],
    },
  },
  'REQUEST of what was offered': { message: { options: [type(DHCP_REQUEST), wish('192.168.0.11')] } },
  'REQUEST of another address': { message: { options: [type(DHCP_REQUEST), wish('192.168.0.12')] } },
  'REQUEST of nothing': { message: { options: [type(DHCP_REQUEST)] } },
  'REQUEST of another address, by broadcast': {
    message: { flags: 0x8000, options: [type(DHCP_REQUEST), wish('192.168.0.12')] },
  },
  'REQUEST to renew': {
    message: { clientIp: OWN, options: [type(DHCP_REQUEST)] },
    source: OWN,
    destination: SERVER,
  },
  'REQUEST to renew another address': { message: { clientIp: ip('192.168.0.12'), options: [type(DHCP_REQUEST)] } },
  'REQUEST of another server': {
    message: { options: [type(DHCP_REQUEST), wish('192.168.0.11'), { code: 54, data: bytes(1, 2, 3, 4) }] },
  },
  INFORM: { message: { clientIp: OWN, options: [type(DHCP_INFORM)] }, source: OWN, destination: SERVER },
  RELEASE: { message: { clientIp: OWN, options: [type(DHCP_RELEASE)] }, source: OWN, destination: SERVER },
  DECLINE: { message: { options: [type(DHCP_DECLINE), wish('192.168.0.11')] } },
  'a message of no type': { message: { options: [wish('192.168.0.11')] } },
  'a message of an unknown type': { message: { options: [type(77)] } },
  'a reply': { message: { operation: 2, options: [type(DHCP_DISCOVER)] } },
  'a type of two bytes': { message: { options: [{ code: 53, data: bytes(1, 1) }] } },
  'a message cut off behind its type': { message: { options: [type(DHCP_DISCOVER), wish('192.168.0.11')] }, cut: 4 },
  'a message without options': { message: { options: [] }, cut: 5 },
  'a message of few bytes': { message: { options: [] }, cut: 100 },
};

function frameOf(vm: (typeof VMS)[number], question: Question): Uint8Array {
  const { message, source = NOBODY, destination = ip('255.255.255.255'), cut = 0, header } = question;
  const whole = buildDhcp({
    operation: 1,
    transaction: 0x12345678,
    seconds: 0,
    flags: 0,
    clientIp: NOBODY,
    yourIp: NOBODY,
    serverIp: NOBODY,
    relayIp: NOBODY,
    clientMac: MACS[vm],
    serverName: '',
    bootFile: '',
    options: [],
    ...message,
  });
  const payload = buildUdp(
    { sourcePort: DHCP_CLIENT_PORT, destinationPort: DHCP_SERVER_PORT, payload: whole.subarray(0, whole.length - cut) },
    (length) => ipv4PseudoSum(source, destination, IPPROTO_UDP, length),
  );
  return buildEthernet({
    source: MACS[vm],
    destination: BROADCAST,
    vlans: [],
    etherType: ETHERTYPE_IPV4,
    payload: buildIpv4Packet({ source, destination, protocol: IPPROTO_UDP, ttl: 64, ...header, payload }),
  });
}

/** How long an answer may take; what has none in this time has none. */
const ANSWER_MS = 1000;

/** DHCP messages of a VM: ovn-controller and ours give the same answers, byte for byte. */
export async function compareDhcp(report: ParityReport, lab: ControllerLab): Promise<void> {
  await lab.startCentral();
  for (const [vm, options] of [
    ['vm1', OPTIONS],
    ['vm2', FEW],
  ] as const) {
    await lab.nbctl(
      'ls-add',
      `n-${vm}`,
      '--',
      'lsp-add',
      `n-${vm}`,
      `by-${vm}`,
      '--',
      'lsp-set-addresses',
      `by-${vm}`,
      'unknown',
    );
    await lab.nbctl('lsp-add', `n-${vm}`, vm, '--', 'lsp-set-addresses', vm, `${MACS[vm]} 192.168.0.11`);
    const id = (await lab.nbctl('create', 'DHCP_Options', 'cidr=192.168.0.0/24')).trim();
    await lab.nbctl('dhcp-options-set-options', id, ...options);
    await lab.nbctl('lsp-set-dhcpv4-options', vm, id);
  }
  await lab.startHost('w1', '127.0.0.11');
  const answers = new Map<Make, ReadonlyMap<string, readonly string[]>>();
  for (const make of ['c', 'heddle'] as const) {
    await lab.startController('w1', make);
    const fileOf = (port: string) => lab.path('w1', `${make}-${port}-dhcp.pcap`);
    for (const port of PORTS) {
      await lab.plug('w1', port);
      await lab.vsctl('w1', 'set', 'interface', `i-${port}`, `options:tx_pcap=${fileOf(port)}`);
    }
    await lab.sync();
    answers.set(make, await ask(lab, fileOf));
    lab.assertControllersAlive();
    await lab.stopController('w1');
  }
  for (const [question, theirs] of answers.get('c') ?? []) {
    compareLines(report, `DHCP: ${question}`, theirs, answers.get('heddle')?.get(question) ?? []);
  }
}

async function ask(
  lab: ControllerLab,
  fileOf: (port: string) => string,
): Promise<ReadonlyMap<string, readonly string[]>> {
  const all = () => PORTS.map((port) => captured(fileOf(port)).map((frame) => `${port}: ${frame}`));
  const answers = new Map<string, readonly string[]>();
  for (const vm of VMS) {
    for (const [what, question] of Object.entries(QUESTIONS)) {
      const before = all().map(({ length }) => length);
      const fresh = () => all().flatMap((frames, i) => frames.slice(before[i]));
      await lab.receiveFrame('w1', `i-${vm}`, frameOf(vm, question));
      try {
        await until('an answer', () => fresh().length > 0, { timeoutMs: ANSWER_MS });
      } catch {
        // No answer is an answer too: the other program must give none either.
      }
      answers.set(`${what}, of ${vm}`, fresh());
    }
  }
  return answers;
}

function captured(file: string): readonly string[] {
  try {
    return parsePcap(readFileSync(file)).packets.map((packet) => Buffer.from(packet.bytes).toString('hex'));
  } catch {
    return []; // not there yet
  }
}
