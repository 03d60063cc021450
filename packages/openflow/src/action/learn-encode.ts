/** The `learn` action to bytes: a header, then a list of parts of the flow to learn, each with the bits it takes and where from. */
import type { ByteWriter } from '#base';
import type { Learn, LearnSpec } from '../action.js';
import type { Subfield } from '../field.js';
import { writeFieldId } from '../wire/header.js';
import { writeValue } from '../wire/value.js';
import { learnFlags, nicira } from './code.js';
import { begin, end } from './frame.js';

const IMMEDIATE = 0x2000;
const DESTINATIONS = { match: 0, load: 0x0800, output: 0x1000 } as const;

export function encodeLearn(writer: ByteWriter, action: Learn): void {
  const isExtended = action.limit !== undefined || action.result !== undefined;
  const start = begin(writer, isExtended ? nicira.learn2 : nicira.learn);
  let flags = 0;
  if (action.sendFlowRemoved) flags |= learnFlags.sendFlowRemoved;
  if (action.deleteLearned) flags |= learnFlags.deleteLearned;
  if (action.result !== undefined) flags |= learnFlags.writeResult;
  writer.u16(action.idleTimeout).u16(action.hardTimeout).u16(action.priority).u64(action.cookie).u16(flags);
  writer.u8(action.table).zeros(1).u16(action.finIdleTimeout).u16(action.finHardTimeout);
  if (isExtended) {
    writer
      .u32(action.limit ?? 0)
      .u16(action.result?.offset ?? 0)
      .zeros(2);
    if (action.result !== undefined) writeFieldId(writer, action.result.field, 'nxm');
  }
  for (const spec of action.specs) encodeSpec(writer, spec);
  end(writer, start);
}

function encodeSpec(writer: ByteWriter, spec: LearnSpec): void {
  const bits = spec.kind === 'output' ? spec.source.bits : spec.destination.bits;
  const isImmediate = typeof spec.source !== 'object';
  writer.u16(bits | DESTINATIONS[spec.kind] | (isImmediate ? IMMEDIATE : 0));
  if (typeof spec.source === 'object') writePart(writer, spec.source);
  else writeValue(writer, Math.ceil(bits / 16) * 2, spec.source);
  if (spec.kind !== 'output') writePart(writer, spec.destination);
}

function writePart(writer: ByteWriter, part: Subfield): void {
  writeFieldId(writer, part.field, 'nxm');
  writer.u16(part.offset);
}
