/**
 * Random lists of actions, nested in each other: all of ovn-sb(5), with fields and arguments at random. Before: seeds.
 * After: the comparison, which looks into the userdata of actions in `arp {}` and the like.
 */
import { createSymbolTable, type ExprSymbol } from '#logical';
import type { Random } from './random.js';
import { around, leaf, listOf, type Tree } from './tree.js';

/** Packets that a flow is for: what its match says, and actions and fields that are for such packets only. */
interface Family {
  readonly match: string;
  readonly statements: readonly string[];
  readonly fields: RegExp;
  /** Actions that make a packet in place of this one. */
  readonly makers: readonly string[];
}

const IP = [
  ...['ct_next;', 'ct_next;', 'ct_commit;', 'ct_commit_nat;', 'ct_dnat;', 'ct_snat;', 'ct_dnat_in_czone;', 'ct_lb;'],
  ...['ct_snat_in_czone;', 'ct_lb_mark;', 'ip.ttl--;', 'ct_commit { ct_mark = 1; ct_label.label = reg3; };'],
  ...['ct_commit { ct_mark.blocked = 1; ct_label = 0x5/0xf; };', 'ct_commit(ct_mark=1/1, ct_label=2/3);'],
  'ct_commit { ct_label.ecmp_reply_eth = eth.src; ct_mark.ecmp_reply_port = 5; };',
];
const IPV4 = [
  ...IP,
  ...['ct_dnat(10.0.0.1);', 'ct_snat(10.0.0.1, 1-3000);', 'ct_dnat_in_czone(10.0.0.2);', 'get_arp(outport, ip4.dst);'],
  ...['ct_lb_mark(backends=10.0.0.2,10.0.0.3);', 'ct_lb(backends=10.0.0.2,10.0.0.4);', 'get_arp(outport, reg1);'],
  ...['reg0[3] = put_dhcp_opts(offerip = 10.0.0.4, router = 10.0.0.1, hostname = "h");', 'igmp;'],
  ...['reg9[1] = lookup_arp_ip(inport, reg0);', 'put_arp(inport, ip4.src, eth.src);'],
];
const IPV6 = [
  ...IP,
  ...['ct_dnat(fd00::1);', 'ct_snat(fd00::1);', 'get_nd(outport, ip6.dst);', 'ct_lb_mark(backends=fd00::2,fd00::3);'],
  ...['reg0[3] = put_dhcpv6_opts(ia_addr = aef0::4, server_id = 00:00:00:00:10:02);', 'handle_dhcpv6_reply;'],
  ...['reg0[5] = put_nd_ra_opts(addr_mode = "slaac", mtu = 1500, prefix = aef0::/64, slla = ae:01:02:03:04:05);'],
  ...['put_nd(inport, ip6.src, eth.src);', 'reg9[3] = lookup_nd_ip(inport, xxreg0);'],
];

const FAMILIES: readonly Family[] = [
  {
    match: 'ip4 && tcp',
    statements: [
      ...IPV4,
      ...['ct_lb_mark(backends=10.0.0.2:80,10.0.0.3:80; hash_fields="ip_src,ip_dst,tcp_src"; skip_snat);'],
      ...['ct_lb_mark(backends=10.0.0.2:80; force_snat);', 'ct_dnat(10.0.0.1, 80);'],
      'commit_ecmp_nh(ipv6 = "false", proto = tcp);',
      'commit_lb_aff(vip = "1.2.3.4:80", backend = "1.2.3.5:81", proto = tcp, timeout = 30);',
    ],
    fields: /^(ip\.|ip4\.|tcp\.)/,
    makers: ['icmp4', 'icmp4_error', 'tcp_reset', 'reject', 'arp'],
  },
  {
    match: 'ip4 && udp',
    statements: [...IPV4, 'reg0[4] = dns_lookup();', 'handle_svc_check(inport);', 'handle_bfd_msg();'],
    fields: /^(ip\.|ip4\.|udp\.)/,
    makers: ['icmp4', 'icmp4_error', 'reject', 'arp'],
  },
  {
    match: 'ip6 && udp',
    statements: [...IPV6, 'reg0[4] = dns_lookup();', 'commit_ecmp_nh(ipv6 = "true", proto = udp);'],
    fields: /^(ip\.|ip6\.|udp\.)/,
    makers: ['icmp6', 'icmp6_error', 'reject', 'nd_ns'],
  },
  {
    match: 'ip6 && sctp',
    statements: [...IPV6, 'commit_lb_aff(vip = "[::1]:80", backend = "[::2]:81", proto = sctp, timeout = 30);'],
    fields: /^(ip\.|ip6\.|sctp\.)/,
    makers: ['sctp_abort', 'icmp6', 'reject'],
  },
  {
    match: 'arp',
    statements: [
      ...['arp.op = 2;', 'put_arp(inport, arp.spa, arp.sha);', 'reg0[0] = lookup_arp(inport, arp.spa, arp.sha);'],
      ...['bind_vport("vm2", inport);', 'get_arp(outport, arp.tpa);', 'put_fdb(inport, arp.sha);'],
    ],
    fields: /^arp\./,
    makers: ['reject'],
  },
  {
    match: 'nd_ns',
    statements: [...IPV6, 'put_nd(inport, ip6.src, nd.sll);', 'reg0[1] = lookup_nd(inport, ip6.src, nd.sll);'],
    fields: /^(ip6\.|nd\.(target|sll))/,
    makers: ['nd_na', 'nd_na_router', 'reject'],
  },
  { match: 'icmp4', statements: IPV4, fields: /^(ip4\.|icmp4\.)/, makers: ['icmp4', 'reject'] },
  { match: '1', statements: [], fields: /^reg/, makers: ['reject'] },
];

