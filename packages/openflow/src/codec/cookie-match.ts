/** Nicira's match with a cookie to look for among its fields (NXM_NX_COOKIE). Part of the codec; OpenFlow 1.0. */
import { ByteReader, type ByteWriter } from '#base';
import { OpenFlowError } from '../errors.js';
import type { Match } from '../match.js';
import { writeFields } from '../wire/oxm.js';
import { readNxMatch } from './match.js';

export const ALL_COOKIE = 0xffffffffffffffffn;
const NXM_COOKIE = 0x00013c00;

/** The cookie to look for stands among the match fields (NXM_NX_COOKIE). Gives the length without padding. */
export function writeCookieMatch(
  writer: ByteWriter,
  cookie: bigint | undefined,
  { cookieMask = ALL_COOKIE, match }: { readonly cookieMask?: bigint; readonly match: Match },
): number {
  const start = writer.length;
  if (cookie !== undefined && cookieMask === ALL_COOKIE) writer.u32(NXM_COOKIE + 8).u64(cookie);
  else if (cookie !== undefined)
    writer
      .u32(NXM_COOKIE + 0x110)
      .u64(cookie)
      .u64(cookieMask);
  writeFields(writer, match, 'nxm');
  const length = writer.length - start;
  writer.align(8, start);
  return length;
}

export interface CookieMatch {
  readonly match: Match;
  readonly cookie?: bigint;
  readonly cookieMask?: bigint;
}

/** Reads a Nicira match that may name a cookie too; fields may stand in any order. */
export function readCookieMatch(body: ByteReader, length: number): CookieMatch {
  const whole = Math.ceil(length / 8) * 8;
  if (whole > body.left) throw new OpenFlowError('OFPBMC_BAD_LEN', `${length} of ${body.left} bytes`);
  const bytes = body.take(length);
  body.skip(whole - length);
  const reader = new ByteReader(bytes);
  let at = 0;
  while (reader.left >= 4) {
    at = reader.offset;
    const word = reader.u32();
    if (word === NXM_COOKIE + 8 || word === NXM_COOKIE + 0x110) {
      const isMasked = word !== NXM_COOKIE + 8;
      if (reader.left < (isMasked ? 16 : 8)) throw new OpenFlowError('OFPBMC_BAD_LEN', `${reader.left} bytes left`);
      const cookie = reader.u64();
      const cookieMask = isMasked ? reader.u64() : ALL_COOKIE;
      if ((cookie & ~cookieMask) !== 0n) throw new OpenFlowError('OFPBMC_BAD_WILDCARDS', 'cookie');
      const rest = new Uint8Array(bytes.length - (reader.offset - at));
      rest.set(bytes.subarray(0, at));
      rest.set(bytes.subarray(reader.offset), at);
      return { match: readNxMatch(new ByteReader(padded(rest)), rest.length), cookie, cookieMask };
    }
    reader.skip(Math.min(word % 256, reader.left));
  }
  return { match: readNxMatch(new ByteReader(padded(bytes)), bytes.length) };
}

function padded(bytes: Uint8Array): Uint8Array {
  const whole = new Uint8Array(Math.ceil(bytes.length / 8) * 8);
  whole.set(bytes);
  return whole;
}
