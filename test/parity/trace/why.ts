import { fileURLToPath } from 'node:url';
import { attempt } from '#testing';
import type { ParityReport } from '../report.js';
import { PROGRAMS, TraceLab } from './lab.js';
import { compareTexts } from './texts.js';

const HOST = 'inport == "w1" && eth.src == 00:00:00:00:00:01 && ip4.src == 10.0.0.1 && ip.ttl == 64';
const TO_ROUTER = `${HOST} && eth.dst == 00:00:00:00:ff:01 && ip4.dst`;
const TOGETHER =
  'inport == "t1" && eth.src == 00:00:00:00:01:01 && ip4.src == 10.1.0.1 && ip4.dst == 10.1.0.2 && ip.ttl == 64 && tcp.dst == 80';

/** A switch and a gateway router with one row of each kind that flows come from. */
const NETWORK: readonly (readonly string[])[] = [
  [
    'ls-add',
    'w',
    '--',
    'ls-add',
    'idle',
    '--',
    'lr-add',
    'wr',
    '--',
    'set',
    'logical_router',
    'wr',
    'options:chassis=hv1',
  ],
  ['lsp-add', 'w', 'w1', '--', 'lsp-set-addresses', 'w1', '00:00:00:00:00:01 10.0.0.1'],
  ['lsp-add', 'w', 'w2', '--', 'lsp-set-addresses', 'w2', '00:00:00:00:00:02 10.0.0.2'],
  [
    'lrp-add',
    'wr',
    'wr-w',
    '00:00:00:00:ff:01',
    '10.0.0.254/24',
    '--',
    'lrp-add',
    'wr',
    'wr-o',
    '00:00:00:00:ff:02',
    '172.16.0.1/24',
  ],
  ['lsp-add', 'w', 'w-wr', '--', 'lsp-set-type', 'w-wr', 'router', '--', 'lsp-set-addresses', 'w-wr', 'router'],
  ['lsp-set-options', 'w-wr', 'router-port=wr-w'],
  ['acl-add', 'w', 'from-lport', '100', 'inport == "w1" && tcp.dst == 22', 'drop'],
  ['lr-route-add', 'wr', '0.0.0.0/0', '172.16.0.254'],
  [
    'lr-nat-add',
    'wr',
    'snat',
    '172.16.0.1',
    '10.0.0.0/24',
    '--',
    'lr-nat-add',
    'wr',
    'dnat_and_snat',
    '172.16.0.9',
    '10.0.0.2',
  ],
  ['static-mac-binding-add', 'wr-o', '172.16.0.254', '00:00:00:00:ff:03'],
  ['lr-policy-add', 'wr', '10', 'ip4.dst == 9.9.9.9', 'drop'],
  ['lb-add', 'wlb', '30.0.0.1:80', '10.0.0.2:80', 'tcp', '--', 'lr-lb-add', 'wr', 'wlb'],
  ['qos-add', 'w', 'to-lport', '100', 'outport == "w2"', 'rate=100'],
  // Rows that flows are made for together.
  ['ls-add', 't', '--', 'lsp-add', 't', 't1', '--', 'lsp-set-addresses', 't1', '00:00:00:00:01:01 10.1.0.1'],
  ['lsp-add', 't', 't2', '--', 'lsp-set-addresses', 't2', '00:00:00:00:01:02 10.1.0.2'],
  ['lsp-add', 't', 't3', '--', 'lsp-set-addresses', 't3', 'unknown', '--', 'pg-add', 'tg', 't1'],
  ['acl-add', 't', 'to-lport', '100', 'ip4.src == 10.1.0.1', 'allow-related'],
  ['acl-add', 'tg', 'from-lport', '50', 'inport == @tg && ip4', 'allow-related'],
  ['lb-add', 'tlb', '30.1.0.1:80', '10.1.0.2:80', 'tcp', '--', 'ls-lb-add', 't', 'tlb'],
  ['--ecmp', 'lr-route-add', 'wr', '10.9.0.0/16', '172.16.0.10'],
  ['--ecmp', 'lr-route-add', 'wr', '10.9.0.0/16', '172.16.0.11'],
];

