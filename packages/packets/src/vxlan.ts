import { ByteReader, ByteWriter } from '#base';
import { MalformedPacketError } from './malformed.js';

/** The content of a VXLAN UDP datagram (RFC 7348). */
export interface Vxlan {
  readonly vni: number;
  readonly payload: Uint8Array;
}

export function parseVxlan(bytes: Uint8Array): Vxlan {
  const reader = new ByteReader(bytes);
  const flags = reader.u32() >>> 24;
  if ((flags & 0x08) === 0) throw new MalformedPacketError('vxlan', 'no VNI');
  return { vni: reader.u32() >>> 8, payload: reader.rest() };
}

export function buildVxlan(vxlan: Vxlan): Uint8Array {
  return new ByteWriter(8 + vxlan.payload.length)
    .u32(0x08000000)
    .u32((vxlan.vni << 8) >>> 0)
    .bytes(vxlan.payload)
    .finish();
}
