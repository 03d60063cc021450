/** Action numbers on the wire. Before: action.ts. After: the action encoder and decoder. */

/** OpenFlow 1.0 (ofp_action_type). */
export const actions10 = {
  output: 0,
  setVlanVid: 1,
  setVlanPcp: 2,
  stripVlan: 3,
  setEthSrc: 4,
  setEthDst: 5,
  setIpSrc: 6,
  setIpDst: 7,
  setIpTos: 8,
  setTransportSrc: 9,
  setTransportDst: 10,
  enqueue: 11,
  experimenter: 0xffff,
} as const;

/** OpenFlow 1.1 to 1.5, as far as 1.3 and 1.5 have them. */
export const actions = {
  output: 0,
  // OpenFlow 1.1's, which Open vSwitch takes later, too.
  setVlanVid: 1,
  setVlanPcp: 2,
  setEthSrc: 3,
  setEthDst: 4,
  setIpSrc: 5,
  setIpDst: 6,
  setIpTos: 7,
  setIpEcn: 8,
  setTransportSrc: 9,
  setTransportDst: 10,
  copyTtlOut: 11,
  copyTtlIn: 12,
  setMplsLabel: 13,
  setMplsTc: 14,
  setMplsTtl: 15,
  decMplsTtl: 16,
  pushVlan: 17,
  popVlan: 18,
  pushMpls: 19,
  popMpls: 20,
  setQueue: 21,
  group: 22,
  setTtl: 23,
  decTtl: 24,
  setField: 25,
  copyField: 28,
  meter: 29,
  experimenter: 0xffff,
} as const;

/** Subtypes of Nicira's actions, experimenter 0x2320 (ovs-actions(7)). */
export const nicira = {
  resubmit: 1,
  setTunnel: 2,
  setQueue: 4,
  popQueue: 5,
  move: 6,
  load: 7,
  note: 8,
  setTunnel64: 9,
  multipath: 10,
  bundle: 12,
  bundleLoad: 13,
  resubmitTable: 14,
  outputRegister: 15,
  learn: 16,
  exit: 17,
  decTtl: 18,
  finTimeout: 19,
  controller: 20,
  decTtlIds: 21,
  writeMetadata: 22,
  pushMpls: 23,
  popMpls: 24,
  setMplsTtl: 25,
  decMplsTtl: 26,
  push: 27,
  pop: 28,
  sample: 29,
  setMplsLabel: 30,
  setMplsTc: 31,
  outputRegister2: 32,
  loadMasked: 33,
  conjunction: 34,
  ct: 35,
  nat: 36,
  controller2: 37,
  sample2: 38,
  outputTruncated: 39,
  group: 40,
  sample3: 41,
  clone: 42,
  ctClear: 43,
  resubmitTableCt: 44,
  learn2: 45,
  checkPacketLarger: 49,
  deleteField: 50,
} as const;

export const instructions = {
  gotoTable: 1,
  writeMetadata: 2,
  writeActions: 3,
  applyActions: 4,
  clearActions: 5,
  meter: 6,
  experimenter: 0xffff,
} as const;

/** Reasons of packet-ins in the order of their numbers. */
export const reasons = ['no_match', 'action', 'invalid_ttl', 'action_set', 'group', 'packet_out'] as const;

export const hashFieldNames = [
  'eth_src',
  'symmetric_l4',
  'symmetric_l3l4',
  'symmetric_l3l4+udp',
  'nw_src',
  'nw_dst',
  'symmetric_l3',
] as const;

export const multipathAlgorithms = ['modulo_n', 'hash_threshold', 'hrw', 'iter_hash'] as const;
export const bundleAlgorithms = ['active_backup', 'hrw'] as const;

export const ctFlags = { commit: 1, force: 2 } as const;
export const natFlags = { src: 1, dst: 2, persistent: 4, hash: 8, random: 16 } as const;
export const natRanges = { ipv4Min: 1, ipv4Max: 2, ipv6Min: 4, ipv6Max: 8, portMin: 16, portMax: 32 } as const;
export const learnFlags = { sendFlowRemoved: 1, deleteLearned: 2, writeResult: 4 } as const;
export const algPorts = { ftp: 21, tftp: 69 } as const;
