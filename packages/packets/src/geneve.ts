import { ByteReader, ByteWriter } from '#base';
import { MalformedPacketError } from './malformed.js';

/** A Geneve option (RFC 8926 3.5). `type` includes the critical bit (0x80). `data` is a multiple of 4 bytes, at most 124. */
export interface GeneveOption {
  readonly optionClass: number;
  readonly type: number;
  readonly data: Uint8Array;
}

/** The content of a Geneve UDP datagram. `protocol` is an Ethertype: 0x6558 for Ethernet frames. */
export interface Geneve {
  readonly vni: number;
  readonly oam: boolean;
  readonly critical: boolean;
  readonly protocol: number;
  readonly options: readonly GeneveOption[];
  readonly payload: Uint8Array;
}

export function parseGeneve(bytes: Uint8Array): Geneve {
  const reader = new ByteReader(bytes);
  const first = reader.u8();
  if (first >> 6 !== 0) throw new MalformedPacketError('geneve', `version ${first >> 6}`);
  const flags = reader.u8();
  const protocol = reader.u16();
  const vni = reader.u32() >>> 8;
  const area = reader.sub((first & 0x3f) * 4);
  const options: GeneveOption[] = [];
  while (area.left > 0) {
    const optionClass = area.u16();
    const type = area.u8();
    options.push({ optionClass, type, data: area.take((area.u8() & 31) * 4) });
  }
  return {
    vni,
    oam: (flags & 0x80) !== 0,
    critical: (flags & 0x40) !== 0,
    protocol,
    options,
    payload: reader.rest(),
  };
}

/** Writes the datagram's content. The C flag is set when an option is critical, whatever `critical` says. */
export function buildGeneve(geneve: Omit<Geneve, 'critical'>): Uint8Array {
  const optionBytes = geneve.options.reduce((sum, option) => sum + 4 + option.data.length, 0);
  const isCritical = geneve.options.some((option) => (option.type & 0x80) !== 0);
  const writer = new ByteWriter(8 + optionBytes + geneve.payload.length)
    .u8(optionBytes / 4)
    .u8((geneve.oam ? 0x80 : 0) | (isCritical ? 0x40 : 0))
    .u16(geneve.protocol)
    .u32((geneve.vni << 8) >>> 0);
  for (const option of geneve.options) {
    writer
      .u16(option.optionClass)
      .u8(option.type)
      .u8(option.data.length / 4)
      .bytes(option.data);
  }
  return writer.bytes(geneve.payload).finish();
}
