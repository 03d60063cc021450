import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { createSymbolTable, formatActions, type LogicalAction, parseActions } from '../index.js';

const symbols = createSymbolTable();
const option = (name: string, code: number, type: string): [string, { name: string; code: number; type: string }] => [
  name,
  { name, code, type },
];
const dhcpOptions = new Map([option('offerip', 0, 'ipv4'), option('router', 3, 'ipv4'), option('hostname', 12, 'str')]);
const dhcpv6Options = new Map([option('ia_addr', 5, 'ipv6'), option('domain_search', 24, 'str')]);

function parse(text: string): readonly LogicalAction[] {
  const { actions, error } = parseActions(text, { symbols, pipeline: 'ingress', table: 3, dhcpOptions, dhcpv6Options });
  if (error !== undefined) throw new Error(`${text}: ${error}`);
  return actions;
}

const plain = (text: string) =>
  JSON.stringify(parse(text), (_, value: unknown) => (typeof value === 'bigint' ? `${value}n` : value));

/** Each kind in its canonical forms. */
const STATEMENTS = [
  ...['next;', 'next(7);', 'next(pipeline=egress, table=3);', 'output;', 'ct_next;', 'ct_clear;', 'ct_commit_nat;'],
  ...['ct_snat_to_vip;', 'igmp;', 'handle_dhcpv6_reply;', 'ip.ttl--;', 'reg0 = 5;', 'reg0[3..5] = 2;', 'reg1[0] = 1;'],
  ...[
    'xxreg0 = fe80::1;',
    'outport = "a\\"\\u00e9";',
    'eth.dst = 00:00:00:00:00:01;',
    'ip4.src = ip4.dst;',
    'reg0 = 0x5/0x7;',
  ],
  ...['reg0[0..7] = reg1[8..15];', 'eth.src <-> eth.dst;', 'push(xxreg0);', 'pop(reg0[0..15]);', 'ct_commit;'],
  ...['ct_commit { ct_mark = 1; ct_label.label = 2; };', 'ct_commit(ct_mark=0x5/0x7, ct_label=0x1);', 'ct_dnat;'],
  ...['ct_dnat(1.2.3.4);', 'ct_snat(fd00::1);', 'ct_dnat(1.2.3.4, 1-3000);', 'ct_snat_in_czone(1.2.3.4, 5);', 'ct_lb;'],
  ...[
    'ct_lb_mark(backends=10.0.0.2:80,10.0.0.3:80);',
    'ct_lb_mark(backends=[fd00::2]:80; hash_fields="ip_src,ip_dst");',
  ],
  ...[
    'get_arp(outport, ip4.dst);',
    'get_nd(outport, ip6.dst);',
    'put_arp(inport, arp.spa, arp.sha);',
    'put_fdb(inport, eth.src);',
  ],
  ...[
    'reg0[1] = lookup_arp(inport, arp.spa, arp.sha);',
    'reg0[1] = lookup_nd_ip(inport, ip6.src);',
    'outport = get_fdb(eth.dst);',
  ],
  ...['reg0[1] = lookup_fdb(inport, eth.src);', 'reg0[3] = put_dhcp_opts(offerip = 1.2.3.4, hostname = "a");'],
  ...['reg0[3] = put_dhcpv6_opts(ia_addr = ae70::4);', 'reg0[3] = dns_lookup();', 'reg0[7] = chk_lb_hairpin();'],
  ...['reg0[3] = put_nd_ra_opts(addr_mode = "slaac", slla = ae:01:02:03:04:05, mtu = 1450, prefix = aef0::/64);'],
  ...['reg0[0] = check_pkt_larger(1500);', 'set_queue(5);', 'set_meter(100, 1000);', 'reg0 = select(1=50, 2=100);'],
  ...[
    'log(name="x", verdict=allow, severity=info, meter="m");',
    'trigger_event(event = "empty_lb_backends", vip = "1.2.3.4:5");',
  ],
  ...['bind_vport("v", inport);', 'handle_svc_check(inport);', 'fwd_group(liveness="true", childports="a", "b");'],
  ...[
    'commit_ecmp_nh(ipv6 = "false", proto = tcp);',
    'sample(probability=100,collector_set=5,obs_domain=0,obs_point=$cookie);',
  ],
  'commit_lb_aff(vip = "1.2.3.4:5", backend = "1.2.3.5:6", proto = tcp, timeout = 30);',
];
const NESTING = [
  'clone',
  'arp',
  'nd_ns',
  'nd_na',
  'nd_na_router',
  'icmp4',
  'icmp4_error',
  'icmp6',
  'icmp6_error',
  'tcp_reset',
  'sctp_abort',
  'reject',
];

function legal(): readonly string[] {
  return STATEMENTS.filter(
    (text) =>
      parseActions(text, { symbols, pipeline: 'ingress', table: 3, dhcpOptions, dhcpv6Options }).error === undefined,
  );
}

test('each kind printed and read again is the same', () => {
  expect(STATEMENTS.filter((text) => !legal().includes(text))).toEqual([]);
  for (const text of STATEMENTS) {
    const printed = formatActions(parse(text));
    expect([printed, plain(printed)]).toEqual([printed, plain(text)]);
  }
});

test('so are lists, nested in each other', () => {
  const { list } = fc.letrec<{ list: string; statement: string }>((tie) => ({
    statement: fc.oneof(
      { arbitrary: fc.constantFrom(...STATEMENTS), weight: 3 },
      {
        arbitrary: fc.tuple(fc.constantFrom(...NESTING), tie('list')).map(([verb, inner]) => `${verb} { ${inner} };`),
        weight: 1,
      },
    ),
    list: fc
      .array(tie('statement'), { minLength: 1, maxLength: 4, depthIdentifier: 'a' })
      .map((texts) => texts.join(' ')),
  }));
  fc.assert(
    fc.property(list, (text) => {
      expect(plain(formatActions(parse(text)))).toBe(plain(text));
    }),
    { numRuns: 500 },
  );
});
