import { ByteReader, ByteWriter, type Mac, macFromBytes, macToBytes } from '#base';
import { ETHERTYPE_QINQ, ETHERTYPE_VLAN } from './numbers.js';

/** One 802.1Q tag. `priority` is the PCP (0-7), `dei` the drop-eligible bit. */
export interface VlanTag {
  readonly tpid: number;
  readonly priority: number;
  readonly dei: boolean;
  readonly id: number;
}

/** An Ethernet II frame without preamble and FCS. `vlans`: outermost first; `etherType`: that behind the last tag. */
export interface Ethernet {
  readonly destination: Mac;
  readonly source: Mac;
  readonly vlans: readonly VlanTag[];
  readonly etherType: number;
  readonly payload: Uint8Array;
}

/** Reads a frame. `payload` shares memory with `bytes`. Throws `TruncatedError`. */
export function parseEthernet(bytes: Uint8Array): Ethernet {
  const reader = new ByteReader(bytes);
  const destination = macFromBytes(reader.take(6));
  const source = macFromBytes(reader.take(6));
  const vlans: VlanTag[] = [];
  let etherType = reader.u16();
  while (etherType === ETHERTYPE_VLAN || etherType === ETHERTYPE_QINQ) {
    const tci = reader.u16();
    vlans.push({ tpid: etherType, priority: tci >> 13, dei: (tci & 0x1000) !== 0, id: tci & 0xfff });
    etherType = reader.u16();
  }
  return { destination, source, vlans, etherType, payload: reader.rest() };
}

/** Writes a frame; not padded to 60 bytes. `vlans` may be left out. */
export function buildEthernet(frame: Omit<Ethernet, 'vlans'> & { readonly vlans?: readonly VlanTag[] }): Uint8Array {
  const writer = new ByteWriter(18 + frame.payload.length);
  writer.bytes(macToBytes(frame.destination)).bytes(macToBytes(frame.source));
  for (const tag of frame.vlans ?? []) {
    writer.u16(tag.tpid).u16((tag.priority << 13) | (tag.dei ? 0x1000 : 0) | tag.id);
  }
  return writer.u16(frame.etherType).bytes(frame.payload).finish();
}
