/**
 * Text that is made when it is sent: what a reply with very many rows consists of. Holding the rows costs little and they
 * never change; their text is made piece by piece as the reader takes it, so that no turn of the event loop is long and
 * no reply is in memory as a whole.
 */
export interface Listing {
  readonly length: number;
  /** What it keeps in memory for this reader only, roughly; undefined for what is there anyway. */
  readonly bytes?: number;
  /** The text of elements `from` up to `to`, separators included. */
  text(from: number, to: number): string;
}

/** A message: its parts in order. */
export type Piece = string | Listing;

/** Lists of up to this many elements are made into text at once. */
const SMALL = 200;

/** `items` joined by commas; `textOf` must not depend on anything that changes. */
export function listing<T>(items: readonly T[], textOf: (item: T) => string): Piece {
  const text = (from: number, to: number): string => {
    let out = '';
    for (let i = from; i < to; i++) out += i === 0 ? textOf(items[i]!) : `,${textOf(items[i]!)}`;
    return out;
  };
  return items.length <= SMALL ? text(0, items.length) : { length: items.length, text };
}

/** As `listing`, without repeating equal texts. Its text can be made once only, from the first element to the last. */
export function distinctListing<T>(items: readonly T[], textOf: (item: T) => string): Piece {
  const seen = new Set<string>();
  const text = (from: number, to: number): string => {
    let out = '';
    for (let i = from; i < to; i++) {
      const each = textOf(items[i]!);
      const known = seen.size;
      if (seen.add(each).size > known) out += known === 0 ? each : `,${each}`;
    }
    return out;
  };
  return items.length <= SMALL ? text(0, items.length) : { length: items.length, text };
}

/** Texts of a shared listing that readers at the same place get without making them again. */
const RECENT = 64;
/** Elements that are looked at to see how long all are. */
const SAMPLES = 50;

/** As `listing`, for several readers who take it more or less at the same time. */
export function sharedListing<T>(items: readonly T[], textOf: (item: T) => string): Piece {
  const made = listing(items, textOf);
  if (typeof made === 'string') return made;
  const recent = new Map<string, string>();
  const text = (from: number, to: number): string => {
    const key = `${from} ${to}`;
    const known = recent.get(key);
    if (known !== undefined) return known;
    const part = made.text(from, to);
    recent.set(key, part);
    if (recent.size > RECENT) for (const oldest of recent.keys()) if (recent.delete(oldest)) break;
    return part;
  };
  let sample = 0;
  for (let i = 0; i < SAMPLES; i++) sample += textOf(items[Math.floor((i * items.length) / SAMPLES)]!).length;
  return { length: items.length, bytes: Math.ceil((sample / SAMPLES) * items.length), text };
}

/** The whole text, for tests and small messages. */
export function wholeText(pieces: readonly Piece[]): string {
  let text = '';
  for (const piece of pieces) text += typeof piece === 'string' ? piece : piece.text(0, piece.length);
  return text;
}
