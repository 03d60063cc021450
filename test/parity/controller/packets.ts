import { readFileSync } from 'node:fs';
import { parsePcap } from '#packets';
import { until } from '#testing';
import { compareLines, type ParityReport } from '../report.js';
import type { ControllerLab, Make } from './lab.js';

const VM1 = '40:44:00:00:00:01';
const ROUTER = '40:44:00:00:00:03';
const IP4 = 'eth_type(0x0800),ipv4(src=192.168.0.11,tos=0,frag=no,';
const IP6 = 'eth_type(0x86dd),ipv6(src=fd00::11,label=0,tclass=0,frag=no,';
const toRouter = `eth(src=${VM1},dst=${ROUTER})`;

/** Packets that a flow sends to the controller, as ovs-dpctl(8) writes them; the answer comes out of vm1's or vm2's port. */
const QUESTIONS: Readonly<Record<string, string>> = {
  'TCP to the router: reset': `${toRouter},${IP4}dst=192.168.0.1,proto=6,ttl=64),tcp(src=1000,dst=80),tcp_flags(syn)`,
  'UDP to the router: port unreachable': `${toRouter},${IP4}dst=192.168.0.1,proto=17,ttl=64),udp(src=1000,dst=99)`,
  'another protocol to the router: protocol unreachable': `${toRouter},${IP4}dst=192.168.0.1,proto=99,ttl=64)`,
  'SCTP to the router: abort': `${toRouter},${IP4}dst=192.168.0.1,proto=132,ttl=64),sctp(src=1000,dst=80)`,
  'TCP with few hops left: reset': `${toRouter},${IP4}dst=192.168.0.1,proto=6,ttl=9),tcp(src=1000,dst=80),tcp_flags(syn)`,
  'TTL 1 through the router: time exceeded': `${toRouter},${IP4}dst=192.168.1.12,proto=17,ttl=1),udp(src=1000,dst=99)`,
  'TCP over IPv6 to the router: reset': `${toRouter},${IP6}dst=fd00::1,proto=6,hlimit=64),tcp(src=1000,dst=80),tcp_flags(syn)`,
  'UDP over IPv6 to the router: port unreachable': `${toRouter},${IP6}dst=fd00::1,proto=17,hlimit=64),udp(src=1000,dst=99)`,
  'an unknown neighbour: ARP request': `${toRouter},${IP4}dst=192.168.1.77,proto=17,ttl=64),udp(src=1000,dst=99)`,
  'an unknown IPv6 neighbour: solicitation': `${toRouter},${IP6}dst=fd01::77,proto=17,hlimit=64),udp(src=1000,dst=99)`,
  'a solicitation of the router': `eth(src=${VM1},dst=33:33:ff:00:00:01),${IP6}dst=ff02::1:ff00:1,proto=58,hlimit=255),icmpv6(type=135,code=0),nd(target=fd00::1,sll=${VM1},tll=00:00:00:00:00:00)`,
  'a solicitation of a VM': `eth(src=${VM1},dst=33:33:ff:00:00:13),${IP6}dst=ff02::1:ff00:13,proto=58,hlimit=255),icmpv6(type=135,code=0),nd(target=fd00::13,sll=${VM1},tll=00:00:00:00:00:00)`,
};

const NETWORK = [
  'ls-add n1 -- lsp-add n1 vm1 -- lsp-set-addresses vm1 "40:44:00:00:00:01 192.168.0.11 fd00::11" -- lsp-add n1 vm3 -- lsp-set-addresses vm3 "40:44:00:00:00:0d 192.168.0.13 fd00::13"',
  'ls-add n2 -- lsp-add n2 vm2 -- lsp-set-addresses vm2 "40:44:00:00:00:02 192.168.1.12 fd01::12" unknown',
  'lr-add r1',
  'lrp-add r1 r1-n1 40:44:00:00:00:03 192.168.0.1/24 fd00::1/64 -- lsp-add n1 n1-r1 -- lsp-set-type n1-r1 router -- lsp-set-addresses n1-r1 router -- lsp-set-options n1-r1 router-port=r1-n1',
  'lrp-add r1 r1-n2 40:44:00:00:00:04 192.168.1.1/24 fd01::1/64 -- lsp-add n2 n2-r1 -- lsp-set-type n2-r1 router -- lsp-set-addresses n2-r1 router -- lsp-set-options n2-r1 router-port=r1-n2',
];

/** How long an answer may take; what has none in this time has none. */
const ANSWER_MS = 1500;

/** Each question to ovn-controller and to ours: the same frames come out, and the same neighbours are learnt. */
export async function comparePackets(
  report: ParityReport,
  lab: ControllerLab,
  words: (line: string) => readonly string[],
): Promise<void> {
  await lab.startCentral();
  for (const line of NETWORK) await lab.nbctl(...words(line));
  await lab.startHost('w1', '127.0.0.11');
  const answers = new Map<Make, ReadonlyMap<string, readonly string[]>>();
  for (const make of ['c', 'heddle'] as const) {
    await lab.startController('w1', make);
    for (const port of ['vm1', 'vm2', 'vm3']) {
      await lab.plug('w1', port);
      await lab.vsctl(
        'w1',
        'set',
        'interface',
        `i-${port}`,
        `options:tx_pcap=${lab.path('w1', `${make}-${port}.pcap`)}`,
      );
    }
    await lab.sync();
    answers.set(make, await ask(lab, make));
    await lab.sbctl('--all', 'destroy', 'MAC_Binding');
    await lab.stopController('w1');
  }
  for (const [question, theirs] of answers.get('c') ?? []) {
    compareLines(report, `packet-in: ${question}`, theirs, answers.get('heddle')?.get(question) ?? []);
  }
}

async function ask(lab: ControllerLab, make: Make): Promise<ReadonlyMap<string, readonly string[]>> {
  const seen = new Map<string, number>();
  const fresh = () =>
    ['vm1', 'vm2', 'vm3'].flatMap((port) => {
      const packets = captured(lab.path('w1', `${make}-${port}.pcap`));
      return packets.slice(seen.get(port) ?? 0).map((frame) => `${port}: ${frame}`);
    });
  const answers = new Map<string, readonly string[]>();
  for (const [question, packet] of Object.entries(QUESTIONS)) {
    for (const port of ['vm1', 'vm2', 'vm3']) seen.set(port, captured(lab.path('w1', `${make}-${port}.pcap`)).length);
    await lab.receive('w1', 'i-vm1', packet);
    try {
      await until('an answer', () => fresh().length > 0, { timeoutMs: ANSWER_MS });
    } catch {
      // No answer is an answer too: the other program must give none either.
    }
    answers.set(question, fresh());
  }
  const learnt = await lab.sbctl('--bare', '--columns=logical_port,ip,mac', 'list', 'MAC_Binding');
  answers.set(
    'what was learnt',
    learnt
      .split('\n\n')
      .map((row) => row.trim().replaceAll('\n', ' '))
      .sort(),
  );
  return answers;
}

function captured(file: string): readonly string[] {
  try {
    return parsePcap(readFileSync(file)).packets.map(({ bytes }) => Buffer.from(bytes).toString('hex'));
  } catch {
    return []; // not there yet
  }
}
