/** The registers of a packet that waits in the switch, as words of 32 bits, however wide the fields are that say them. */
import { type Field, fieldByName, type Match, type MatchField } from '#openflow';

const REGISTER = /^(x{0,2})reg(\d+)$/;
const COUNT = 16;

interface Place {
  /** First word, which holds the highest bits. */
  readonly first: number;
  readonly words: number;
}

function placeOf(field: Field): Place | undefined {
  const [, wide, number] = REGISTER.exec(field.name) ?? [];
  if (wide === undefined) return undefined;
  const words = 1 << wide.length;
  return { first: Number(number) * words, words };
}

/** The metadata with one bit of a register set or cleared; undefined where the field is no register. */
export function withBit(metadata: Match, field: Field, bit: number, value: 0 | 1): Match | undefined {
  const target = placeOf(field);
  if (target === undefined || bit >= 32 * target.words) return undefined;
  const registers = new Uint32Array(COUNT);
  const others: MatchField[] = [];
  for (const entry of metadata) {
    const place = placeOf(entry.field);
    if (place === undefined) others.push(entry);
    else {
      for (let i = 0; i < place.words; i++) {
        const shift = BigInt(32 * (place.words - 1 - i));
        registers[place.first + i] = Number((BigInt(entry.value) >> shift) & 0xffffffffn);
      }
    }
  }
  const at = target.first + target.words - 1 - (bit >> 5);
  const mask = 1 << (bit & 31);
  const word = registers[at] ?? 0;
  registers[at] = value === 1 ? word | mask : word & ~mask;
  const written = Array.from(registers, (held, i): MatchField[] => {
    const register = fieldByName(`reg${i}`);
    return held === 0 || register === undefined ? [] : [{ field: register, value: held }];
  });
  return [...others, ...written.flat()].sort((a, b) => a.field.index - b.field.index);
}
