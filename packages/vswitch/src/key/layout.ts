/**
 * A packet as the pipeline sees it is one array of 32-bit words, the key: first what the pipeline itself writes, then what
 * the packet brought (headers, tunnel, connection state). Classifier, cache and actions work on words; this table says
 * which word is what. Wide values have their most significant word first; 48-bit ones leave the high half of the first
 * word zero. ARP shares words with IP, and ND with ARP, as their prerequisites exclude each other.
 */
const WORDS = [
  ['registers', 16],
  ['metadata', 2],
  ['conjunction', 1],
  ['actionSetOutput', 1],
  ['inPort', 1],
  ['mark', 1],
  // From here on: facts of the packet, the key of the flow cache.
  ['port', 1],
  ['recirculation', 1],
  ['dpHash', 1],
  ['packetMark', 1],
  ['ctState', 1],
  ['ctZone', 1],
  ['ctMark', 1],
  ['ctLabel', 4],
  ['ctProtocol', 1],
  ['ctSource4', 1],
  ['ctDestination4', 1],
  ['ctSource6', 4],
  ['ctDestination6', 4],
  ['ctPorts', 1],
  ['tunnelId', 2],
  ['tunnelSource4', 1],
  ['tunnelDestination4', 1],
  ['tunnelSource6', 4],
  ['tunnelDestination6', 4],
  ['tunnelFlags', 1],
  ['tunnelGbp', 1],
  ['tunnelPresent', 2],
  ['ethDestination', 2],
  ['ethSource', 2],
  ['ethType', 1],
  ['vlan', 1],
  ['innerVlan', 1],
  ['mpls', 1],
  ['ipSource', 1],
  ['ipDestination', 1],
  ['ip6Source', 4],
  ['ip6Destination', 4],
  ['ip6Label', 1],
  ['ip', 1],
  ['arpSource', 2],
  ['arpTarget', 2],
  ['ndTarget', 4],
  ['ndExtra', 2],
  ['transport', 1],
  ['tcpFlags', 1],
  ['tunnelMetadata', 64],
] as const satisfies readonly (readonly [string, number])[];

type WordName = (typeof WORDS)[number][0];

function offsets(): { readonly at: Readonly<Record<string, number>>; readonly total: number } {
  const at: Record<string, number> = {};
  let total = 0;
  for (const [name, count] of WORDS) {
    at[name] = total;
    total += count;
  }
  return { at, total };
}

const layout = offsets();

function offset(name: WordName): number {
  return layout.at[name] ?? 0;
}

/** First word of each part of the key. */
export const word = {
  registers: offset('registers'),
  metadata: offset('metadata'),
  conjunction: offset('conjunction'),
  actionSetOutput: offset('actionSetOutput'),
  inPort: offset('inPort'),
  mark: offset('mark'),
  port: offset('port'),
  recirculation: offset('recirculation'),
  dpHash: offset('dpHash'),
  packetMark: offset('packetMark'),
  ctState: offset('ctState'),
  ctZone: offset('ctZone'),
  ctMark: offset('ctMark'),
  ctLabel: offset('ctLabel'),
  ctProtocol: offset('ctProtocol'),
  ctSource4: offset('ctSource4'),
  ctDestination4: offset('ctDestination4'),
  ctSource6: offset('ctSource6'),
  ctDestination6: offset('ctDestination6'),
  ctPorts: offset('ctPorts'),
  tunnelId: offset('tunnelId'),
  tunnelSource4: offset('tunnelSource4'),
  tunnelDestination4: offset('tunnelDestination4'),
  tunnelSource6: offset('tunnelSource6'),
  tunnelDestination6: offset('tunnelDestination6'),
  tunnelFlags: offset('tunnelFlags'),
  tunnelGbp: offset('tunnelGbp'),
  tunnelPresent: offset('tunnelPresent'),
  ethDestination: offset('ethDestination'),
  ethSource: offset('ethSource'),
  ethType: offset('ethType'),
  /** TPID in the high half, TCI in the low one, whose bit 12 says that the tag is there; 0: no tag. */
  vlan: offset('vlan'),
  innerVlan: offset('innerVlan'),
  mpls: offset('mpls'),
  ipSource: offset('ipSource'),
  ipDestination: offset('ipDestination'),
  ip6Source: offset('ip6Source'),
  ip6Destination: offset('ip6Destination'),
  ip6Label: offset('ip6Label'),
  /** Protocol (or ARP operation), TOS, TTL, fragment bits: 8 bits each, from the top. */
  ip: offset('ip'),
  arpSource: offset('arpSource'),
  arpTarget: offset('arpTarget'),
  ndTarget: offset('ndTarget'),
  ndExtra: offset('ndExtra'),
  /** Source port (ICMP type) in the high half, destination port (ICMP code) in the low one. */
  transport: offset('transport'),
  tcpFlags: offset('tcpFlags'),
  tunnelMetadata: offset('tunnelMetadata'),
} as const satisfies Record<WordName, number>;

/** Words of a whole key. */
export const KEY_WORDS = layout.total;
/** Words of tunnel metadata a key has room for. */
export const TUNNEL_METADATA_WORDS = 64;
/** From here on a key holds facts of the packet; before it what the pipeline writes. */
export const FACTS = word.port;

/** A packet as the pipeline sees it: `KEY_WORDS` words in the order above. */
export type FlowKey = Uint32Array;

/** Bits of `word.ip`'s lowest byte: a fragment at all, and one that is not the first. */
export const FRAGMENT_ANY = 1;
export const FRAGMENT_LATER = 2;
/** Bit of `word.vlan`: the frame has a tag (OpenFlow's OFPVID_PRESENT). */
export const VLAN_PRESENT = 0x1000;

/** Bits of ct_state (ovs-fields(7)). */
export const ctState = {
  new: 0x01,
  established: 0x02,
  related: 0x04,
  reply: 0x08,
  invalid: 0x10,
  tracked: 0x20,
  sourceNat: 0x40,
  destinationNat: 0x80,
} as const;
