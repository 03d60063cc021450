/** A frame on its way through the operations. */
import type { Offsets } from '../key/extract.js';

export class Packet implements Offsets {
  bytes: Uint8Array;
  /** Offset of the header behind Ethernet and VLAN tags; 0: none. */
  l3 = 0;
  /** Offset of the transport header; 0: none. */
  l4 = 0;

  /** `bytes` must be the caller's to give: operations change them. */
  constructor(bytes: Uint8Array) {
    this.bytes = bytes;
  }

  clone(): Packet {
    const copy = new Packet(this.bytes.slice());
    copy.l3 = this.l3;
    copy.l4 = this.l4;
    return copy;
  }
}
