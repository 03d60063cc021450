/** Lists of properties: type and length, which counts both and not the padding to 8 bytes. Part of the codec. */
import { ByteReader } from '#base';
import { OpenFlowError } from '../errors.js';

export interface Property {
  readonly type: number;
  /** With the four bytes of type and length. */
  readonly length: number;
  /** What is behind them. */
  readonly reader: ByteReader;
}

/** Reads to the end of `body`. Throws OFPBPC_BAD_LEN where a property, or the padding behind it, is not whole. */
export function* properties(body: ByteReader): Generator<Property> {
  while (body.left > 0) {
    const property = nextProperty(body);
    if (property === undefined) throw new OpenFlowError('OFPBPC_BAD_LEN', `${body.left} bytes left`);
    yield property;
  }
}

function nextProperty(body: ByteReader): Property | undefined {
  if (body.left < 4) return undefined;
  const { bytes, offset } = body;
  const type = ((bytes[offset] ?? 0) << 8) | (bytes[offset + 1] ?? 0);
  const length = ((bytes[offset + 2] ?? 0) << 8) | (bytes[offset + 3] ?? 0);
  const whole = Math.ceil(length / 8) * 8;
  if (length < 4 || whole > body.left) return undefined;
  return { type, length, reader: new ByteReader(body.take(whole).subarray(4, length)) };
}

/** OFPBPC_BAD_TYPE, or what says that of an experimenter's. */
export function unknownProperty({ type }: Property): OpenFlowError {
  return new OpenFlowError(type >= 0xfffe ? 'OFPBPC_BAD_EXP_TYPE' : 'OFPBPC_BAD_TYPE', `property ${type}`);
}
