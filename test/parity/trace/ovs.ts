import { join } from 'node:path';
import { attempt, type CommandResult } from '#testing';
import { ControllerLab } from '../controller/lab.js';
import type { ParityReport } from '../report.js';
import { PROGRAMS, type TraceMake } from './lab.js';
import { compareTexts } from './texts.js';

/** A switch whose flows take all forms: metadata, registers, resubmits, conntrack, groups, conjunctions, controller, meters. */
const NETWORK: readonly (readonly string[])[] = [
  ['ls-add', 'ls'],
  ['lsp-add', 'ls', 'vm1', '--', 'lsp-set-addresses', 'vm1', '00:00:00:00:00:01 10.0.0.1 fd00::1'],
  ['lsp-add', 'ls', 'vm2', '--', 'lsp-set-addresses', 'vm2', '00:00:00:00:00:02 10.0.0.2 fd00::2'],
  ['lsp-add', 'ls', 'vmu', '--', 'lsp-set-addresses', 'vmu', 'unknown'],
  ['lsp-set-port-security', 'vm1', '00:00:00:00:00:01 10.0.0.1 fd00::1'],
  ['lr-add', 'lr', '--', 'lrp-add', 'lr', 'lr-ls', '00:00:00:00:ff:01', '10.0.0.254/24', 'fd00::fe/64'],
  ['lrp-add', 'lr', 'lr-out', '00:00:00:00:ff:02', '172.16.0.1/24', '--', 'lrp-set-gateway-chassis', 'lr-out', 'hv1'],
  ['lsp-add', 'ls', 'ls-lr', '--', 'lsp-set-type', 'ls-lr', 'router'],
  ['lsp-set-addresses', 'ls-lr', 'router', '--', 'lsp-set-options', 'ls-lr', 'router-port=lr-ls'],
  ['lr-nat-add', 'lr', 'snat', '172.16.0.1', '10.0.0.0/24'],
  ['lr-nat-add', 'lr', 'dnat_and_snat', '172.16.0.2', '10.0.0.2'],
  ['lr-route-add', 'lr', '0.0.0.0/0', '172.16.0.254'],
  ['lr-policy-add', 'lr', '10', 'ip4.dst == 9.9.9.9', 'drop'],
  [
    'acl-add',
    'ls',
    'from-lport',
    '100',
    'inport == "vm1" && tcp.dst == {80, 443} && ip4.dst == {10.0.0.2, 10.0.0.3}',
    'allow-related',
  ],
  ['--log', '--meter=m', 'acl-add', 'ls', 'to-lport', '101', 'outport == "vm2" && tcp.dst == 22', 'reject'],
  ['meter-add', 'm', 'drop', '10', 'pktps'],
  ['lb-add', 'lb', '30.0.0.1:80', '10.0.0.1:80,10.0.0.2:8080', 'tcp', '--', 'ls-lb-add', 'ls', 'lb'],
  ['ls-add', 'far', '--', 'lsp-add', 'far', 'far1', '--', 'lsp-set-addresses', 'far1', '00:00:00:00:00:09'],
  ['dhcp-options-create', '10.0.0.0/24', 'owner=vm2'],
];

const PACKET = (more: string, ttl = 64) =>
  `inport == "vm1" && eth.src == 00:00:00:00:00:01 && ip.ttl == ${ttl} && ${more}`;
const V4 = 'ip4.src == 10.0.0.1 && ip4.dst';
const TO_VM2 = `eth.dst == 00:00:00:00:00:02 && ${V4} == 10.0.0.2`;
const TO_ROUTER = 'eth.dst == 00:00:00:00:ff:01';

