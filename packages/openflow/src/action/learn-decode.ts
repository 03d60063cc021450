/** The `learn` action from bytes; see learn-encode.ts for its form. */
import type { ByteReader } from '#base';
import type { Action, LearnSpec } from '../action.js';
import { OpenFlowError } from '../errors.js';
import type { Subfield } from '../field.js';
import { checkSubfield, readFieldId } from '../wire/header.js';
import { readValue, toFieldValue } from '../wire/value.js';
import { learnFlags } from './code.js';
import { readActionField } from './field-id.js';

export function decodeLearn(body: ByteReader, isExtended: boolean): Action {
  const idleTimeout = body.u16();
  const hardTimeout = body.u16();
  const priority = body.u16();
  const cookie = body.u64();
  const flags = body.u16();
  const table = body.u8();
  if (body.u8() !== 0) throw new OpenFlowError('OFPBAC_BAD_ARGUMENT', 'padding');
  const finIdleTimeout = body.u16();
  const finHardTimeout = body.u16();
  let limit = 0;
  let result: Subfield | undefined;
  if (isExtended) {
    limit = body.u32();
    const offset = body.u16();
    body.skip(2);
    if ((flags & learnFlags.writeResult) !== 0) result = checkSubfield({ field: readFieldId(body), offset, bits: 1 });
  }
  return {
    kind: 'learn',
    table,
    priority,
    idleTimeout,
    hardTimeout,
    cookie,
    finIdleTimeout,
    finHardTimeout,
    sendFlowRemoved: (flags & learnFlags.sendFlowRemoved) !== 0,
    deleteLearned: (flags & learnFlags.deleteLearned) !== 0,
    ...(isExtended && { limit }),
    ...(result !== undefined && { result }),
    specs: decodeSpecs(body),
  };
}

function decodeSpecs(body: ByteReader): LearnSpec[] {
  const specs: LearnSpec[] = [];
  while (body.left >= 2) {
    const word = body.u16();
    if (word === 0) {
      if (body.rest().some((byte) => byte !== 0)) throw new OpenFlowError('OFPBAC_BAD_ARGUMENT', 'padding');
      break;
    }
    const bits = word & 0x7ff;
    const kind = (word >>> 11) & 3;
    const isImmediate = (word & 0x2000) !== 0;
    const source = isImmediate ? readValue(body, Math.ceil(bits / 16) * 2) : readPart(body, bits);
    if (kind === 2 && typeof source === 'object') specs.push({ kind: 'output', source });
    else if (kind < 2) {
      const destination = readPart(body, bits);
      specs.push({
        kind: kind === 0 ? 'match' : 'load',
        source: typeof source === 'object' ? source : toFieldValue(destination.field, source),
        destination,
      });
    } else throw new OpenFlowError('OFPBAC_BAD_ARGUMENT', `learn spec ${word.toString(16)}`);
  }
  return specs;
}

function readPart(body: ByteReader, bits: number): Subfield {
  const field = readActionField(body);
  return checkSubfield({ field, offset: body.u16(), bits });
}
