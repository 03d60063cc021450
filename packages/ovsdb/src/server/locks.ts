/**
 * Locks (RFC 7047, 4.1.8 to 4.1.10): each has at most one owner and a queue of those who wait, in order. They live in
 * memory and go with their session.
 */

/** Who asks for locks; told when one comes or goes without its asking. */
export interface LockSession {
  onLocked(name: string): void;
  onStolen(name: string): void;
}

interface Waiter {
  readonly session: LockSession;
  readonly method: 'lock' | 'steal';
}

interface Lock {
  /** The first is the owner. */
  readonly waiters: Waiter[];
  /** Who had stolen the lock and lost it again: not in line any more, but must "unlock" before asking anew. */
  readonly losers: Set<LockSession>;
}

/** The names of one session's locks, as the Connection table tells of them. */
export interface LockNames {
  readonly held: readonly string[];
  readonly waiting: readonly string[];
  /** Stolen by another. */
  readonly lost: readonly string[];
}

export class Locks {
  readonly #locks = new Map<string, Lock>();

  /** True when the session has asked for the lock and not given it back. */
  hasAsked(name: string, session: LockSession): boolean {
    const lock = this.#locks.get(name);
    return lock !== undefined && (lock.losers.has(session) || lock.waiters.some((each) => each.session === session));
  }

  isOwner(name: string, session: LockSession): boolean {
    return this.#locks.get(name)?.waiters[0]?.session === session;
  }

  /** Queues the session; true when it owns the lock at once. */
  lock(name: string, session: LockSession): boolean {
    const { waiters } = this.#lock(name);
    waiters.push({ session, method: 'lock' });
    return waiters.length === 1;
  }

  /**
   * Makes the session the owner. The owner before is told; it waits first in line, unless it had stolen the lock itself
   * (as in ovsdb-server).
   */
  steal(name: string, session: LockSession): void {
    const { waiters, losers } = this.#lock(name);
    const victim = waiters[0];
    if (victim?.method === 'steal') {
      waiters.shift();
      losers.add(victim.session);
    }
    waiters.unshift({ session, method: 'steal' });
    victim?.session.onStolen(name);
  }

  unlock(name: string, session: LockSession): void {
    const lock = this.#locks.get(name);
    if (lock === undefined) return;
    const { waiters, losers } = lock;
    const place = waiters.findIndex((each) => each.session === session);
    if (place >= 0) {
      waiters.splice(place, 1);
      // The owner is told again when one behind it leaves, as ovsdb-server does.
      waiters[0]?.session.onLocked(name);
    } else losers.delete(session);
    if (waiters.length === 0 && losers.size === 0) this.#locks.delete(name);
  }

  /** Gives back all that the session has or waits for. */
  release(session: LockSession): void {
    for (const name of [...this.#locks.keys()]) this.unlock(name, session);
  }

  /** The session's locks, by name. */
  namesOf(session: LockSession): LockNames {
    const held: string[] = [];
    const waiting: string[] = [];
    const lost: string[] = [];
    for (const [name, { waiters, losers }] of this.#locks) {
      const place = waiters.findIndex((each) => each.session === session);
      if (place === 0) held.push(name);
      else if (place > 0) waiting.push(name);
      else if (losers.has(session)) lost.push(name);
    }
    return { held: held.sort(), waiting: waiting.sort(), lost: lost.sort() };
  }

  #lock(name: string): Lock {
    let lock = this.#locks.get(name);
    if (lock === undefined) {
      lock = { waiters: [], losers: new Set() };
      this.#locks.set(name, lock);
    }
    return lock;
  }
}
