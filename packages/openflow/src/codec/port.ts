/** Ports, their statistics and queues in all versions. Part of the codec. */
import { type ByteReader, type ByteWriter, macFromBytes, macToBytes } from '#base';
import { OpenFlowError } from '../errors.js';
import type { OpenFlowVersion } from '../message/message.js';
import {
  type PortDescription,
  type PortMod,
  type PortStats,
  type QueueStats,
  UNKNOWN_COUNT,
} from '../message/port-message.js';
import { portFrom32, ports, portTo32 } from '../port.js';
import { readText, writeText } from '../wire/text.js';
import { portOf32 } from './port-number.js';
import { properties, unknownProperty } from './property.js';

/** The configuration bits that OpenFlow 1.1 kept: down, no receive, no forward, no packet-in. */
const CONFIG_LATER = 0x65;

/** Bits of the features words from 10 Gb on stand elsewhere in OpenFlow 1.0. */
const MOVED: readonly (readonly [later: number, v10: number])[] = [
  [0x0040, 0x0040],
  [0x0800, 0x0080],
  [0x1000, 0x0100],
  [0x2000, 0x0200],
  [0x4000, 0x0400],
  [0x8000, 0x0800],
];

const features10 = (bits: number) =>
  MOVED.reduce((sum, [later, v10]) => ((bits & later) !== 0 ? sum | v10 : sum), bits & 0x3f);
const featuresLater = (bits: number) =>
  MOVED.reduce((sum, [later, v10]) => ((bits & v10) !== 0 ? sum | later : sum), bits & 0x3f);

export function encodePort(writer: ByteWriter, port: PortDescription, version: OpenFlowVersion): void {
  const start = writer.length;
  switch (version) {
    case 0x01:
      writer.u16(port.port).bytes(macToBytes(port.mac));
      writeText(writer, port.name, 16);
      // OpenFlow 1.0 knows one state bit of these: link down.
      writer.u32(port.config).u32(port.state & 1);
      for (const bits of [port.current, port.advertised, port.supported, port.peer]) writer.u32(features10(bits));
      return;
    case 0x04:
      writer.u32(portTo32(port.port)).zeros(4).bytes(macToBytes(port.mac)).zeros(2);
      writeText(writer, port.name, 16);
      writer.u32(port.config & CONFIG_LATER).u32(port.state);
      break;
    case 0x06:
      writer.u32(portTo32(port.port)).u16(0).zeros(2).bytes(macToBytes(port.mac)).zeros(2);
      writeText(writer, port.name, 16);
      writer
        .u32(port.config & CONFIG_LATER)
        .u32(port.state)
        .u16(0)
        .u16(32)
        .zeros(4);
  }
  writer.u32(port.current).u32(port.advertised).u32(port.supported).u32(port.peer);
  writer.u32(port.currentSpeed).u32(port.maxSpeed);
  if (version === 0x06) writer.patchU16(start + 4, writer.length - start);
}

export function decodePort(body: ByteReader, version: OpenFlowVersion): PortDescription {
  if (version === 0x01) {
    const port = body.u16();
    const mac = macFromBytes(body.take(6));
    const name = readText(body, 16);
    const [config, state] = [body.u32(), body.u32()];
    const word = () => featuresLater(body.u32());
    const [current, advertised, supported, peer] = [word(), word(), word(), word()];
    const speed = { currentSpeed: speedOf(current), maxSpeed: speedOf(supported) };
    return { port, mac, name, config, state, current, advertised, supported, peer, ...speed };
  }
  const port = portFrom32(body.u32()) ?? ports.none;
  const length = body.u16();
  body.skip(2);
  const reader = version === 0x06 ? body.sub(length - 8) : body;
  const mac = macFromBytes(reader.take(6));
  reader.skip(2);
  const name = readText(reader, 16);
  const [config, state] = [reader.u32(), reader.u32()];
  const base = { port, mac, name, config, state };
  if (version === 0x04) return { ...base, ...readEthernet(reader) };
  let ethernet: ReturnType<typeof readEthernet> = NO_ETHERNET;
  while (reader.left >= 4) {
    const type = reader.u16();
    const size = reader.u16();
    const property = reader.sub(size - 4);
    if (type !== 0) continue;
    property.skip(4);
    ethernet = readEthernet(property);
  }
  return { ...base, ...ethernet };
}

const NO_ETHERNET = { current: 0, advertised: 0, supported: 0, peer: 0, currentSpeed: 0, maxSpeed: 0 };

function readEthernet(reader: ByteReader): typeof NO_ETHERNET {
  return {
    current: reader.u32(),
    advertised: reader.u32(),
    supported: reader.u32(),
    peer: reader.u32(),
    currentSpeed: reader.u32(),
    maxSpeed: reader.u32(),
  };
}

/** The fastest speed among features, in kbit/s. */
function speedOf(bits: number): number {
  if ((bits & 0x40) !== 0) return 10_000_000;
  if ((bits & 0x30) !== 0) return 1_000_000;
  if ((bits & 0x0c) !== 0) return 100_000;
  return (bits & 0x03) !== 0 ? 10_000 : 0;
}

export function encodePortMod(writer: ByteWriter, mod: PortMod, version: OpenFlowVersion): void {
  if (version === 0x01) {
    writer.u16(mod.port).bytes(macToBytes(mod.mac)).u32(mod.config).u32(mod.mask);
    writer.u32(features10(mod.advertise)).zeros(4);
    return;
  }
  writer.u32(portTo32(mod.port)).zeros(4).bytes(macToBytes(mod.mac)).zeros(2).u32(mod.config).u32(mod.mask);
  if (version === 0x04) writer.u32(mod.advertise).zeros(4);
  else if (mod.advertise !== 0) writer.u16(0).u16(8).u32(mod.advertise);
}

