/**
 * Packet-ins with one byte changed: what ovs-ofctl takes, a controller of ours has to take, too, or it would be deaf to a newer
 * switch; what it refuses in the packet's metadata we refuse.
 */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { decode, encode, fields, OpenFlowError, type OpenFlowVersion } from '#openflow';
import { attempt } from '#testing';
import type { ParityReport } from '../report.js';

const PACKET = Uint8Array.from(Buffer.from('00000000000100000000000208004500001400000000', 'hex'));
const HEADER_BYTES = 8;

const samples: readonly (readonly [what: string, bytes: Uint8Array])[] = ([0x04, 0x06] as const).flatMap(
  (version: OpenFlowVersion) =>
    ([undefined, 'nxt_packet_in', 'nxt_packet_in2'] as const).map((packetInFormat) => {
      const metadata = [
        { field: fields.in_port, value: 5 },
        { field: fields.metadata, value: 7n },
      ];
      const message = {
        kind: 'packet_in',
        totalLength: PACKET.length,
        reason: 'action',
        table: 3,
        cookie: 1n,
        metadata,
        packet: PACKET,
      } as const;
      const bytes = encode(message, version, 0, packetInFormat === undefined ? {} : { packetInFormat });
      return [`${packetInFormat ?? 'packet_in'} of version ${version}`, bytes] as const;
    }),
);

export async function comparePacketIns(report: ParityReport): Promise<void> {
  for (const [what, sample] of samples) {
    const variants: Uint8Array[] = [];
    // Behind the header, up to the packet.
    for (let at = HEADER_BYTES; at < sample.length - PACKET.length; at++) {
      for (const bits of [0x01, 0x10, 0x80, 0xff]) {
        const copy = Uint8Array.from(sample);
        copy[at] = (copy[at] ?? 0) ^ bits;
        new DataView(copy.buffer).setUint32(4, variants.length);
        variants.push(copy);
      }
    }
    const file = join(report.rundir, 'packet-ins.bin');
    writeFileSync(file, Buffer.concat(variants));
    const { stdout } = await attempt(['ovs-ofctl', 'ofp-parse', file]);
    const refused = variants.filter((bytes, xid) => isTaken(stdout, xid) && !isDecoded(bytes));
    if (refused.length === 0) report.ok(`${what}: ${variants.length} variants with one byte changed`);
    else report.differ(what, refused.map((bytes) => Buffer.from(bytes).toString('hex')).join('\n'));
  }
}

/** Whether ovs-ofctl prints the message with this transaction id without a complaint. */
function isTaken(stdout: string, xid: number): boolean {
  const [, rest] = stdout.split(`(xid=0x${xid.toString(16)}):`);
  const [body = ''] = rest?.split('(xid=0x') ?? [];
  return rest !== undefined && !body.includes('***');
}

function isDecoded(bytes: Uint8Array): boolean {
  try {
    return decode(bytes).message.kind === 'packet_in';
  } catch (error) {
    if (error instanceof OpenFlowError) return false;
    throw error;
  }
}
