/**
 * Constants of every kind in every place of every action that takes one. After: the lab compares texts of errors and
 * OpenFlow.
 */

const CONSTANTS = [
  ...[
    '0',
    '1',
    '5',
    '255',
    '256',
    '65535',
    '65536',
    '4294967295',
    '4294967296',
    '99999999999999999999999',
    '-1',
    '1-2',
  ],
  ...['0x0', '0x5', '0xffff', '0x10000', '1/1', '5/3', '0/0', '1.2.3.4', '1.2.3.4/24', '0.0.0.0', '::1', 'fd00::/64'],
  ...['::', '00:00:00:00:00:01', '01:00:00:00:00:00/01:00:00:00:00:00', '"a"', '"1.2.3.4"', '""', '"a,b"', '"a.b.c"'],
  ...['"\u00e9"', '"a\\"b"', 'foo', 'true', 'tcp', 'inport', 'reg0', '$as1', '@pg1', '{1, 2}', '{1 2,}', '{}'],
  ...['{"a", "b"}', '{"a" 1}', '(1)', '', ',', ')'],
];

const DHCP = [
  'offerip',
  'netmask',
  'router',
  'hostname',
  'ip_forward_enable',
  'default_ttl',
  'mtu',
  'lease_time',
  'T1',
];
const DHCP_MORE = ['tftp_server', 'bootfile_name', 'bootfile_name_alt', 'next_server', 'domain_search_list', 'foo'];
const RA = ['addr_mode', 'router_preference', 'slla', 'mtu', 'prefix', 'rdnss', 'dnssl', 'route_info', 'foo'];
const RA_WHOLE = 'addr_mode = "slaac", slla = ae:01:02:03:04:05, prefix = aef0::/64';
const AFFINITY = { vip: '"172.16.0.1:80"', backend: '"10.0.0.3:8080"', proto: 'tcp', timeout: '30' };

/** Places for a constant, shown by `_`. */
const PLACES: readonly string[] = [
  ...['ct_dnat', 'ct_snat', 'ct_dnat_in_czone', 'ct_snat_in_czone'].map((verb) => `${verb}(_);`),
  ...['1.2.3.4, _', '1.2.3.4, 1-_', '1.2.3.4, _-_', 'fd00::1, _'].map((args) => `ct_dnat(${args});`),
  ...['_', 'table=_', 'pipeline=_', 'pipeline=ingress, table=_', 'table=1 _'].map((args) => `next(${args});`),
  ...['set_queue(_);', 'set_queue(_', 'set_meter(_);', 'set_meter(_, _);', 'set_meter(10, _);', 'set_meter(10 _);'],
  'reg0[0] = check_pkt_larger(_);',
  ...['verdict', 'name', 'severity', 'meter', 'foo'].flatMap((key) => [
    `log(${key}=_);`,
    `log(verdict=allow, ${key}=_);`,
    `log(verdict=drop ${key}=_ severity=alert);`,
  ]),
  ...['probability', 'collector_set', 'obs_domain', 'obs_point', 'foo'].flatMap((key) => [
    `sample(${key}=_);`,
    `sample(probability=100, ${key}=_);`,
    `sample(probability=100 ${key}=_, collector_set=1);`,
    `sample(probability=100 ${key}=_`,
  ]),
  ...['_, 2', '1, _', '1=_, 2', '1=1 2=2 _', '_'].map((args) => `reg0 = select(${args});`),
  ...['childports=_', 'childports="vm1",_', 'liveness=_, childports="vm1"', 'liveness=true _', '_'].map(
    (args) => `fwd_group(${args});`,
  ),
  ...['ipv6=_, proto=tcp', 'ipv6=false, proto=_', '_'].map((args) => `commit_ecmp_nh(${args});`),
  ...Object.keys(AFFINITY).map((key) => {
    const given = Object.entries(AFFINITY).map(([name, value]) => `${name}=${name === key ? '_' : value}`);
    return `commit_lb_aff(${given.join(', ')});`;
  }),
  'commit_lb_aff(vip="172.16.0.123", backend="10.0.0.3", timeout=_);',
  'trigger_event(event=_);',
  'trigger_event(event="empty_lb_backends" _);',
  ...['vip', 'protocol', 'load_balancer', 'meter'].map((key) => `trigger_event(event="empty_lb_backends", ${key}=_);`),
  ...['bind_vport(_, inport);', 'bind_vport("vm2", _);', 'handle_svc_check(_);'],
  ...[...DHCP, ...DHCP_MORE].map((name) => `reg0[3] = put_dhcp_opts(offerip=1.2.3.4, ${name}=_);`),
  'reg0[3] = put_dhcp_opts(offerip=1.2.3.4, classless_static_route=_);',
  ...['offerip=_', '_'].map((args) => `reg0[3] = put_dhcp_opts(${args});`),
  'reg0[3] = put_dhcpv6_opts(_);',
  'reg0[3] = put_nd_ra_opts(_);',
  ...['server_id', 'ia_addr', 'dns_server', 'domain_search', 'foo'].map(
    (name) => `reg0[3] = put_dhcpv6_opts(${name}=_);`,
  ),
  ...RA.flatMap((name) => [
    `reg0[3] = put_nd_ra_opts(${name}=_);`,
    `reg0[3] = put_nd_ra_opts(${RA_WHOLE}, ${name}=_);`,
  ]),
  ...['_', '1.2.3.4:_', '[fd00::2]:_', '[_]:80', '_:80', '1.2.3.4,_', '1.2.3.4 _'].map(
    (list) => `ct_lb_mark(backends=${list});`,
  ),
  ...['hash_fields=_', '_', 'hash_fields="ip_src" _'].map((rest) => `ct_lb_mark(backends=1.2.3.4; ${rest});`),
  'ct_lb(_);',
  ...['ct_mark=_', 'ct_label=_', 'ct_mark=1, ct_label=_', '_'].map((args) => `ct_commit(${args});`),
  ...['ct_mark', 'ct_label', 'ct_mark.blocked', 'ct_label.label', 'ct_mark[0..7]'].map(
    (field) => `ct_commit { ${field} = _; };`,
  ),
  'icmp4 { icmp4.frag_mtu = _; output; };',
  'icmp6_error { icmp6.frag_mtu = _; };',
  'reg0 = _ _;',
];

/** What Open vSwitch refuses, and a compression of names that ovn-controller gets wrong (docs/differences.md). */
const EXCLUDED = [
  /set_meter.*\b4294967296\b/,
  /ct_lb_mark.*(0\.0\.0\.0|\[::\]):80/,
  /hash_fields="(?!ip_src)/,
  /domain_search_list="a,b"/,
];

/** Each constant in each place. */
export function actionConstants(): readonly string[] {
  return CONSTANTS.flatMap((constant) =>
    PLACES.map((place) => place.replaceAll(/(?<![a-z0-9])_(?![a-z0-9])/g, constant)),
  ).filter((actions) => !EXCLUDED.some((pattern) => pattern.test(actions)));
}
