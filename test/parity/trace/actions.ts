import type { Operation } from '../../bench/ovsdb-peer.js';
import { ACTIONS } from '../lflow/actions.js';
import { DHCP_OPTIONS, DHCPV6_OPTIONS } from '../lflow/lab.js';

/** Loops that ovn-trace follows until its stack is used up; ours says so. */
const LOOPS: ReadonlySet<string> = new Set([
  'next(pipeline=ingress, table=3);',
  'icmp4_error { icmp4.type = 3; icmp4.code = 4; icmp4.frag_mtu = 1500; next(pipeline=ingress, table=0); };',
]);

/** Every action of ovn-sb(5) in its forms, and what two of them do together. */
export const TRACED_ACTIONS: readonly string[] = [
  ...ACTIONS.filter((action) => !LOOPS.has(action)),
  'ct_lb_mark(backends=10.0.0.1:80); ',
  'ct_lb_mark(backends=[fd00::1]:80); ',
  'ct_dnat; ct_next;',
  'ct_next; ct_snat; next;',
  'ct_next; clone { ct_clear; ct_next; }; next;',
  'ct_commit_nat; ct_commit_nat;',
  'push(eth.dst); eth.dst = eth.src; pop(eth.src); next;',
  'arp { arp { arp.op = 2; output; }; nd_ns { output; }; };',
  'clone { outport = "_MC_flood"; output; }; clone { outport = "vm2"; output; }; outport = "ls-lr"; output;',
  'tcp_reset { ip4.src <-> ip4.dst; next; }; ip.ttl--; ip.ttl--; next;',
  'reject { reject { output; }; };',
  'reject { clone { reject { output; }; }; };',
  'icmp4 { icmp4.type = 8; reject { output; }; };',
  'icmp6 { icmp6.type = 128; reject { output; }; };',
  'sctp_abort { sctp_abort { reject { output; }; }; };',
  'outport = get_fdb(eth.dst); output;',
  'reg8 = ip4.src; get_arp(inport, reg8); reg9[2] = lookup_arp_ip(inport, reg8); next;',
  'flags.loopback = 1; outport = inport; output;',
  'outport = inport; output;',
  'nd_ns { next; };',
  'nd_ns { reject { output; }; };',
  'next; next;',
  'next; ip.ttl--; next; ip.ttl--;',
  'outport = "_MC_flood"; ip.ttl--; output;',
  'reg0[6] = chk_lb_hairpin(); reg0[12] = chk_lb_hairpin_reply(); ct_snat_to_vip; next;',
];

/** What the packets are that each action works on. */
export const MICROFLOWS: readonly string[] = [
  'ip4.src == 10.0.0.1 && ip4.dst == 10.0.0.2 && ip.ttl == 64 && tcp.src == 1000 && tcp.dst == 80 && tcp.flags == 2',
  'ip4.src == 10.0.0.1 && ip4.dst == 10.0.0.9 && ip.ttl == 1 && tcp.dst == 8080 && flags.loopback == 1',
  'ip4.src == 10.0.0.3 && ip4.dst == 10.0.0.2 && icmp4.type == 8 && ip.ttl == 0 && reg0 == 10.0.0.2',
  'ip6.src == fd00::1 && ip6.dst == fd00::1 && ip.ttl == 64 && udp.src == 1000 && xxreg0 == fd00::1 && outport == "vm1"',
  'nd_ns && ip6.src == fd00::1 && ip6.dst == ff02::1:ff00:2 && nd.target == fd00::2 && nd.sll == 00:00:00:00:00:01',
  'nd_na && ip6.src == fd00::1 && nd.target == fd00::1 && nd.tll == 00:00:00:00:00:01 && ct.trk && ct.est && ct_mark == 5',
  'arp.op == 1 && arp.spa == 10.0.0.1 && arp.tpa == 10.0.0.2 && arp.sha == 00:00:00:00:00:01',
  'ip4.src == 10.0.0.1 && ip4.dst == 10.0.0.2 && ip.ttl == 64 && sctp.src == 3 && sctp.dst == 80',
  'ip4.src == 10.0.0.1 && ip4.dst == 10.0.0.2 && ip.ttl == 64 && udp.src == 3 && udp.dst == 80',
  'ip6.src == fd00::1 && ip6.dst == fd00::2 && ip.ttl == 64 && udp.src == 1 && udp.dst == 80',
  'ip6.src == fd00::1 && ip6.dst == fd00::2 && ip.ttl == 64 && icmp6.type == 1 && icmp6.code == 4',
  'ip4.src == 10.0.0.1 && ip4.dst == 10.0.0.2 && ip.ttl == 64 && tcp.dst == 80 && tcp.flags == 4',
  'eth.type == 0x88cc && vlan.vid == 7 && reg8 == 7',
];

