/** Changes of a message's bytes that are likely to meet a switch's checks: single bits, lengths, numbers at their limits, parts that are missing or doubled. */
import type { Random } from '../northd/random.js';

const BYTES = [0, 1, 2, 4, 6, 8, 0x7f, 0x80, 0xfe, 0xff];
const WORDS = [
  0, 1, 2, 3, 4, 7, 8, 12, 16, 20, 24, 32, 63, 64, 0xff, 0x100, 0x7fff, 0x8000, 0xff00, 0xfff7, 0xfff8, 0xfffd, 0xffff,
];
const LONGS = [
  0, 1, 2, 0xff, 0x100, 0xfeff, 0xff00, 0xffff, 0x10000, 0x2320, 0xfffeffff, 0xffff0000, 0xffffff00, 0xffffff01,
  0xfffffff7, 0xfffffff8, 0xfffffffc, 0xfffffffd, 0xfffffffe, 0xffffffff,
];
const HEADER = 8;

export type Change = (bytes: Uint8Array) => Uint8Array;

/** One change, chosen by `random` for a message of `length` bytes. `other`: a message to take a piece of. */
export function randomChange(random: Random, length: number, other: Uint8Array): Change {
  const at = HEADER + random.below(Math.max(1, length - HEADER));
  const value = random.below(256);
  switch (random.below(12)) {
    case 0:
    case 1:
      return patch(at, (byte) => byte ^ (1 << (value & 7)));
    case 2: {
      const byte = random.chance(50) ? random.pick(BYTES) : value;
      return patch(at, () => byte);
    }
    case 3:
    case 4:
    case 5: {
      const word = random.pick(WORDS);
      return patchWord(at & ~1, () => word);
    }
    case 6: {
      const by = random.pick([-8, -4, -2, -1, 1, 2, 4, 8, 16]);
      return patchWord(at & ~1, (word) => (word + by) & 0xffff);
    }
    case 7: {
      const long = random.pick(LONGS);
      return (bytes) => patchWord(at & ~3, () => long >>> 16)(patchWord((at & ~3) + 2, () => long & 0xffff)(bytes));
    }
    case 8: {
      const count = random.pick([1, 4, 8, 8, 8, 16, 24]);
      return (bytes) => splice(bytes, at & ~7, count, new Uint8Array(0));
    }
    case 9: {
      const count = random.pick([4, 8, 8, 8, 16, 24, 32]);
      return (bytes) => splice(bytes, at & ~7, 0, bytes.slice(at & ~7, (at & ~7) + count));
    }
    case 10: {
      const filler = random.chance(50)
        ? new Uint8Array(random.pick([1, 4, 8, 16]))
        : random.bytes(random.pick([4, 8, 16]));
      const isAtEnd = random.chance(50);
      return (bytes) => splice(bytes, isAtEnd ? bytes.length : at & ~7, 0, filler);
    }
    default: {
      const from = HEADER + (random.below(Math.max(1, other.length - HEADER)) & ~7);
      const piece = other.slice(from, from + random.pick([4, 8, 16, 24]));
      return (bytes) => overwrite(bytes, at & ~7, piece);
    }
  }
}

function patch(at: number, change: (byte: number) => number): Change {
  return (bytes) => {
    const copy = bytes.slice();
    if (at < copy.length) copy[at] = change(copy[at] ?? 0);
    return copy;
  };
}

function patchWord(at: number, change: (word: number) => number): Change {
  return (bytes) => {
    const copy = bytes.slice();
    const view = new DataView(copy.buffer);
    if (at + 2 <= copy.length) view.setUint16(at, change(view.getUint16(at)));
    return copy;
  };
}

function overwrite(bytes: Uint8Array, at: number, piece: Uint8Array): Uint8Array {
  const copy = bytes.slice();
  copy.set(piece.subarray(0, Math.max(0, copy.length - at)), Math.min(at, copy.length));
  return copy;
}

/** With another piece in place of `count` bytes; the header's length is made right. */
function splice(bytes: Uint8Array, at: number, count: number, piece: Uint8Array): Uint8Array {
  const place = Math.min(at, bytes.length);
  return withLength(Buffer.concat([bytes.subarray(0, place), piece, bytes.subarray(place + count)]));
}

/** The message with the length that it has in its header. */
export function withLength(bytes: Uint8Array): Uint8Array {
  const copy = Uint8Array.from(
    bytes.length < HEADER ? Buffer.concat([bytes, new Uint8Array(HEADER)]).subarray(0, HEADER) : bytes,
  );
  new DataView(copy.buffer).setUint16(2, copy.length);
  return copy;
}
