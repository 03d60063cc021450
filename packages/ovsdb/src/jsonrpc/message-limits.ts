/** What a peer's message may be, whatever it came through. Beyond a limit the connection ends. */
import { constants } from 'node:buffer';

export interface MessageLimits {
  /** Longest message in bytes. */
  readonly maxBytes: number;
  /** Longest part of it that has to be parsed in one, as a string has, in bytes. */
  readonly maxValueBytes: number;
  /** Deepest nesting of arrays and objects. */
  readonly maxDepth: number;
  /** Most values of a message, more or less: each array and object counts, and each element or member but a first one. */
  readonly maxValues: number;
  /** Most members of an object. */
  readonly maxMembers: number;
}

/** More than there are bytes in the longest message; an integer as other limits are, for which the code is made. */
const NO_LIMIT = 2 ** 31 - 1;

/** ovsdb-server's depth; the reply to a monitor is one message, 430 MB long for a southbound database of a million flows. */
export const DEFAULT_LIMITS: MessageLimits = {
  maxBytes: NO_LIMIT,
  // What JavaScript can hold as one text, with room for what the parser puts around it.
  maxValueBytes: constants.MAX_STRING_LENGTH - 64 * 1024,
  maxDepth: 1000,
  maxValues: NO_LIMIT,
  maxMembers: NO_LIMIT,
};

/** The most members of an object in what clients send: none of their requests has such objects, and they cost more than their bytes. */
const MOST_MEMBERS = 100_000;

/**
 * Bytes of text that each value of the longest message may count on. Parsed, an empty array takes 30 times what its text
 * takes; a row of a real database has 20 bytes and more for each of its values.
 */
const BYTES_A_VALUE = 16;

/** The limits for messages of clients, which may have so many bytes: what bounds the memory that one takes. Undefined: of servers, which are trusted. */
export function limitsFor(maxBytes: number | undefined): MessageLimits {
  if (maxBytes === undefined) return DEFAULT_LIMITS;
  return { ...DEFAULT_LIMITS, maxBytes, maxValues: Math.ceil(maxBytes / BYTES_A_VALUE), maxMembers: MOST_MEMBERS };
}