/** What stands in the Ethernet header and where the packet comes in, in turn with the microflows. */
export const FRAMES: readonly string[] = [
  'eth.src == 00:00:00:00:00:01 && eth.dst == 00:00:00:00:00:02',
  'eth.src == 00:00:00:00:00:07 && eth.dst == 00:00:00:00:00:08',
  'eth.src == 00:00:00:00:00:02 && eth.dst == 00:00:00:00:00:07',
];

/** A load balancer with several backends: ovn-trace heeds --lb-dst the first time only, and then rolls dice. */
export function hasChoice(action: string): boolean {
  return /^ct_lb.*backends=[^;)]*,/.test(action);
}

const map = (values: Readonly<Record<string, string>>) => ['map', Object.entries(values)];
const named = (name: string) => ['named-uuid', name];
const set = (names: readonly string[]) => ['set', names.map(named)];

/** Number of an action, as the mark of the packets that come to it. */
export function markOf(action: number): number {
  return action + 1;
}

/**
 * A southbound database that no ovn-northd wrote: a switch `ls` with a flow for each action in both pipelines, after which
 * every table logs the packet as it is then, and whether it is a hairpin; what learnt rows, groups and load balancers the actions look up; a router.
 */
export function actionDatabase(): readonly Operation[] {
  const operations: Operation[] = [];
  const insert = (table: string, row: Operation, name?: string) =>
    operations.push({ op: 'insert', table, row, ...(name === undefined ? {} : { 'uuid-name': name }) });
  for (const [index, [kind, name]] of (
    [
      ['logical-switch', 'ls'],
      ['logical-router', 'lr'],
    ] as const
  ).entries()) {
    const id = `00000000-0000-4000-8000-00000000000${index}`;
    insert('Datapath_Binding', { tunnel_key: index + 1, external_ids: map({ [kind]: id, name }) }, name);
  }
  const port = (name: string, datapath: string, key: number, more: Operation = {}) =>
    insert(
      'Port_Binding',
      { logical_port: name, datapath: named(datapath), tunnel_key: key, ...more },
      `p_${name.replaceAll('-', '_')}`,
    );
  port('vm1', 'ls', 1, { port_security: '00:00:00:00:00:01 10.0.0.1 fd00::1' });
  port('vm2', 'ls', 2, { port_security: '00:00:00:00:00:02 10.0.0.9' });
  port('vm3', 'ls', 3, { external_ids: map({ name: 'third' }) });
  port('ls-lr', 'ls', 4, { type: 'patch', options: map({ peer: 'lr-ls' }) });
  port('lr-ls', 'lr', 1, { type: 'patch', options: map({ peer: 'ls-lr' }) });
  const members = set(['p_vm1', 'p_vm2', 'p_ls_lr']);
  insert('Multicast_Group', { name: '_MC_flood', tunnel_key: 32768, datapath: named('ls'), ports: members });
  for (const [code, name, type] of DHCP_OPTIONS) insert('DHCP_Options', { code, name, type });
  for (const [code, name, type] of DHCPV6_OPTIONS) insert('DHCPv6_Options', { code, name, type });
  const bind = (name: string, ip: string, mac: string) =>
    insert('MAC_Binding', { datapath: named('ls'), logical_port: name, ip, mac });
  bind('vm1', '10.0.0.1', '00:00:00:00:00:01');
  bind('vm2', '10.0.0.2', '00:00:00:00:00:22');
  bind('vm1', 'FD00:0::1', '00:00:00:00:00:44');
  for (const [mac, key] of [
    ['00:00:00:00:00:01', 1],
    ['00:00:00:00:00:02', 3],
    ['00:00:00:00:00:07', 32768],
    ['00:00:00:00:00:08', 99],
  ] as const) {
    insert('FDB', { mac, dp_key: 1, port_key: key });
  }
  const vips = map({ '10.0.0.9:8080': '10.0.0.1:80', '10.0.0.2': '10.0.0.1', '[fd00::1]:80': '[fd00::1]:80' });
  insert('Load_Balancer', { name: 'lb', protocol: 'tcp', vips });
  const flow = (pipeline: string, table: number, priority: number, match: string, actions: string, ids = {}) => {
    const place = { logical_datapath: named('ls'), pipeline, table_id: table, priority };
    insert('Logical_Flow', { ...place, match, actions, external_ids: map(ids) });
  };
  for (const [index, action] of TRACED_ACTIONS.entries()) {
    const match = `pkt.mark == ${markOf(index)}`;
    flow('ingress', 10, 100, match, action, { 'stage-name': 'ls_in_case' });
    if (!hasChoice(action)) {
      flow('egress', 0, 100, match, action, { 'stage-name': 'ls_out_case', source: 'case.c:1' });
    }
  }
  const log = (name: string, severity: string) => `log(name="${name}", verdict=allow, severity=${severity});`;
  flow('ingress', 0, 0, '1', 'next(pipeline=ingress, table=10);');
  for (let table = 1; table < 22; table++) {
    const hairpin = 'reg0[6] = chk_lb_hairpin(); reg0[12] = chk_lb_hairpin_reply(); ct_snat_to_vip;';
    flow('ingress', table, 0, '1', `${log(`in${table}`, 'info')} ${hairpin} next(pipeline=ingress, table=22);`);
  }
  flow('ingress', 22, 0, '1', 'log(verdict=reject, severity=alert, meter="m"); outport = "vm2"; output;');
  for (let table = 1; table < 9; table++) flow('egress', table, 0, '1', `${log(`out${table}`, 'debug')} output;`);
  return operations;
}