/** For all packets. */
const ANY = [
  ...['next;', 'next(7);', 'next(pipeline=egress, table=3);', 'output;', 'ct_clear;', 'ct_snat_to_vip;'],
  ...['reg9[2] = chk_lb_hairpin();', 'reg0[7] = chk_lb_hairpin_reply();', 'reg0[8] = check_in_port_sec();'],
  ...['reg0[9] = check_out_port_sec();', 'reg1[0] = chk_lb_aff();', 'reg1[1] = chk_ecmp_nh();'],
  ...['reg1[2] = chk_ecmp_nh_mac();', 'reg0[0] = check_pkt_larger(1500);', 'set_queue(5);', 'set_meter(100, 1000);'],
  ...['set_meter(64);', 'reg0 = select(1=50, 2=100, 3);', 'reg8[0..15] = select(1, 2);'],
  ...['log(name="x", verdict=allow, severity=info, meter="m1");', 'log(verdict=drop, severity=alert);'],
  ...['trigger_event(event = "empty_lb_backends", vip = "1.2.3.4:5", protocol = "tcp", load_balancer = "lb");'],
  ...['outport = get_fdb(eth.dst);', 'put_fdb(inport, eth.src);', 'reg0[11] = lookup_fdb(inport, eth.src);'],
  ...['fwd_group(liveness="true", childports="vm1", "vm2");', 'fwd_group(childports="vm1", "vm3");'],
  ...['outport = "vm1";', 'outport = "nope";', 'inport = "";', 'outport = inport;', 'inport <-> outport;'],
  ...['outport = "ls-lr"; output;', 'flags.loopback = 1;', 'drop;', 'sample(probability=100, collector_set=5);'],
];

/** Set by actions around them only. */
const MTU: Readonly<Record<string, string>> = {
  icmp4_error: 'icmp4.frag_mtu = 1500;',
  icmp6_error: 'icmp6.frag_mtu = 1280;',
};

/** Packets that an action makes are of a family of their own. */
const MADE: Readonly<Record<string, RegExp>> = {
  arp: /^arp\./,
  nd_ns: /^(ip6\.|nd\.(target|sll))/,
  nd_na: /^(ip6\.|nd\.(target|tll))/,
  nd_na_router: /^(ip6\.|nd\.(target|tll))/,
  icmp4: /^(ip4\.|icmp4\.)/,
  icmp4_error: /^(ip4\.|icmp4\.)/,
  icmp6: /^(ip6\.|icmp6\.)/,
  icmp6_error: /^(ip6\.|icmp6\.)/,
  tcp_reset: /^(ip4\.|tcp\.)/,
  sctp_abort: /^(ip\.|sctp\.)/,
};

const ALWAYS_THERE = /^(x*reg\d|flags|eth\.(src|dst)|pkt\.mark)$/;
/** Open vSwitch takes operations of ARP of eight bits. */
const WRITABLE: readonly ExprSymbol[] = [...createSymbolTable().values()].filter((symbol) => {
  const base = symbol.kind === 'subfield' ? symbol.parent : symbol;
  return base.kind === 'field' && base.isWritable && symbol.bits > 0 && symbol.name !== 'arp.op';
});

