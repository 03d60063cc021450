/** OpenFlow tables of the integration bridge that hold no logical stage, and where the stages begin. */
export const openflowTables = {
  /** Physical port or tunnel key to logical datapath and ingress port. */
  physicalToLogical: 0,
  /** Ingress stage n is table 8 + n. */
  logicalIngress: 8,
  /** `output` of the ingress pipeline comes here: finds packets too large for a tunnel. */
  outputLargePacketDetect: 37,
  outputLargePacketProcess: 38,
  /** Output to other chassis. */
  remoteOutput: 39,
  /** Output to ports of this chassis. */
  localOutput: 40,
  /** Drops what would leave by its ingress port, clears registers 0-9. */
  checkLoopback: 41,
  /** Egress stage n is table 42 + n. */
  logicalEgress: 42,
  /** `output` of the egress pipeline comes here: clears in_port where loopback is allowed. */
  saveInPort: 64,
  logicalToPhysical: 65,
  /** MAC_Binding by address: get_arp, get_nd. */
  macBinding: 66,
  /** MAC_Binding by address and MAC: lookup_arp, lookup_nd. */
  macLookup: 67,
  checkLoadBalancerHairpin: 68,
  checkLoadBalancerHairpinReply: 69,
  ctSnatForVip: 70,
  /** FDB by destination: get_fdb. */
  getFdb: 71,
  /** FDB by port and source: lookup_fdb. */
  lookupFdb: 72,
  checkInPortSecurity: 73,
  checkInPortSecurityNd: 74,
  checkOutPortSecurity: 75,
  ecmpNextHopMac: 76,
  ecmpNextHop: 77,
  checkLoadBalancerAffinity: 78,
} as const;

/** How many ingress and egress stages the OpenFlow tables leave room for. */
export const LOGICAL_STAGES_MAX = 29;
