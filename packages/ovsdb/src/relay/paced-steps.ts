/** Work on a peer's message that takes several turns of the event loop when it is long: the peer's other messages wait meanwhile. */
import type { Clock } from '#base';
import type { Session } from '#ovsdb/jsonrpc';
import type { Steps } from '#ovsdb/server';

/** How long one turn of the event loop may be busy with a large message. */
const TURN_MS = 10;

export interface Pace {
  readonly clock: Clock;
  /** Runs what is left in a later turn, unless the peer is gone by then. */
  readonly guarded: (action: () => void) => void;
}

/** Carries out steps, and other work between them when they take long. */
export function runPaced<T>(peer: Session, steps: Steps<T>, pace: Pace, done: (result: T) => void): void {
  const { clock, guarded } = pace;
  const end = clock.monotonic() + TURN_MS;
  do {
    const step = steps.next();
    if (step.done === true) {
      done(step.value);
      peer.release();
      return;
    }
  } while (clock.monotonic() < end);
  peer.hold();
  clock.setTimeout(() => guarded(() => runPaced(peer, steps, pace, done)), 0);
}
