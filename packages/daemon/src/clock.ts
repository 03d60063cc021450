/** Time and chance as the pure parts of a program receive them. */
import type { Clock } from '#base';

export { systemClock, systemRandom } from '#ovsdb/jsonrpc';
export type { Clock };

/** `length` random bytes. */
export type Random = (length: number) => Uint8Array;
