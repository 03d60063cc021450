/**
 * Each action in shapes right and wrong: the word alone, with parentheses and braces of all contents, results stored in
 * all kinds of fields, arguments of all kinds. After: the lab compares texts of errors and OpenFlow.
 */

const VERBS = [
  ...['output', 'next', 'drop', 'ct_next', 'ct_commit', 'ct_dnat', 'ct_snat', 'ct_dnat_in_czone', 'ct_snat_in_czone'],
  ...['ct_clear', 'ct_commit_nat', 'ct_lb', 'ct_lb_mark', 'clone', 'arp', 'nd_na', 'nd_na_router', 'nd_ns', 'icmp4'],
  ...['icmp4_error', 'icmp6', 'icmp6_error', 'tcp_reset', 'sctp_abort', 'reject', 'get_arp', 'put_arp', 'get_nd'],
  ...['put_nd', 'put_fdb', 'push', 'pop', 'set_queue', 'set_meter', 'log', 'trigger_event', 'igmp', 'bind_vport'],
  ...['handle_svc_check', 'handle_dhcpv6_reply', 'handle_bfd_msg', 'fwd_group', 'commit_ecmp_nh', 'commit_lb_aff'],
  ...['sample', 'ct_snat_to_vip', 'ip.ttl--', 'ip.ttl', 'select', 'lookup_arp', 'dns_lookup', 'put_dhcp_opts'],
  ...['chk_lb_hairpin', 'check_pkt_larger', 'get_fdb', 'chk_lb_aff', 'unheard_of'],
];

function shapesOf(verb: string): readonly string[] {
  return [
    ...['', ';', '();', '(', '(1);', '("a");', '(inport);', '(foo);', ', next;', ';;', '[0] = 1;', '--;'],
    ...[' {};', ' { };', ' { next; };', ' { output; }', ' { drop; };', ' { foo; };', ' { next;', ' { next };'],
    ...[
      ' { next; } next;',
      ' { reg0 = 1; output; }; next;',
      ' ; /* c */ next; // d',
      ' = 1;',
      ' = reg0;',
      ' <-> reg0;',
    ],
  ]
    .map((rest) => `${verb}${rest}`)
    .concat(
      ...['reg0[0]', 'reg0', 'outport', 'ip4', 'eth.type'].map((field) => [
        `${field} = ${verb}();`,
        `${field} = ${verb};`,
      ]),
      `reg0[0] = ${verb}(1);`,
      `clone { ${verb}; };`,
      `arp { ${verb}; };`,
      `ct_commit { ${verb}; };`,
      `${verb.toUpperCase()};`,
    );
}

const RESULTS: readonly (readonly [verb: string, args: string])[] = [
  ['lookup_arp', 'inport, arp.spa, arp.sha'],
  ['lookup_nd', 'inport, ip6.src, nd.sll'],
  ['lookup_arp_ip', 'inport, arp.spa'],
  ['lookup_nd_ip', 'inport, ip6.src'],
  ['lookup_fdb', 'inport, eth.src'],
  ['get_fdb', 'eth.dst'],
  ['put_dhcp_opts', 'offerip = 10.0.0.4'],
  ['put_dhcpv6_opts', 'ia_addr = aef0::4'],
  ['put_nd_ra_opts', 'addr_mode = "slaac", slla = ae:01:02:03:04:05, prefix = aef0::/64'],
  ['dns_lookup', ''],
  ['check_pkt_larger', '1500'],
  ['chk_lb_hairpin', ''],
  ['chk_lb_hairpin_reply', ''],
  ['check_in_port_sec', ''],
  ['check_out_port_sec', ''],
  ['chk_ecmp_nh_mac', ''],
  ['chk_ecmp_nh', ''],
  ['chk_lb_aff', ''],
  ['select', '1, 2'],
];

const DESTINATIONS = [
  ...['reg0[0]', 'reg9[31]', 'xxreg0[5]', 'xreg4[63]', 'reg0', 'reg8[0..15]', 'xxreg1', 'reg0[0..1]', 'flags.loopback'],
  ...[
    'ct.trk',
    'ct_mark.blocked',
    'ct_label',
    'eth.mcast',
    'eth.dst[40]',
    'eth.type',
    'vlan.vid',
    'vlan.pcp[1]',
    'ip4',
  ],
  ...['ip.ttl', 'ip.dscp', 'ip6.label', 'tcp.dst', 'tcp.dst[0]', 'pkt.mark', 'inport', 'outport', 'foo'],
];

const FIELDS = [
  ...[
    'inport',
    'outport',
    'reg0',
    'reg0[0..31]',
    'reg0[3]',
    'xxreg0',
    'xxreg1[0..47]',
    'xreg4[0..47]',
    'flags',
    'ct_label',
  ],
  ...[
    'eth.src',
    'eth.src[0..31]',
    'ip4',
    'ip4.src',
    'ip6.dst',
    'arp.spa',
    'arp.sha',
    'rarp.sha',
    'nd.target',
    'nd.sll',
  ],
  ...['nd.tll', 'foo', '5', '"a"'],
];

/** Each call with one argument left open. */
const CALLS = [
  ...['get_arp(_, ip4.dst)', 'get_arp(outport, _)', 'get_arp(inport, _)', 'get_nd(_, ip6.dst)', 'get_nd(outport, _)'],
  ...['put_arp(_, arp.spa, arp.sha)', 'put_arp(inport, _, arp.sha)', 'put_arp(inport, arp.spa, _)'],
  ...['put_nd(_, ip6.src, eth.src)', 'put_nd(outport, _, nd.sll)', 'put_nd(inport, nd.target, _)'],
  ...[
    'put_fdb(_, eth.src)',
    'put_fdb(inport, _)',
    'reg0[0] = lookup_fdb(_, eth.src)',
    'reg0[0] = lookup_fdb(outport, _)',
  ],
  ...['outport = get_fdb(_)', 'reg0 = get_fdb(_)', 'inport = get_fdb(_)'],
  ...['reg1[1] = lookup_arp(_, arp.spa, arp.sha)', 'reg1[1] = lookup_arp(outport, _, arp.sha)'],
  ...['reg1[1] = lookup_arp(inport, arp.spa, _)', 'reg1[1] = lookup_nd(_, ip6.src, eth.src)'],
  ...['reg1[1] = lookup_nd(inport, _, eth.src)', 'reg1[1] = lookup_nd(inport, ip6.src, _)'],
  ...[
    'reg1[1] = lookup_arp_ip(_, arp.spa)',
    'reg1[1] = lookup_arp_ip(inport, _)',
    'reg1[1] = lookup_nd_ip(_, ip6.src)',
  ],
  ...['reg1[1] = lookup_nd_ip(inport, _)', 'bind_vport("vm2", _)', 'handle_svc_check(_)', 'push(_)', 'pop(_)'],
];

/** Open vSwitch refuses what ovn-controller sends for this, and with it all else of the same change; it takes ours. */
const REFUSED = 'clone { ct_commit; };';

/** All of them. */
export function actionForms(): readonly string[] {
  return [
    ...VERBS.flatMap(shapesOf),
    ...RESULTS.flatMap(([verb, args]) => DESTINATIONS.map((field) => `${field} = ${verb}(${args});`)),
    ...CALLS.flatMap((call) => FIELDS.map((field) => `${call.replace(/(?<=[( ])_(?=[,)])/, field)};`)),
  ].filter((actions) => actions !== REFUSED);
}