/** Questions whose options decide: each a list of options and the action that they decide on. */
export const DECIDED: readonly (readonly [options: readonly string[], action: string])[] = [
  [['--lb-dst=10.0.0.3'], 'ct_lb;'],
  [['--lb-dst=10.0.0.3:80'], 'ct_lb_mark;'],
  [['--lb-dst=[fd00::3]:80'], 'ct_lb_mark;'],
  [['--lb-dst=10.0.0.3:99'], 'ct_lb(backends=10.0.0.2,10.0.0.3);'],
  [['--lb-dst=10.0.0.3'], 'ct_lb_mark(backends=10.0.0.2:80,10.0.0.3:8080);'],
  [['--lb-dst=10.0.0.2:80', '--ct=new'], 'ct_lb_mark(backends=10.0.0.2:80,10.0.0.3:80; skip_snat);'],
  [['--lb-dst=[fd00::3]:80', '--ct=inv'], 'ct_lb_mark(backends=[fd00::2]:80,[fd00::3]:80);'],
  // Back to where it came from.
  [['--lb-dst=10.0.0.1:80'], 'ct_lb_mark;'],
  [['--lb-dst=10.0.0.1:8080'], 'ct_lb;'],
  [['--lb-dst=10.0.0.1:8080'], 'ct_lb_mark(backends=10.0.0.1:8080);'],
  [['--lb-dst=[fd00::1]:80'], 'ct_lb_mark;'],
  [['--select-id=2'], 'reg0 = select(1=50, 2=100);'],
  [['--select-id=6'], 'reg9[0..15] = select(5=1,6=2);'],
  [['--ct=new'], 'ct_next;'],
  [['--ct=new', '--ct=est,rpl'], 'ct_next; ct_snat; next;'],
  [['--ct=rel new', '--ct=snat,dnat', '--ct=est'], 'ct_next; clone { ct_clear; ct_next; }; next;'],
  [['--ct=est', '--ct=new'], 'ct_dnat; ct_next;'],
  [['--ct=est', '--ct=new'], 'ct_commit_nat; ct_commit_nat;'],
  [['--ct=new', '--ct=est'], 'ct_commit_nat;'],
];
