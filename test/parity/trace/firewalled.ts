/**
 * The other half of the network of the trace comparison: what keeps state and goes far. Two switches with ACLs, port groups,
 * address sets and load balancers on a distributed router, behind which a gateway router translates to a localnet.
 * Commands of ovn-nbctl, a line each.
 */
const port = (ls: string, name: string, addresses: string) =>
  `lsp-add ${ls} ${name} -- lsp-set-addresses ${name} ${addresses}`;

const link = (ls: string, lr: string, mac: string, networks: string) =>
  `lrp-add ${lr} ${lr}-${ls} ${mac} ${networks} -- lsp-add ${ls} ${ls}-${lr} -- lsp-set-type ${ls}-${lr} router -- lsp-set-addresses ${ls}-${lr} router -- lsp-set-options ${ls}-${lr} router-port=${lr}-${ls}`;

export const FIREWALLED: readonly string[] = [
  'ls-add fw1 -- ls-add fw2 -- ls-add join -- ls-add out -- lr-add fwr -- lr-add fwgw -- set logical_router fwgw options:chassis=hv1 options:lb_force_snat_ip=router_ip',
  port('fw1', 'f1', '"b0:00:00:00:00:01 10.11.0.1 fd11::1"'),
  port('fw1', 'f2', '"b0:00:00:00:00:02 10.11.0.2 fd11::2"'),
  port('fw1', 'fu', 'unknown "b0:00:00:00:00:03 10.11.0.3"'),
  port('fw2', 'f4', '"b0:00:00:00:00:04 10.12.0.4 fd12::4"'),
  port('fw2', 'f5', '"b0:00:00:00:00:05 10.12.0.5 fd12::5"'),
  'lsp-add fw2 fwln -- lsp-set-type fwln localnet -- lsp-set-addresses fwln unknown -- lsp-set-options fwln network_name=phys',
  'lsp-add out outln -- lsp-set-type outln localnet -- lsp-set-addresses outln unknown -- lsp-set-options outln network_name=phys',
  link('fw1', 'fwr', 'b0:00:00:00:01:01', '10.11.0.254/24 fd11::fe/64'),
  link('fw2', 'fwr', 'b0:00:00:00:01:02', '10.12.0.254/24 fd12::fe/64'),
  link('join', 'fwr', 'b0:00:00:00:01:03', '100.64.0.1/24 fd64::1/64'),
  link('join', 'fwgw', 'b0:00:00:00:01:04', '100.64.0.2/24 fd64::2/64'),
  link('out', 'fwgw', 'b0:00:00:00:01:05', '172.18.0.1/24 fd18::1/64'),
  'lr-route-add fwr 0.0.0.0/0 100.64.0.2 -- lr-route-add fwr ::/0 fd64::2 -- lr-route-add fwgw 10.0.0.0/8 100.64.0.1 -- lr-route-add fwgw fd10::/12 fd64::1',
  'lr-route-add fwgw 0.0.0.0/0 172.18.0.254 -- --policy=src-ip lr-route-add fwr 10.12.0.5/32 100.64.0.2',
  'lr-nat-add fwgw snat 172.18.0.1 10.11.0.0/16 -- lr-nat-add fwgw dnat_and_snat 172.18.0.9 10.12.0.4 -- lr-nat-add fwgw snat fd18::1 fd11::/64',
  'lsp-set-port-security f1 "b0:00:00:00:00:01 10.11.0.1 fd11::1" -- lsp-set-port-security f4 "b0:00:00:00:00:04 10.12.0.4 fd12::4"',
  'pg-add pgf f1 f4 -- pg-add pgg f2 f5 -- create Address_Set name=asf addresses="10.12.0.5","172.18.0.0/24"',
  "acl-add pgf to-lport 1001 'outport == @pgf && ip4.src == $pgg_ip4 && tcp.dst == {80, 443}' allow-related",
  "acl-add pgf to-lport 1001 'outport == @pgf && ip6.src == $pgg_ip6' allow-related",
  "acl-add pgf from-lport 1002 'inport == @pgf && ip4.dst == $asf && udp' drop",
  "acl-add pgf from-lport 900 'inport == @pgf && ip' allow-related",
  "--log --name=no acl-add pgf to-lport 900 'outport == @pgf && ip4' reject",
  "--apply-after-lb acl-add fw1 from-lport 800 'ip4.dst == 10.11.0.2 && tcp.dst == 8080' reject",
  "acl-add fw2 to-lport 700 'icmp6 || icmp4' allow-stateless",
  'acl-add fw2 to-lport 600 \'ip && outport == "f5"\' reject',
  'lb-add lbf 30.1.0.1:80 10.11.0.1:80,10.11.0.2:8080 tcp -- ls-lb-add fw1 lbf -- lr-lb-add fwr lbf',
  'lb-add lbg 30.1.0.2 10.11.0.1 -- lr-lb-add fwr lbg -- lr-lb-add fwgw lbg -- lb-add lbh [fd30::2]:53 [fd11::1]:53 udp -- ls-lb-add fw1 lbh -- lr-lb-add fwr lbh',
  'lb-add lba 30.1.0.3:80 10.12.0.4:80,10.12.0.5:80 tcp -- set load_balancer lba options:affinity_timeout=60 options:hairpin_snat_ip=10.12.0.99 options:skip_snat=true -- ls-lb-add fw2 lba -- lr-lb-add fwgw lba',
  'lr-policy-add fwr 50 "ip4.src == 10.12.0.4 && tcp" allow -- lr-policy-add fwr 40 "ip4.dst == 9.0.0.0/8" reroute 100.64.0.2 -- lr-policy-add fwr 30 "ip6.dst == fd99::/64" drop',
  'set logical_switch fw1 other_config:mcast_snoop=true other_config:mcast_flood_unregistered=true -- set logical_router fwr options:mcast_relay=true',
];

export interface Host {
  readonly datapath: string;
  readonly port: string;
  readonly mac: string;
  readonly ip4: string;
  readonly ip6: string;
}

const host = (datapath: string, name: string, mac: string, ip4: string, ip6: string): Host => ({
  datapath,
  port: name,
  mac: `b0:00:00:00:${mac}`,
  ip4,
  ip6,
});

/** Who sends in the network above; the last octets of its MAC. */
export const HOSTS: readonly Host[] = [
  host('fw1', 'f1', '00:01', '10.11.0.1', 'fd11::1'),
  host('fw1', 'f2', '00:02', '10.11.0.2', 'fd11::2'),
  host('fw1', 'fu', '00:03', '10.11.0.3', 'fd11::3'),
  host('fw2', 'f4', '00:04', '10.12.0.4', 'fd12::4'),
  host('fw2', 'f5', '00:05', '10.12.0.5', 'fd12::5'),
  host('fw2', 'fwln', '00:77', '10.12.0.77', 'fd12::77'),
  host('out', 'outln', '00:88', '172.18.0.254', 'fd18::fe'),
];

/** The router's MAC in each switch. */
export const ROUTER_MACS: Readonly<Record<string, string>> = {
  fw1: 'b0:00:00:00:01:01',
  fw2: 'b0:00:00:00:01:02',
  out: 'b0:00:00:00:01:05',
};

export const FAR4 =
  '30.1.0.1 30.1.0.2 30.1.0.3 172.18.0.9 172.18.0.1 172.18.0.254 10.11.0.254 10.12.0.254 100.64.0.2 8.8.8.8 9.9.9.9 239.1.1.1'.split(
    ' ',
  );
export const FAR6 = 'fd30::2 fd18::1 fd18::fe fd11::fe fd12::fe fd64::2 fd99::1 fd77::7 ff02::1'.split(' ');
