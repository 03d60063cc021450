import type { ControllerLab } from './lab.js';

/** A network and the hosts that carry it. */
export interface Scenario {
  readonly name: string;
  readonly hosts: Readonly<Record<string, readonly [ip: string, settings?: Readonly<Record<string, string>>]>>;
  /** Arguments of ovn-nbctl, one call a line, `--` chains as they are. */
  readonly network: readonly string[];
  /** Logical ports by host. */
  readonly plugged: Readonly<Record<string, readonly string[]>>;
  /** Bridges to physical networks, on these hosts. */
  readonly physical?: readonly string[];
  /** Done while the controllers run: lines for ovn-nbctl, `plug HOST PORT`, `unplug HOST PORT`. */
  readonly changes?: readonly string[];
  /** More to do once the network stands: rows that only controllers write. */
  readonly learn?: (lab: ControllerLab) => Promise<void>;
}

const router = (router: string, net: string, mac: string, ...networks: readonly string[]) =>
  `lrp-add ${router} ${router}-${net} ${mac} ${networks.join(' ')} -- lsp-add ${net} ${net}-${router} ` +
  `-- lsp-set-type ${net}-${router} router -- lsp-set-addresses ${net}-${router} router ` +
  `-- lsp-set-options ${net}-${router} router-port=${router}-${net}`;

const ONE = { w1: ['127.0.0.11'] } as const;
const TWO = { w1: ['127.0.0.11'], w2: ['127.0.0.12'] } as const;

