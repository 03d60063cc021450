/** What the command line decides about a trace. Before: options.ts. After: tracer.ts. */
import type { Endpoint } from '#logical';

export interface TraceSettings {
  /** ct_state of the tracking actions to come, in their order; then `est|trk`. */
  readonly ctStates: readonly number[];
  /** Destination that load balancing prefers. */
  readonly lbDestination: Endpoint | undefined;
  readonly selectId: number | undefined;
  readonly hasFriendlyNames: boolean;
  /** A number from 0 up to less than `count`. */
  readonly chance: (count: number) => number;
  readonly warn: (text: string) => void;
  /** `stops` leaves out of the tree what only people read: flows that only go on, actions, texts. All by default. */
  readonly detail?: 'all' | 'stops';
}
