/** A part of a register or of the metadata field, named as ovs-fields(7) names it; bits `offset` to `offset + bits - 1`. */
export interface RegisterUse {
  readonly register: string;
  readonly offset: number;
  readonly bits: number;
  /** What the value means. */
  readonly meaning: string;
}

function use(register: string, offset: number, bits: number, meaning: string): RegisterUse {
  return { register, offset, bits, meaning };
}

/** What the OpenFlow flows of every logical pipeline keep where (ovn-architecture(7), "Architectural Physical Life Cycle of a Packet"). */
export const physicalRegisters = {
  datapath: use('metadata', 0, 64, 'tunnel key of the logical datapath'),
  inport: use('reg14', 0, 32, 'tunnel key of the logical ingress port'),
  outport: use('reg15', 0, 32, 'tunnel key of the logical egress port or multicast group'),
  portZone: use('reg13', 0, 32, 'conntrack zone of the logical port'),
  dnatZone: use('reg11', 0, 32, 'conntrack zone for DNAT of the datapath'),
  snatZone: use('reg12', 0, 32, 'conntrack zone for SNAT of the datapath'),
  flags: use('reg10', 0, 32, 'flags, see `flagBits`'),
  chassisTunnelKey: use('tun_id', 0, 24, 'tunnel key of the logical datapath on a Geneve tunnel'),
} as const satisfies Record<string, RegisterUse>;

/** Bits of `flags` (reg10): `flags.<name>` in a logical match where OVN declares a symbol for it. */
export const flagBits = {
  loopback: use('reg10', 0, 1, 'the packet may leave by the port it came in'),
  fromVxlan: use('reg10', 1, 1, 'came over a VXLAN tunnel, whose key holds no ingress port'),
  forceSnatForDnat: use('reg10', 2, 1, 'force_snat_for_dnat'),
  forceSnatForLb: use('reg10', 3, 1, 'force_snat_for_lb'),
  localOnly: use('reg10', 4, 1, 'never to another chassis'),
  nestedContainer: use('reg10', 5, 1, 'came from a container port, whose VM may be where it goes'),
  macLookupHit: use('reg10', 6, 1, 'result of lookup_arp, lookup_nd'),
  hairpinHit: use('reg10', 7, 1, 'result of chk_lb_hairpin and chk_lb_hairpin_reply'),
  fdbHit: use('reg10', 8, 1, 'result of lookup_fdb'),
  skipSnatForLb: use('reg10', 9, 1, 'skip_snat_for_lb'),
  localport: use('reg10', 10, 1, 'came from a localport'),
  useSnatZone: use('reg10', 11, 1, 'use_snat_zone'),
  portSecurityFailed: use('reg10', 12, 1, 'result of check_in_port_sec and check_out_port_sec'),
  ecmpHit: use('reg10', 13, 1, 'result of check_ecmp_nh and check_ecmp_nh_mac'),
  affinityHit: use('reg10', 14, 1, 'result of chk_lb_aff'),
} as const satisfies Record<string, RegisterUse>;

/** What the logical flows of a switch keep in which register. */
export const switchRegisters = {
  conntrackDefrag: use('reg0', 0, 1, 'send through conntrack to reassemble and look up'),
  conntrackCommit: use('reg0', 1, 1, 'commit the connection in the stateful stage'),
  conntrackNat: use('reg0', 2, 1, 'send through conntrack with NAT for load balancers'),
  dhcpResult: use('reg0', 3, 1, 'put_dhcp_opts or put_dhcpv6_opts made an answer'),
  dnsResult: use('reg0', 4, 1, 'dns_lookup found an answer'),
  hairpin: use('reg0', 6, 1, 'load balanced back to its sender'),
  aclHintAllowNew: use('reg0', 7, 1, 'an allow-related ACL may commit a new connection'),
  aclHintAllow: use('reg0', 8, 1, 'established, needs no commit'),
  aclHintDrop: use('reg0', 9, 1, 'a drop ACL applies without change of the connection'),
  aclHintBlock: use('reg0', 10, 1, 'a drop ACL must mark the connection blocked'),
  fdbHit: use('reg0', 11, 1, 'the source MAC is in FDB'),
  hairpinReply: use('reg0', 12, 1, 'answer to a hairpinned packet'),
  aclLabel: use('reg0', 13, 1, 'the ACL has a label, kept in reg3'),
  fromRamp: use('reg0', 14, 1, 'came from a VTEP (RAMP) switch'),
  portSecurityDrop: use('reg0', 15, 1, 'port security refused the packet'),
  aclStateless: use('reg0', 16, 1, 'an allow-stateless ACL matched'),
  aclHintAllowRelated: use('reg0', 17, 1, 'established and allowed by allow-related'),
  loadBalancerOriginalAddress: use('reg1', 0, 32, 'destination before load balancing, IPv4'),
  loadBalancerOriginalPort: use('reg2', 0, 16, 'destination port before load balancing'),
  aclLabelValue: use('reg3', 0, 32, 'label of the ACL that allowed the packet'),
  loadBalancerOriginalAddress6: use('xxreg1', 0, 128, 'destination before load balancing, IPv6'),
  affinityBackend: use('reg4', 0, 32, 'backend of an affine connection, IPv4'),
  affinityPort: use('reg8', 0, 16, 'backend port of an affine connection'),
} as const satisfies Record<string, RegisterUse>;

/** What the logical flows of a router keep in which register. */
export const routerRegisters = {
  nextHop4: use('reg0', 0, 32, 'IPv4 next hop'),
  source4: use('reg1', 0, 32, "IPv4 address of the egress port, ARP's source"),
  nextHop6: use('xxreg0', 0, 128, 'IPv6 next hop'),
  source6: use('xxreg1', 0, 128, "IPv6 address of the egress port, ND's source"),
  inportMac: use('xreg0', 0, 48, 'MAC of the ingress port (from admission to ip_input)'),
  originalDestinationPort: use('reg9', 16, 16, 'destination port before load balancing'),
  originalTunnelKey: use('reg5', 0, 32, 'destination address before load balancing'),
  routeTable: use('reg7', 0, 32, 'id of the route table of the ingress port'),
  ecmpGroup: use('reg8', 0, 16, 'ECMP group of the route, 0 when there is none'),
  ecmpMember: use('reg8', 16, 16, 'chosen member of the ECMP group'),
  egressLoopback: use('reg9', 0, 1, 'sent back by egress loopback'),
  packetLarger: use('reg9', 1, 1, 'larger than the MTU of the egress port'),
  neighborLookup: use('reg9', 2, 1, 'neighbour is known, nothing to learn'),
  neighborIpLookup: use('reg9', 3, 1, 'the address of the neighbour is known'),
  destinationNatLocal: use('reg9', 4, 1, 'destination was translated on this chassis'),
  ecmpReply: use('reg9', 5, 1, 'answer of a symmetric ECMP connection'),
} as const satisfies Record<string, RegisterUse>;
