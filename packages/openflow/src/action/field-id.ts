/** Fields that actions name: what is wrong with one is the action's fault, not a match's. Used by the action decoders. */
import type { ByteReader } from '#base';
import { type ErrorName, OpenFlowError } from '../errors.js';
import type { Field } from '../field.js';
import { type Header, readHeader } from '../wire/header.js';

/** A header with its value behind it. Throws OFPBAC_BAD_SET_LEN where that is not whole, or the field is not known. */
export function readActionHeader(body: ByteReader): Header {
  const length = body.left < 4 ? undefined : body.bytes[body.offset + 3];
  if (length === undefined || length + 4 > body.left)
    throw new OpenFlowError('OFPBAC_BAD_SET_LEN', `${body.left} bytes left`);
  return named(body, 'OFPBAC_BAD_SET_LEN');
}

/** A header alone. Throws OFPBAC_BAD_SET_TYPE where the field is not known. */
export function readActionField(body: ByteReader): Field {
  return named(body, 'OFPBAC_BAD_SET_TYPE').field;
}

function named(body: ByteReader, unknown: ErrorName): Header {
  try {
    return readHeader(body);
  } catch (error) {
    if (error instanceof OpenFlowError) throw new OpenFlowError(unknown, error.message);
    throw error;
  }
}