/** The property of a port that is Ethernet's. */
const ETHERNET = 0;

export function decodePortMod(body: ByteReader, version: OpenFlowVersion): PortMod {
  if (version === 0x01) {
    const port = body.u16();
    const mac = macFromBytes(body.take(6));
    const [config, mask] = [body.u32(), body.u32()];
    return { kind: 'port_mod', port, mac, config, mask, advertise: featuresLater(body.u32()) };
  }
  const port = portOf32(body.u32());
  body.skip(4);
  const mac = macFromBytes(body.take(6));
  body.skip(2);
  const [config, mask] = [body.u32(), body.u32()];
  let advertise = 0;
  if (version === 0x04) advertise = body.u32();
  else {
    for (const property of properties(body)) {
      if (property.type !== ETHERNET) throw unknownProperty(property);
      if (property.length !== 8) throw new OpenFlowError('OFPBPC_BAD_LEN', `${property.length} bytes`);
      advertise = property.reader.u32();
    }
  }
  return { kind: 'port_mod', port, mac, config, mask, advertise };
}

const TOTALS = [
  'rxPackets',
  'txPackets',
  'rxBytes',
  'txBytes',
  'rxDropped',
  'txDropped',
  'rxErrors',
  'txErrors',
] as const satisfies (keyof PortStats)[];
const DETAILS = ['rxFrameErrors', 'rxOverruns', 'rxCrcErrors', 'collisions'] as const satisfies (keyof PortStats)[];

export function encodePortStats(writer: ByteWriter, stats: PortStats, version: OpenFlowVersion): void {
  const start = writer.length;
  if (version === 0x01) writer.u16(stats.port).zeros(6);
  else if (version === 0x04) writer.u32(portTo32(stats.port)).zeros(4);
  else {
    writer.u16(0).zeros(2).u32(portTo32(stats.port)).u32(stats.durationSeconds).u32(stats.durationNanoseconds);
  }
  for (const name of TOTALS) writer.u64(stats[name]);
  if (version === 0x06) writer.u16(0).u16(40).zeros(4);
  for (const name of DETAILS) writer.u64(stats[name]);
  if (version === 0x04) writer.u32(stats.durationSeconds).u32(stats.durationNanoseconds);
  if (version === 0x06) writer.patchU16(start, writer.length - start);
}

export function decodePortStats(body: ByteReader, version: OpenFlowVersion): PortStats {
  if (version === 0x06) return decodePortStats15(body.sub(body.u16() - 2));
  const port = version === 0x01 ? body.u16() : (portFrom32(body.u32()) ?? ports.none);
  body.skip(version === 0x01 ? 6 : 4);
  const counters = { ...readTotals(body), ...readDetails(body) };
  if (version === 0x01) return { port, ...counters, durationSeconds: 0, durationNanoseconds: 0 };
  return { port, ...counters, durationSeconds: body.u32(), durationNanoseconds: body.u32() };
}

function decodePortStats15(reader: ByteReader): PortStats {
  reader.skip(2);
  const port = portFrom32(reader.u32()) ?? ports.none;
  const durationSeconds = reader.u32();
  const durationNanoseconds = reader.u32();
  const totals = readTotals(reader);
  let details: ReturnType<typeof readDetails> = {
    rxFrameErrors: UNKNOWN_COUNT,
    rxOverruns: UNKNOWN_COUNT,
    rxCrcErrors: UNKNOWN_COUNT,
    collisions: UNKNOWN_COUNT,
  };
  while (reader.left >= 4) {
    const type = reader.u16();
    const length = reader.u16();
    const property = reader.sub(length - 4);
    reader.skip(Math.min((8 - (length % 8)) % 8, reader.left));
    if (type !== 0) continue;
    property.skip(4);
    details = readDetails(property);
  }
  return { port, durationSeconds, durationNanoseconds, ...totals, ...details };
}

function readTotals(body: ByteReader) {
  return {
    rxPackets: body.u64(),
    txPackets: body.u64(),
    rxBytes: body.u64(),
    txBytes: body.u64(),
    rxDropped: body.u64(),
    txDropped: body.u64(),
    rxErrors: body.u64(),
    txErrors: body.u64(),
  };
}

function readDetails(body: ByteReader) {
  return { rxFrameErrors: body.u64(), rxOverruns: body.u64(), rxCrcErrors: body.u64(), collisions: body.u64() };
}

export function encodeQueueStats(writer: ByteWriter, stats: QueueStats, version: OpenFlowVersion): void {
  if (version === 0x06) writer.u16(48).zeros(6);
  if (version === 0x01) writer.u16(stats.port).zeros(2).u32(stats.queue);
  else writer.u32(portTo32(stats.port)).u32(stats.queue);
  writer.u64(stats.txBytes).u64(stats.txPackets).u64(stats.txErrors);
  if (version !== 0x01) writer.u32(stats.durationSeconds).u32(stats.durationNanoseconds);
}

export function decodeQueueStats(body: ByteReader, version: OpenFlowVersion): QueueStats {
  if (version === 0x06) body.skip(8);
  const port = version === 0x01 ? body.u16() : (portFrom32(body.u32()) ?? ports.none);
  if (version === 0x01) body.skip(2);
  const queue = body.u32();
  const counters = { port, queue, txBytes: body.u64(), txPackets: body.u64(), txErrors: body.u64() };
  if (version === 0x01) return { ...counters, durationSeconds: 0xffffffff, durationNanoseconds: 0xffffffff };
  return { ...counters, durationSeconds: body.u32(), durationNanoseconds: body.u32() };
}