/** What is sent, and the origins that some flow on its way must have. */
const WAYS: readonly (readonly [what: string, packet: string, expected: readonly string[]])[] = [
  [
    'ACL',
    `${HOST} && eth.dst == 00:00:00:00:00:02 && ip4.dst == 10.0.0.2 && tcp.dst == 22`,
    ['ACL from-lport 100 "inport == \\"w1\\" && tcp.dst == 22" drop'],
  ],
  [
    'QoS and port',
    `${HOST} && eth.dst == 00:00:00:00:00:02 && ip4.dst == 10.0.0.2 && tcp.dst == 80`,
    ['QoS to-lport 100 "outport == \\"w2\\""', 'Logical_Switch_Port w2 00:00:00:00:00:02 10.0.0.2'],
  ],
  [
    'route and NAT',
    `${TO_ROUTER} == 8.8.8.8 && udp.dst == 53`,
    ['Logical_Router_Static_Route 0.0.0.0/0 172.16.0.254', 'NAT snat 172.16.0.1 10.0.0.0/24'],
  ],
  ['NAT of an address', `${TO_ROUTER} == 172.16.0.9 && udp.dst == 53`, ['NAT dnat_and_snat 172.16.0.9 10.0.0.2']],
  ['policy', `${TO_ROUTER} == 9.9.9.9 && udp.dst == 53`, ['Logical_Router_Policy 10 "ip4.dst == 9.9.9.9" drop']],
  ['load balancer', `${TO_ROUTER} == 30.0.0.1 && tcp.dst == 80`, ['Load_Balancer wlb tcp']],
  [
    'all ACLs that keep state',
    `${TOGETHER} && eth.dst == 00:00:00:00:01:02`,
    ['ACL to-lport 100 "ip4.src == 10.1.0.1" allow-related', 'ACL from-lport 50 "inport == @tg && ip4" allow-related'],
  ],
  ['all load balancers', `${TOGETHER} && eth.dst == 00:00:00:00:01:02`, ['Load_Balancer tlb tcp']],
  [
    'all that take unknown addresses',
    `${TOGETHER} && eth.dst == 00:00:00:00:01:09`,
    ['Logical_Switch_Port t3 unknown'],
  ],
  [
    'routes of several next hops',
    `${TO_ROUTER} == 10.9.0.1 && udp.dst == 53`,
    ['Logical_Router_Static_Route 10.9.0.0/16 172.16.0.10', 'Logical_Router_Static_Route 10.9.0.0/16 172.16.0.11'],
  ],
  [
    'DHCP',
    'inport == "w1" && eth.src == 00:00:00:00:00:01 && eth.dst == ff:ff:ff:ff:ff:ff && ip4.src == 0.0.0.0 && ip4.dst == 255.255.255.255 && ip.ttl == 64 && udp.src == 68 && udp.dst == 67',
    ['DHCP_Options 10.0.0.0/24'],
  ],
];

const OURS = [process.execPath, fileURLToPath(new URL('../../../northd/src/main.js', import.meta.url))];

/** The tables that our northd makes flows of. */
const COMPILED = ['ACL ', 'Load_Balancer tlb', 'Logical_Switch_Port ', 'Logical_Router_Static_Route '];

/** `--why` on what ovn-northd and what ours made of the same rows: the rows must come out again. */
export async function compareWhy(report: ParityReport, directory: string, make: 'c' | 'heddle'): Promise<void> {
  const lab = new TraceLab(directory);
  try {
    await lab.start(make === 'c' ? ['ovn-northd'] : OURS);
    for (const command of NETWORK) await lab.nbctl(...command);
    const options = ['server_id=10.0.0.254', 'server_mac=00\\:00\\:00\\:00\\:ff\\:01', 'lease_time=3600'];
    const columns = ['cidr=10.0.0.0/24', ...options.map((option) => `options:${option}`)];
    const dhcp = await lab.nbctl('create', 'DHCP_Options', ...columns);
    await lab.nbctl('--wait=sb', 'lsp-set-dhcpv4-options', 'w1', dhcp.trim());
    for (const [what, packet, rows] of WAYS) {
      const expected = rows.filter((row) => make === 'c' || COMPILED.some((table) => row.startsWith(table)));
      if (expected.length === 0) continue;
      const words = [`--db=${lab.southbound}`, `--nb-db=${lab.northbound}`, '--minimal', '--why', '--ct=new', packet];
      const { stdout } = await attempt([...PROGRAMS.heddle, ...words], { env: lab.env });
      const said = [...stdout.matchAll(/^ +(?:with others )?because of (\w+) [0-9a-f]{8} \((.*)\)$/gm)].map(
        ([, table, summary]) => `${table} ${summary}`,
      );
      const found = expected.filter((origin) => said.includes(origin));
      compareTexts(report, `--why on flows of ${make}: ${what}`, expected.join('\n'), found.join('\n'));
    }
  } finally {
    await lab.stop();
  }
}
