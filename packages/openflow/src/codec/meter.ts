/** meter_mod and what switches say of meters. Part of the codec; OpenFlow 1.3 and later. */
import type { ByteReader, ByteWriter } from '#base';
import { OpenFlowError } from '../errors.js';
import {
  type MeterBand,
  type MeterConfig,
  type MeterFeatures,
  type MeterMod,
  type MeterStats,
  meterFlags,
  meters,
} from '../message/meter-mod.js';

const COMMANDS = ['add', 'modify', 'delete'] as const;
const BAND = { drop: 1, dscpRemark: 2 } as const;

export function encodeMeterMod(writer: ByteWriter, mod: MeterMod): void {
  writer.u16(COMMANDS.indexOf(mod.command)).u16(mod.flags).u32(mod.meter);
  for (const band of mod.bands) writeBand(writer, band);
}

export function decodeMeterMod(body: ByteReader): MeterMod {
  const number = body.u16();
  const command = COMMANDS[number];
  if (command === undefined) throw new OpenFlowError('OFPMMFC_BAD_COMMAND', String(number));
  const flags = body.u16();
  const meter = body.u32();
  // What a delete says besides is not looked at.
  if (command === 'delete') return { kind: 'meter_mod', command, flags, meter, bands: [] };
  const bands = readBands(body);
  if (meter === 0 || (meter > meters.max && meter !== meters.slowpath && meter !== meters.controller)) {
    throw new OpenFlowError('OFPMMFC_INVALID_METER', String(meter));
  }
  const units = flags & (meterFlags.kbps | meterFlags.pktps);
  if (flags > 15 || (units !== meterFlags.kbps && units !== meterFlags.pktps)) {
    throw new OpenFlowError('OFPMMFC_BAD_FLAGS', flags.toString(16));
  }
  if (bands.some(({ rate }) => rate === 0)) throw new OpenFlowError('OFPMMFC_BAD_RATE', '0');
  return { kind: 'meter_mod', command, flags, meter, bands };
}

function writeBand(writer: ByteWriter, band: MeterBand): void {
  writer
    .u16(band.type === 'drop' ? BAND.drop : BAND.dscpRemark)
    .u16(16)
    .u32(band.rate)
    .u32(band.burst);
  writer.u8(band.type === 'drop' ? 0 : band.precedence).zeros(3);
}

function readBands(body: ByteReader): readonly MeterBand[] {
  const bands: MeterBand[] = [];
  while (body.left > 0) {
    const type = body.u16();
    const length = body.u16();
    if (length !== 16) throw new OpenFlowError('OFPBRC_BAD_LEN', `meter band of ${length} bytes`);
    const reader = body.sub(length - 4);
    const rate = reader.u32();
    const burst = reader.u32();
    if (type === BAND.drop) bands.push({ type: 'drop', rate, burst });
    else if (type === BAND.dscpRemark) bands.push({ type: 'dscp_remark', rate, burst, precedence: reader.u8() });
    else throw new OpenFlowError('OFPMMFC_BAD_BAND', String(type));
  }
  return bands;
}

export function encodeMeterConfig(writer: ByteWriter, config: MeterConfig): void {
  const start = writer.length;
  writer.u16(0).u16(config.flags).u32(config.meter);
  for (const band of config.bands) writeBand(writer, band);
  writer.patchU16(start, writer.length - start);
}

export function decodeMeterConfig(body: ByteReader): MeterConfig {
  const reader = body.sub(body.u16() - 2);
  const flags = reader.u16();
  return { meter: reader.u32(), flags, bands: readBands(reader) };
}

export function encodeMeterStats(writer: ByteWriter, stats: MeterStats): void {
  const start = writer.length;
  writer.u32(stats.meter).u16(0).zeros(6).u32(stats.flowCount).u64(stats.packetsIn).u64(stats.bytesIn);
  writer.u32(stats.durationSeconds).u32(stats.durationNanoseconds);
  for (const band of stats.bands) writer.u64(band.packets).u64(band.bytes);
  writer.patchU16(start + 4, writer.length - start);
}

export function decodeMeterStats(body: ByteReader): MeterStats {
  const meter = body.u32();
  const reader = body.sub(body.u16() - 6);
  reader.skip(6);
  const flowCount = reader.u32();
  const packetsIn = reader.u64();
  const bytesIn = reader.u64();
  const durationSeconds = reader.u32();
  const durationNanoseconds = reader.u32();
  const bands: { packets: bigint; bytes: bigint }[] = [];
  while (reader.left > 0) bands.push({ packets: reader.u64(), bytes: reader.u64() });
  return { meter, flowCount, packetsIn, bytesIn, durationSeconds, durationNanoseconds, bands };
}

export function encodeMeterFeatures(writer: ByteWriter, features: MeterFeatures): void {
  writer.u32(features.maxMeters).u32(features.bandTypes).u32(features.capabilities);
  writer.u8(features.maxBands).u8(features.maxColors).zeros(2);
}

export function decodeMeterFeatures(body: ByteReader): MeterFeatures {
  const maxMeters = body.u32();
  const bandTypes = body.u32();
  const capabilities = body.u32();
  return { maxMeters, bandTypes, capabilities, maxBands: body.u8(), maxColors: body.u8() };
}
