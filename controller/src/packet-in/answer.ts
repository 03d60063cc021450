import { type Action, fields, type MatchField, type PacketIn, type PacketOut, ports, type Resume } from '#openflow';
import { type Ethernet, parseEthernet } from '#packets';
import { makeArp } from './arp.js';
import { makeIcmpError } from './icmp.js';
import { type Learned, learnArp, learnForwarding, learnNeighbor, learnVirtualPort } from './learned.js';
import { makeNeighborAdvertisement } from './nd-na.js';
import { makeNeighborSolicitation } from './nd-ns.js';
import { answerDhcp } from './put-dhcp-opts.js';
import { makeReject } from './reject.js';
import { resume } from './resume.js';
import { makeSctpAbort, makeTcpReset } from './transport-reset.js';
import { parseUserdata } from './userdata.js';

/** What a packet-in asks of this program. */
export type Answer =
  | { readonly kind: 'packet'; readonly message: PacketOut }
  | { readonly kind: 'resume'; readonly message: Resume }
  | { readonly kind: 'learned'; readonly learned: Learned }
  | { readonly kind: 'none'; readonly why: string };

const none = (why: string): Answer => ({ kind: 'none', why });

/**
 * Answers a packet that a flow sent here. `decodeActions` reads the nested actions, which the userdata holds as OpenFlow 1.5. Throws what
 * the packet codecs throw for a malformed packet.
 */
export function answerPacketIn(packetIn: PacketIn, decodeActions: (bytes: Uint8Array) => readonly Action[]): Answer {
  const request = packetIn.userdata === undefined ? undefined : parseUserdata(packetIn.userdata);
  if (request === undefined) return none('no userdata');
  const nested = (make: (frame: Ethernet) => Uint8Array | undefined): Answer => {
    const packet = make(parseEthernet(packetIn.packet));
    if (packet === undefined) return none(`nothing answers this packet (${request.opcode})`);
    return { kind: 'packet', message: packetOut(packetIn, packet, decodeActions(request.data)) };
  };
  const resumed = (make: (frame: Ethernet, data: Uint8Array) => Uint8Array | undefined): Answer => {
    const message = resume(packetIn, request.data, make);
    return message === undefined ? none('a packet that does not wait') : { kind: 'resume', message };
  };
  switch (request.opcode) {
    case 'arp':
      return nested(makeArp);
    case 'nd_ns':
      return nested(makeNeighborSolicitation);
    case 'nd_na':
      return nested((frame) => makeNeighborAdvertisement(frame, 'host'));
    case 'nd_na_router':
      return nested((frame) => makeNeighborAdvertisement(frame, 'router'));
    case 'icmp':
    case 'icmp4_error':
    case 'icmp6_error':
      return nested(makeIcmpError);
    case 'tcp_reset':
      return nested(makeTcpReset);
    case 'sctp_abort':
      return nested(makeSctpAbort);
    case 'reject':
      return nested(makeReject);
    case 'put_arp':
      return { kind: 'learned', learned: learnArp(packetIn) };
    case 'put_nd':
      return { kind: 'learned', learned: learnNeighbor(packetIn) };
    case 'put_fdb':
      return { kind: 'learned', learned: learnForwarding(packetIn) };
    case 'bind_vport':
      return { kind: 'learned', learned: learnVirtualPort(packetIn, request.data) };
    case 'put_dhcp_opts':
      return resumed(answerDhcp);
    // Without an answer of ours the packet goes its way, as one that there is no answer to.
    case 'put_dhcpv6_opts':
    case 'put_nd_ra_opts':
    case 'dns_lookup':
      return resumed(() => undefined);
    default:
      return none(`${request.opcode} is not answered`);
  }
}

/** Fields whose values the nested actions go on with: what the pipeline had when it sent the packet. */
function isRestored({ field, value }: MatchField): boolean {
  if (BigInt(value) === 0n) return false;
  return field === fields.metadata || /^x*reg\d+$/.test(field.name);
}

function packetOut(packetIn: PacketIn, packet: Uint8Array, nested: readonly Action[]): PacketOut {
  const restored = packetIn.metadata
    .filter(isRestored)
    .map(({ field, value }): Action => ({ kind: 'set_field', field, value }));
  return {
    kind: 'packet_out',
    metadata: [{ field: fields.in_port, value: ports.controller }],
    actions: [...restored, ...nested],
    packet,
  };
}
