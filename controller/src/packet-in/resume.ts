import { ByteReader } from '#base';
import { type PacketIn, type Resume, readFieldId } from '#openflow';
import { type Ethernet, parseEthernet } from '#packets';
import { withBit } from './registers.js';

/**
 * Lets a paused packet go on: as `answer` makes it with the bit of the result set, or as it is with the bit cleared. `data` begins
 * with the field and the bit of the result; what follows is the answer's. Undefined for a packet that does not wait, or a result
 * that is in no register. Throws what the codec throws for an unknown field.
 */
export function resume(
  packetIn: PacketIn,
  data: Uint8Array,
  answer: (frame: Ethernet, data: Uint8Array) => Uint8Array | undefined,
): Resume | undefined {
  const { continuation } = packetIn;
  if (continuation === undefined) return undefined;
  const reader = new ByteReader(data);
  const field = readFieldId(reader);
  const bit = reader.u32();
  const packet = attempt(() => answer(parseEthernet(packetIn.packet), reader.rest()));
  const metadata = withBit(packetIn.metadata, field, bit, packet === undefined ? 0 : 1);
  if (metadata === undefined) return undefined;
  const { table, cookie, reason, userdata } = packetIn;
  return {
    kind: 'resume',
    packet: packet ?? packetIn.packet,
    table,
    cookie,
    reason,
    metadata,
    ...(userdata !== undefined && { userdata }),
    continuation,
  };
}

/** A packet that cannot be read goes on like one that has no answer. */
function attempt(make: () => Uint8Array | undefined): Uint8Array | undefined {
  try {
    return make();
  } catch {
    return undefined;
  }
}