const NESTING_MAX = 4;

/** Some bits of a field that are written. */
interface Part {
  readonly text: string;
  readonly bits: number;
  readonly isMaskable: boolean;
}

export interface RandomActions {
  readonly match: string;
  readonly tree: Tree;
}

/** One list, and the match of the packets that it is for. */
export function randomActions(random: Random): RandomActions {
  const family = random.pick(FAMILIES);
  return { match: family.match, tree: new ActionMaker(random).list(family, 0) };
}

/** A commit in a clone, or behind other actions, ovn-controller does not get right (docs/differences.md). */
function withoutCommits(family: Family): Family {
  return { ...family, statements: family.statements.filter((text) => !text.startsWith('ct_commit')) };
}

class ActionMaker {
  readonly #random: Random;

  constructor(random: Random) {
    this.#random = random;
  }

  list(family: Family, depth: number): Tree {
    const count = 1 + this.#random.below(depth === 0 ? 5 : 3);
    const later = withoutCommits(family);
    const actions = Array.from({ length: count }, (_, i) => this.#action(i === 0 ? family : later, depth));
    return listOf('actions', actions, ' ');
  }

  #action(family: Family, depth: number): Tree {
    const random = this.#random;
    if (depth < NESTING_MAX && random.oneIn(3)) return this.#nested(family, depth);
    if (random.oneIn(2)) return this.#setting(family);
    const pool = family.statements.length > 0 && random.oneIn(2) ? family.statements : ANY;
    return leaf('action', random.pick(pool), ['next;']);
  }

  #nested(family: Family, depth: number): Tree {
    const random = this.#random;
    if (random.oneIn(2)) return around('action', 'clone { ', this.list(withoutCommits(family), depth + 1), ' };');
    const verb = random.pick(family.makers);
    const fields = MADE[verb] ?? family.fields;
    const mtu = MTU[verb];
    const statements = [...family.statements, ...(mtu === undefined ? [] : [mtu, mtu])];
    return around('action', `${verb} { `, this.list({ ...family, fields, statements }, depth + 1), ' };');
  }

  /** An assignment, an exchange, a push or a pop. */
  #setting({ fields }: Family): Tree {
    const random = this.#random;
    const own = WRITABLE.filter(({ name }) => fields.test(name));
    const common = WRITABLE.filter(({ name }) => ALWAYS_THERE.test(name));
    const symbol = random.pick(own.length > 0 && random.oneIn(2) ? own : common);
    const destination = this.#part(symbol);
    const { text, bits } = destination;
    const same = [...own, ...common].filter((other) => other.bits >= bits && other.level === 'ordinal');
    const source = () => {
      const other = random.pick(same);
      const low = random.below(other.bits - bits + 1);
      return other.bits === bits ? other.name : `${other.name}[${low}..${low + bits - 1}]`;
    };
    const kinds = [
      `${text} = ${this.#constant(destination)};`,
      `${text} = ${this.#constant(destination)};`,
      ...(same.length > 0 ? [`${text} = ${source()};`, `${text} <-> ${source()};`] : []),
      `push(${text}); pop(${text});`,
    ];
    return leaf('action', random.pick(kinds), ['next;']);
  }

  #part({ name, bits, level }: ExprSymbol): Part {
    const random = this.#random;
    const isMaskable = level === 'ordinal';
    if (bits === 1 || !isMaskable || !random.oneIn(3)) return { text: name, bits, isMaskable };
    const low = random.below(bits);
    const high = Math.min(bits - 1, low + random.below(bits));
    return { text: `${name}[${low}..${high}]`, bits: high - low + 1, isMaskable };
  }

  #constant({ bits, isMaskable }: Part): string {
    const random = this.#random;
    if (bits === 32 && random.oneIn(2)) return `10.0.0.${random.below(9)}`;
    if (bits === 128 && random.oneIn(2)) return `fd00::${random.below(9)}`;
    if (bits === 48 && random.oneIn(2)) return `00:00:00:00:00:0${random.below(9)}`;
    const value = `0x${random.bits(random.oneIn(2) ? bits : Math.min(bits, 2)).toString(16)}`;
    return isMaskable && random.oneIn(6) ? `${value}/0x${random.bits(bits).toString(16)}` : value;
  }
}