export const SCENARIOS: readonly Scenario[] = [
  {
    name: 'L2, one host',
    hosts: ONE,
    network: [
      'ls-add n1 -- lsp-add n1 vm1 -- lsp-set-addresses vm1 "40:44:00:00:00:01 192.168.0.11" -- lsp-add n1 vm2 -- lsp-set-addresses vm2 "40:44:00:00:00:02 192.168.0.12"',
    ],
    plugged: { w1: ['vm1', 'vm2'] },
  },
  {
    name: 'L2, two hosts, unknown addresses',
    hosts: TWO,
    network: [
      'ls-add n1 -- lsp-add n1 vm1 -- lsp-set-addresses vm1 "40:44:00:00:00:01 192.168.0.11" -- lsp-add n1 vm2 -- lsp-set-addresses vm2 unknown',
      'lsp-add n1 vm3 -- lsp-set-addresses vm3 "40:44:00:00:00:03 192.168.0.13 fd00::13" -- lsp-add n1 nowhere',
    ],
    plugged: { w1: ['vm1', 'vm2'], w2: ['vm3'] },
  },
  {
    name: 'L3, two hosts, IPv6, ECMP, learnt neighbours',
    hosts: TWO,
    network: [
      'lr-add r1 -- ls-add n1 -- ls-add n2',
      'lsp-add n1 vm1 -- lsp-set-addresses vm1 "40:44:00:00:00:01 192.168.0.11 fd00::11" -- lsp-add n1 vm2 -- lsp-set-addresses vm2 unknown',
      'lsp-add n2 vm3 -- lsp-set-addresses vm3 "40:44:00:00:00:05 192.168.1.11"',
      router('r1', 'n1', '40:44:00:00:00:03', '192.168.0.1/24', 'fd00::1/64'),
      router('r1', 'n2', '40:44:00:00:00:04', '192.168.1.1/24'),
      '--ecmp lr-route-add r1 172.16.0.0/16 192.168.0.12 -- --ecmp lr-route-add r1 172.16.0.0/16 192.168.0.14',
      'lr-route-add r1 10.9.0.0/16 192.168.1.99 -- --policy=src-ip lr-route-add r1 10.8.0.0/16 192.168.0.98',
    ],
    plugged: { w1: ['vm1', 'vm2'], w2: ['vm3'] },
    learn: async (lab) => {
      const key = async (name: string) =>
        (await lab.sbctl('--bare', '--columns=_uuid', 'find', 'datapath_binding', `external_ids:name=${name}`)).trim();
      const datapath = await key('r1');
      await lab.sbctl(
        ...['create', 'MAC_Binding', 'logical_port=r1-n1', 'ip=192.168.0.77', 'mac="40:44:00:00:00:77"'],
        `datapath=${datapath}`,
      );
      await lab.sbctl(
        ...['create', 'MAC_Binding', 'logical_port=r1-n1', 'ip="fd00::77"', 'mac="40:44:00:00:00:77"'],
        `datapath=${datapath}`,
      );
      await lab.sbctl('create', 'FDB', 'mac="40:44:00:00:00:78"', 'dp_key=1', 'port_key=1');
    },
  },
  {
    name: 'port security, containers, localports',
    hosts: ONE,
    network: [
      'ls-add n1 -- lsp-add n1 a1 -- lsp-set-port-security a1 "40:44:00:00:00:01 fd00::11" -- lsp-add n1 a2 -- lsp-set-port-security a2 "40:44:00:00:00:02 fd00::/64 10.0.0.0/24"',
      'lsp-add n1 a3 -- lsp-set-type a3 localport -- lsp-set-port-security a3 "40:44:00:00:00:03 10.0.0.1" -- lsp-add n1 a4 a1 42 -- lsp-set-port-security a4 "40:44:00:00:00:04 10.0.0.4"',
      'lsp-add n1 a5 -- lsp-set-port-security a5 "40:44:00:00:00:05" -- lsp-add n1 a6 -- lsp-set-port-security a6 "40:44:00:00:00:0a 10.0.0.4/24 10.1.0.0/16 fd00::5/64" "40:44:00:00:00:0b 10.0.0.9"',
    ],
    plugged: { w1: ['a1', 'a2', 'a3', 'a5', 'a6'] },
  },
  {
    name: 'localnet with and without tag',
    hosts: TWO,
    physical: ['w1'],
    network: [
      'ls-add n1 -- lsp-add n1 vm1 -- lsp-set-addresses vm1 "40:44:00:00:00:01 192.168.0.11" -- lsp-add n1 vm2 -- lsp-set-addresses vm2 "40:44:00:00:00:02 192.168.0.12" -- lsp-add n1 ln1 -- lsp-set-type ln1 localnet -- lsp-set-addresses ln1 unknown -- lsp-set-options ln1 network_name=phys',
      'ls-add n2 -- lsp-add n2 vm3 -- lsp-set-addresses vm3 "40:44:00:00:00:03 192.168.1.11" -- lsp-add n2 vm4 -- lsp-set-addresses vm4 "40:44:00:00:00:04 192.168.1.12" -- lsp-add n2 ln2 -- lsp-set-type ln2 localnet -- lsp-set-addresses ln2 unknown -- lsp-set-options ln2 network_name=phys -- set logical_switch_port ln2 tag_request=100 -- lsp-add n2 lp -- lsp-set-type lp localport',
    ],
    plugged: { w1: ['vm1', 'vm3', 'lp'], w2: ['vm2', 'vm4'] },
  },
  {
    name: 'routers on physical networks, chassis MACs',
    hosts: {
      w1: ['127.0.0.11', { 'ovn-chassis-mac-mappings': 'phys:aa:bb:cc:dd:ee:01' }],
      w2: ['127.0.0.12', { 'ovn-chassis-mac-mappings': 'phys:aa:bb:cc:dd:ee:02' }],
      w3: ['127.0.0.13'],
    },
    physical: ['w1', 'w2'],
    network: [
      'ls-add n1 -- lsp-add n1 vm1 -- lsp-set-addresses vm1 "40:44:00:00:00:01 192.168.0.11" -- lsp-add n1 vm2 -- lsp-set-addresses vm2 "40:44:00:00:00:02 192.168.0.12" -- lsp-add n1 ln1 -- lsp-set-type ln1 localnet -- lsp-set-addresses ln1 unknown -- lsp-set-options ln1 network_name=phys',
      'ls-add n2 -- lsp-add n2 vm3 -- lsp-set-addresses vm3 "40:44:00:00:00:33 192.168.1.13" -- lsp-add n2 ln2 -- lsp-set-type ln2 localnet -- lsp-set-addresses ln2 unknown -- lsp-set-options ln2 network_name=phys -- set logical_switch_port ln2 tag_request=100',
      'lr-add r1',
      router('r1', 'n1', '40:44:00:00:00:03', '192.168.0.1/24'),
      router('r1', 'n2', '40:44:00:00:00:04', '192.168.1.1/24'),
    ],
    plugged: { w1: ['vm1'], w2: ['vm2'], w3: ['vm3'] },
  },
  {
    name: 'gateway router on one host',
    hosts: TWO,
    physical: ['w2'],
    network: [
      'ls-add n1 -- lsp-add n1 vm1 -- lsp-set-addresses vm1 "40:44:00:00:00:01 192.168.0.11"',
      'ls-add pub -- lsp-add pub ln -- lsp-set-type ln localnet -- lsp-set-addresses ln unknown -- lsp-set-options ln network_name=phys',
      'lr-add r1 -- lr-add gw -- set logical_router gw options:chassis=w2 -- ls-add join',
      router('r1', 'n1', '40:44:00:00:00:03', '192.168.0.1/24'),
      router('r1', 'join', '40:44:00:00:00:04', '100.64.0.1/24'),
      router('gw', 'join', '40:44:00:00:00:05', '100.64.0.2/24'),
      router('gw', 'pub', '40:44:00:00:00:06', '10.0.0.1/24'),
      'lr-route-add r1 0.0.0.0/0 100.64.0.2',
    ],
    plugged: { w1: ['vm1'], w2: [] },
  },
  {
    name: 'three hosts, VXLAN and Geneve',
    hosts: {
      w1: ['127.0.0.11', { 'ovn-encap-type': 'geneve,vxlan' }],
      w2: ['127.0.0.12', { 'ovn-encap-type': 'vxlan' }],
      w3: ['127.0.0.13', { 'ovn-encap-csum': 'false' }],
    },
    network: [
      'lr-add r1 -- ls-add n1 -- ls-add n2',
      'lsp-add n1 vm1 -- lsp-set-addresses vm1 "40:44:00:00:00:01 192.168.0.11" -- lsp-add n1 vm2 -- lsp-set-addresses vm2 unknown -- lsp-add n1 vm3 -- lsp-set-addresses vm3 "40:44:00:00:00:0d 192.168.0.13"',
      'lsp-add n2 vm4 -- lsp-set-addresses vm4 "40:44:00:00:00:05 192.168.1.11"',
      router('r1', 'n1', '40:44:00:00:00:03', '192.168.0.1/24'),
      router('r1', 'n2', '40:44:00:00:00:04', '192.168.1.1/24'),
    ],
    plugged: { w1: ['vm1'], w2: ['vm2', 'vm4'], w3: ['vm3'] },
  },
  {
    name: 'ovn-monitor-all',
    hosts: { w1: ['127.0.0.11', { 'ovn-monitor-all': 'true' }], w2: ['127.0.0.12'] },
    network: [
      'ls-add n1 -- lsp-add n1 vm1 -- lsp-set-addresses vm1 "40:44:00:00:00:01 192.168.0.11"',
      'ls-add n2 -- lsp-add n2 vm2 -- lsp-set-addresses vm2 "40:44:00:00:00:02 192.168.1.11"',
    ],
    plugged: { w1: ['vm1'], w2: ['vm2'] },
  },
  {
    name: 'address sets and port groups, member by member',
    hosts: TWO,
    network: [
      'ls-add n1 -- lsp-add n1 vm1 -- lsp-set-addresses vm1 "40:44:00:00:00:01 192.168.0.11" -- lsp-add n1 vm2 -- lsp-set-addresses vm2 "40:44:00:00:00:02 192.168.0.12"',
      'lsp-add n1 vm3 -- lsp-set-addresses vm3 "40:44:00:00:00:03 192.168.0.13 fd00::13" -- lsp-add n1 vm4 -- lsp-set-addresses vm4 "40:44:00:00:00:04 192.168.0.14"',
      'pg-add pg1 vm1 vm2 vm3 -- pg-add pg2 vm3 vm4',
      'create address_set name=as1 addresses=10.0.0.1,10.0.0.2,10.0.0.3',
      'create address_set name=as2 addresses=10.1.0.0/16,10.1.0.5 -- create address_set name=as3 addresses=10.3.0.1',
      'acl-add pg1 to-lport 1001 "outport == @pg1 && ip4.src == $as1" allow-related',
      'acl-add pg1 to-lport 1002 "outport == @pg1 && ip4.src == $pg2_ip4 && tcp.dst == {80, 443}" allow',
      'acl-add pg1 from-lport 1003 "inport == @pg1 && ip4.src == $as1 && ip4.dst == $as2" drop',
      'acl-add pg2 from-lport 1004 "inport == @pg2 && (ip4.src == $as1 || ip4.dst == $as1)" drop',
      'acl-add n1 to-lport 1005 "ip4.src == {1.1.1.1, $as2} && 1000 <= udp.dst <= 2000" drop',
      'acl-add n1 to-lport 1006 "ip4.src == $as1 && ip4.dst == $as1 && ip4.src != 10.0.0.2" drop',
      'acl-add n1 to-lport 1007 "ip4.src == $as3 && ip4.dst == $as1" drop',
      'acl-add n1 to-lport 1008 "(ip4.src == $as1 || icmp4.type == 8) && ip.ttl == {1, 2}" drop',
    ],
    plugged: { w1: ['vm1', 'vm2'], w2: ['vm3', 'vm4'] },
    changes: [
      'add address_set as1 addresses 10.0.0.9 -- add address_set as2 addresses 10.2.0.0/24',
      'remove address_set as1 addresses 10.0.0.1',
      'add address_set as3 addresses 10.3.0.2 10.3.0.3',
      'pg-set-ports pg1 vm1 vm3 vm4',
      'unplug w1 vm2',
      'plug w2 vm2',
      'add address_set as1 addresses 10.0.0.77 -- remove address_set as2 addresses 10.1.0.5',
      'pg-set-ports pg2 vm4 vm1',
      'remove address_set as3 addresses 10.3.0.1 10.3.0.2',
      'set address_set as2 addresses=10.9.0.1',
    ],
  },
];
