import { ByteReader, ipv4FromNumber, ipv6FromBigInt } from '#base';
import { type Field, fields, type PacketIn } from '#openflow';
import { parseEthernet } from '#packets';

/** A binding of addresses that a packet showed; keys as the pipeline had them. */
export type Learned =
  | {
      readonly kind: 'neighbor';
      readonly datapath: number;
      readonly port: number;
      readonly ip: string;
      readonly mac: string;
    }
  | { readonly kind: 'forwarding'; readonly datapath: number; readonly port: number; readonly mac: string }
  /** `port` speaks for the virtual port. */
  | { readonly kind: 'virtual'; readonly datapath: number; readonly port: number; readonly virtualPort: number };

/** Value of a metadata field that came with the packet; 0 where it was left out. */
export function metadataOf(packetIn: PacketIn, field: Field): bigint {
  const entry = packetIn.metadata.find((candidate) => candidate.field === field);
  return BigInt(entry?.value ?? 0);
}

/** `bind_vport`: the key of the virtual port comes along; the port that speaks for it is in reg14. */
export function learnVirtualPort(packetIn: PacketIn, data: Uint8Array): Learned {
  return { kind: 'virtual', ...place(packetIn), virtualPort: new ByteReader(data).u32() };
}

const place = (packetIn: PacketIn) => ({
  datapath: Number(metadataOf(packetIn, fields.metadata)),
  port: Number(metadataOf(packetIn, fields.reg14)),
});

/** `put_arp` (ovn-sb(5)): the actions around it have put the address into reg0 and the MAC into eth.src. */
export function learnArp(packetIn: PacketIn): Learned {
  const mac = parseEthernet(packetIn.packet).source;
  return { kind: 'neighbor', ...place(packetIn), ip: ipv4FromNumber(Number(metadataOf(packetIn, fields.reg0))), mac };
}

/** `put_nd`: the address is in xxreg0. */
export function learnNeighbor(packetIn: PacketIn): Learned {
  const mac = parseEthernet(packetIn.packet).source;
  const words = [fields.reg0, fields.reg1, fields.reg2, fields.reg3].map((field) => metadataOf(packetIn, field));
  const whole = metadataOf(packetIn, fields.xxreg0);
  const value = words.reduce((sum, word) => (sum << 32n) | word, 0n) || whole;
  return { kind: 'neighbor', ...place(packetIn), ip: ipv6FromBigInt(value), mac };
}

/** `put_fdb`: the MAC is eth.src. */
export function learnForwarding(packetIn: PacketIn): Learned {
  return { kind: 'forwarding', ...place(packetIn), mac: parseEthernet(packetIn.packet).source };
}
