import { z } from 'zod';
import { parseEthernet, parseGeneve, parseIcmp, parseIpv4Packet } from '#packets';

/** OVN's Geneve option: class and type (ovn-architecture(7), Tunnel Encapsulations). */
const OVN_CLASS = 0x0102;
const OVN_TYPE = 0x80;

/** A datagram as the receiving switch read it from its socket. */
export interface CapturedDatagram {
  readonly remote: string;
  readonly local: string;
  readonly payload: Uint8Array;
}

/** What the demo shows of a Geneve packet and compares with the southbound database. */
export interface GenevePacket {
  readonly outer: string;
  readonly vni: number;
  readonly optionClass: number;
  readonly optionType: number;
  readonly optionData: string;
  readonly ingressPort: number;
  readonly egressPort: number;
  readonly inner: string;
  readonly isEchoRequest: boolean;
}

/** Takes a captured datagram apart; undefined when it is no IPv4 in Geneve with OVN's option. */
export function decodeGeneve(datagram: CapturedDatagram): GenevePacket | undefined {
  const geneve = parseGeneve(datagram.payload);
  const option = geneve.options.find(({ optionClass, type }) => optionClass === OVN_CLASS && type === OVN_TYPE);
  if (option === undefined || option.data.length !== 4) return undefined;
  const frame = parseEthernet(geneve.payload);
  if (frame.etherType !== 0x0800) return undefined;
  const ip = parseIpv4Packet(frame.payload);
  const [a = 0, b = 0, c = 0, d = 0] = option.data;
  const isIcmp = ip.protocol === 1;
  const type = isIcmp ? parseIcmp(ip.payload).type : undefined;
  const kind = type === 8 ? 'ICMP echo request' : type === 0 ? 'ICMP echo reply' : `protocol ${ip.protocol}`;
  return {
    outer: `${datagram.remote} > ${datagram.local}`,
    vni: geneve.vni,
    optionClass: option.optionClass,
    optionType: option.type,
    optionData: Buffer.from(option.data).toString('hex'),
    ingressPort: ((a << 8) | b) & 0x7fff,
    egressPort: (c << 8) | d,
    inner: `${frame.source} > ${frame.destination}\n        ${ip.source} > ${ip.destination}, ${kind}, ttl ${ip.ttl}`,
    isEchoRequest: type === 8,
  };
}

/** The packet on screen, five lines. */
export function formatGeneve(packet: GenevePacket): string {
  const hex = (value: number, digits: number) => `0x${value.toString(16).padStart(digits, '0')}`;
  return [
    `outer   ${packet.outer}, UDP`,
    `geneve  VNI ${packet.vni} = logical datapath`,
    `option  class ${hex(packet.optionClass, 4)} type ${hex(packet.optionType, 2)} data ${packet.optionData} = ports ${packet.ingressPort} to ${packet.egressPort}`,
    `inner   ${packet.inner}`,
  ].join('\n');
}

/** What the run-time command `tunnel/capture` prints of a datagram. */
const captured = z.object({
  source: z.string(),
  sourcePort: z.number(),
  destination: z.string(),
  destinationPort: z.number(),
  payload: z.string(),
});

/** Reads a line of `tunnel/capture`. */
export function parseCapture(line: string): CapturedDatagram {
  const { source, sourcePort, destination, destinationPort, payload } = captured.parse(JSON.parse(line));
  return {
    remote: `${source}:${sourcePort}`,
    local: `${destination}:${destinationPort}`,
    payload: Buffer.from(payload, 'hex'),
  };
}