/** Options and packet. */
export const OVS_QUESTIONS: readonly (readonly [options: readonly string[], packet: string])[] = [
  [['--all'], PACKET(`${TO_VM2} && tcp.dst == 80 && tcp.flags == 2`)],
  [['--ct=new'], PACKET(`${TO_VM2} && tcp.dst == 80`)],
  [['--ct=new', '--all'], PACKET(`${TO_VM2} && tcp.dst == 22`)],
  [[], PACKET(`${TO_ROUTER} && ${V4} == 8.8.8.8 && udp.dst == 53`)],
  [['--summary'], PACKET(`${TO_ROUTER} && ${V4} == 9.9.9.9`)],
  [['--ct=new', '--lb-dst=10.0.0.2:8080'], PACKET(`${TO_ROUTER} && ${V4} == 30.0.0.1 && tcp.dst == 80`)],
  [['--minimal'], PACKET(`${TO_ROUTER} && ${V4} == 10.0.0.254 && icmp4.type == 8`)],
  [
    [],
    'inport == "vm1" && eth.src == 00:00:00:00:00:01 && eth.dst == ff:ff:ff:ff:ff:ff && arp.op == 1 && arp.sha == 00:00:00:00:00:01 && arp.spa == 10.0.0.1 && arp.tpa == 10.0.0.254',
  ],
  [
    ['--detailed'],
    PACKET(
      'eth.dst == 00:00:00:00:00:02 && ip6.src == fd00::1 && ip6.dst == fd00::2 && nd_ns && nd.target == fd00::2',
      255,
    ),
  ],
  [
    ['--ct=new'],
    PACKET('eth.dst == 00:00:00:00:00:77 && ip4.src == 10.0.0.1 && ip4.dst == 10.0.0.77 && sctp.dst == 5'),
  ],
];

/** `--ovs`: the flows of a real Open vSwitch that ovn-controller filled, under each logical flow. */
export async function compareOpenflow(report: ParityReport, directory: string): Promise<void> {
  const lab = new ControllerLab(directory);
  try {
    await lab.startCentral();
    await lab.startHost('hv1', '127.0.0.1');
    for (const command of NETWORK) await lab.nbctl(...command);
    await lab.startController('hv1', 'c');
    for (const port of ['vm1', 'vm2', 'vmu']) await lab.plug('hv1', port);
    await lab.sync();
    const database = `--db=unix:${lab.path('c', 'sb.sock')}`;
    const management = lab.path('hv1', 'br-int.mgmt');
    const ask = (make: TraceMake, words: readonly string[], env = process.env) =>
      attempt([...PROGRAMS[make], database, ...words], { env });
    const compare = async (what: string, words: readonly string[], env?: NodeJS.ProcessEnv) => {
      const [c, heddle] = [await ask('c', words, env), await ask('heddle', words, env)];
      compareTexts(report, what, timelessText(c), timelessText(heddle));
      return c;
    };
    for (const [options, packet] of OVS_QUESTIONS) {
      const words = [`--ovs=unix:${management}`, ...options, 'ls', packet];
      const { stdout } = await compare(`--ovs ${options.join(' ')} ${packet}`, words);
      if (!options.includes('--minimal') && !stdout.includes('cookie=')) report.differ(packet, 'has no OpenFlow flow');
    }
    const away = 'inport == "far1" && eth.dst == 00:00:00:00:00:09';
    await compare('--ovs of a switch without flows for it', [`--ovs=unix:${management}`, '--all', 'far', away]);
    const [, packet = ''] = OVS_QUESTIONS[0] ?? [];
    const env = { ...process.env, OVS_RUNDIR: join(management, '..') };
    await compare('--ovs without a remote', ['--ovs', 'ls', packet], env);
    await compare('--ovs of a switch that is not there', ['--ovs=unix:/nowhere', 'ls', packet]);
  } finally {
    await lab.stop();
  }
}

/** Without times of day and ages. */
function timelessText({ status, stdout, stderr }: CommandResult): string {
  const text = `${stderr.replace(/^[-0-9T:]*Z/gm, '')}${stdout.replace(/(duration=|(?:idle|hard)_age=)[\d.]*/g, '$1')}`;
  return `exit ${status}\n${text}`;
}
