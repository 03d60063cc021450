/** Meters from text, as `ovs-ofctl add-meter` reads them: `meter=1,kbps,band=type=drop,rate=10`. Before: a user. After: a meter_mod. */
import { type MeterBand, type MeterMod, meterFlags, meters } from '../message/meter-mod.js';
import { keyValue, requireNumber, splitParts } from './split.js';
import { FlowTextError } from './value.js';

/** Throws FlowTextError. */
export function parseMeter(text: string, command: MeterMod['command']): MeterMod {
  const [head = '', ...bands] = text.split(/(?:^|,)\s*bands?=/);
  if (command !== 'delete' && bands.length === 0) throw new FlowTextError('must specify bands');
  const names: Readonly<Record<string, number>> = { kbps: 1, pktps: 2, burst: 4, stats: 8 };
  let flags = 0;
  let meter: number = meters.all;
  for (const part of splitParts(head)) {
    const { key, value } = keyValue(part);
    const flag = names[key];
    if (flag !== undefined) flags |= flag;
    else if (key === 'meter') meter = value === 'all' ? meters.all : requireNumber(value, 'meter');
    else throw new FlowTextError(`unknown keyword ${key}`);
  }
  if ((flags & (meterFlags.kbps | meterFlags.pktps)) === 0) flags |= meterFlags.kbps;
  return { kind: 'meter_mod', command, meter, flags, bands: bands.map(parseBand) };
}

function parseBand(text: string): MeterBand {
  const values = new Map(splitParts(text, true).map((part) => [keyValue(part).key, keyValue(part).value] as const));
  const rate = requireNumber(values.get('rate'), 'rate');
  const burst = requireNumber(values.get('burst_size') ?? '0', 'burst_size');
  if (values.get('type') === 'drop') return { type: 'drop', rate, burst };
  if (values.get('type') === 'dscp_remark') {
    return {
      type: 'dscp_remark',
      rate,
      burst,
      precedence: requireNumber(values.get('prec_level') ?? '0', 'prec_level', 255),
    };
  }
  throw new FlowTextError(`field type unknown value ${values.get('type')}`);
}
