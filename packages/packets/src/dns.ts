import { ByteReader, ByteWriter } from '#base';
import { MalformedPacketError } from './malformed.js';

export const DNS_TYPE_A = 1;
export const DNS_TYPE_PTR = 12;
export const DNS_TYPE_AAAA = 28;
export const DNS_TYPE_ANY = 255;
export const DNS_CLASS_IN = 1;

/** A question (RFC 1035 4.1.2); `name` without trailing dot, case as sent. */
export interface DnsQuestion {
  readonly name: string;
  readonly type: number;
  readonly class: number;
}

/** A resource record; names inside `data` are not decompressed. */
export interface DnsRecord extends DnsQuestion {
  readonly ttl: number;
  readonly data: Uint8Array;
}

/** A DNS message (RFC 1035 4.1). `flags` is the whole second word. */
export interface Dns {
  readonly id: number;
  readonly flags: number;
  readonly questions: readonly DnsQuestion[];
  readonly answers: readonly DnsRecord[];
  readonly authorities: readonly DnsRecord[];
  readonly additionals: readonly DnsRecord[];
}

export function parseDns(bytes: Uint8Array): Dns {
  const reader = new ByteReader(bytes);
  const [id, flags] = [reader.u16(), reader.u16()];
  const counts = [reader.u16(), reader.u16(), reader.u16(), reader.u16()] as const;
  const questions = Array.from({ length: counts[0] }, () => readQuestion(reader));
  const records = (count: number) => Array.from({ length: count }, () => readRecord(reader));
  const [answers, authorities, additionals] = [records(counts[1]), records(counts[2]), records(counts[3])];
  return { id, flags, questions, answers, authorities, additionals };
}

function readQuestion(reader: ByteReader): DnsQuestion {
  return { name: readName(reader), type: reader.u16(), class: reader.u16() };
}

function readRecord(reader: ByteReader): DnsRecord {
  const question = readQuestion(reader);
  return { ...question, ttl: reader.u32(), data: reader.take(reader.u16()) };
}

/** Bytes that a name may have with the lengths of its labels (RFC 1035 2.3.4): pointers must not make much of little. */
const MAX_NAME = 255;

/** Reads a name, following compression pointers; those must lead backwards, so a loop cannot be made. */
function readName(reader: ByteReader): string {
  const labels: string[] = [];
  let source = reader;
  let limit = reader.offset;
  let size = 1;
  for (;;) {
    const length = source.u8();
    if (length === 0) return labels.join('.');
    if ((length & 0xc0) === 0xc0) {
      const target = ((length & 0x3f) << 8) | source.u8();
      if (target >= limit) throw new MalformedPacketError('dns', 'name pointer leads forward');
      limit = target;
      source = new ByteReader(reader.bytes);
      source.skip(target);
    } else if (length > 63) throw new MalformedPacketError('dns', 'label type');
    else {
      size += 1 + length;
      if (size > MAX_NAME) throw new MalformedPacketError('dns', `name longer than ${MAX_NAME} bytes`);
      labels.push(Buffer.from(source.take(length)).toString('latin1'));
    }
  }
}

/** Writes a message; names are not compressed. */
export function buildDns(dns: Dns): Uint8Array {
  const writer = new ByteWriter(128).u16(dns.id).u16(dns.flags);
  const sections = [dns.answers, dns.authorities, dns.additionals];
  writer.u16(dns.questions.length);
  for (const section of sections) writer.u16(section.length);
  for (const question of dns.questions) writeQuestion(writer, question);
  for (const record of sections.flat()) {
    writeQuestion(writer, record);
    writer.u32(record.ttl).u16(record.data.length).bytes(record.data);
  }
  return writer.finish();
}

function writeQuestion(writer: ByteWriter, question: DnsQuestion): void {
  writer.bytes(dnsName(question.name)).u16(question.type).u16(question.class);
}

/** The wire form of a name without compression. Throws when a label is empty or longer than 63 bytes. */
export function dnsName(name: string): Uint8Array {
  const writer = new ByteWriter(64);
  for (const label of name === '' ? [] : name.split('.')) {
    const bytes = Buffer.from(label, 'latin1');
    if (bytes.length === 0 || bytes.length > 63) throw new MalformedPacketError('dns', `label "${label}"`);
    writer.u8(bytes.length).bytes(bytes);
  }
  return writer.u8(0).finish();
}
