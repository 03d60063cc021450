/**
 * Text that is made when it is sent: what a reply with very many rows consists of. Holding the rows costs little and they
 * never change; their text is made piece by piece as the reader takes it, so that no turn of the event loop is long and
 * no reply is in memory as a whole.
 */
import { constants } from 'node:buffer';

export interface Listing {
  readonly length: number;
  /** What it keeps in memory for this reader only, roughly; undefined for what is there anyway. */
  readonly bytes?: number;
  /** The text of some elements from `from` on, separators included: as many as make a piece of good length, at least one. */
  part(from: number): Part;
}

export interface Part {
  readonly text: string;
  /** The element behind it. */
  readonly end: number;
}

/** A message: its parts in order. */
export type Piece = string | Listing;

/** Lists of up to this many elements are made into text at once, */
const SMALL = 200;
/** unless they come to so many characters: what is longer than a string can be is never in one piece. */
const SHORT = 4 * 1024 * 1024;
/** Elements and characters with which a part ends. */
const PART_ELEMENTS = 100;
const PART_CHARACTERS = 128 * 1024;

/** `items` joined by commas; `textOf` must not depend on anything that changes. */
export function listing<T>(items: readonly T[], textOf: (item: T) => string): Piece {
  const textAt = (i: number) => (i === 0 ? textOf(items[i]!) : `,${textOf(items[i]!)}`);
  return (
    shortText(items.length, textAt) ?? { length: items.length, part: (from) => partOf(items.length, from, textAt) }
  );
}

/** As `listing`, without repeating equal texts. Its text can be made once only, from the first element to the last. */
export function distinctListing<T>(items: readonly T[], textOf: (item: T) => string): Piece {
  const writer = () => {
    const seen = new Set<string>();
    return (i: number) => {
      const each = textOf(items[i]!);
      const known = seen.size;
      if (seen.add(each).size === known) return '';
      return known === 0 ? each : `,${each}`;
    };
  };
  const textAt = writer();
  return (
    shortText(items.length, writer()) ?? { length: items.length, part: (from) => partOf(items.length, from, textAt) }
  );
}

/** The whole text of a list that is short in elements and characters. */
function shortText(length: number, textAt: (i: number) => string): string | undefined {
  if (length > SMALL) return undefined;
  let text = '';
  try {
    for (let i = 0; i < length; i++) {
      text += textAt(i);
      if (text.length > SHORT) return undefined;
    }
  } catch (error) {
    // An element that cannot be written is the business of those who take it.
    if (error instanceof RangeError) return undefined;
    throw error;
  }
  return text;
}

function partOf(length: number, from: number, textAt: (i: number) => string): Part {
  let text = '';
  let end = from;
  const stop = Math.min(length, from + PART_ELEMENTS);
  while (end < stop && text.length < PART_CHARACTERS) text += textAt(end++);
  return { text, end };
}

/** Texts of a shared listing that readers at the same place get without making them again. */
const RECENT = 64;
/** Elements that are looked at to see how long all are. */
const SAMPLES = 50;

/** As `listing`, for several readers who take it more or less at the same time. */
export function sharedListing<T>(items: readonly T[], textOf: (item: T) => string): Piece {
  const made = listing(items, textOf);
  if (typeof made === 'string') return made;
  const recent = new Map<number, Part>();
  const part = (from: number): Part => {
    const known = recent.get(from);
    if (known !== undefined) return known;
    const fresh = made.part(from);
    recent.set(from, fresh);
    if (recent.size > RECENT) for (const oldest of recent.keys()) if (recent.delete(oldest)) break;
    return fresh;
  };
  let sample = 0;
  for (let i = 0; i < SAMPLES; i++) sample += lengthOf(() => textOf(items[Math.floor((i * items.length) / SAMPLES)]!));
  return { length: items.length, bytes: Math.ceil((sample / SAMPLES) * items.length), part };
}

/** Of a text that may be longer than one can be. */
function lengthOf(text: () => string): number {
  try {
    return text().length;
  } catch (error) {
    if (error instanceof RangeError) return constants.MAX_STRING_LENGTH;
    throw error;
  }
}

/** The whole text, for tests and small messages. */
export function wholeText(pieces: readonly Piece[]): string {
  let text = '';
  for (const piece of pieces) {
    if (typeof piece === 'string') text += piece;
    else {
      for (let at = 0; at < piece.length; ) {
        const { text: more, end } = piece.part(at);
        text += more;
        at = end;
      }
    }
  }
  return text;
}
