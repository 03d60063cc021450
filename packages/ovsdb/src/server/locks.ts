/**
 * Locks (RFC 7047, 4.1.8 to 4.1.10): each has at most one owner and a queue of those who wait, in order. They live in
 * memory and go with their session.
 */

/** Who asks for locks; told when one comes or goes without its asking. */
export interface LockSession {
  onLocked(name: string): void;
  onStolen(name: string): void;
}

export class Locks {
  /** The first of each list is the owner. */
  readonly #waiters = new Map<string, LockSession[]>();

  /** True when the session has asked for the lock and not given it back. */
  isWaiting(name: string, session: LockSession): boolean {
    return this.#waiters.get(name)?.includes(session) === true;
  }

  isOwner(name: string, session: LockSession): boolean {
    return this.#waiters.get(name)?.[0] === session;
  }

  /** Queues the session; true when it owns the lock at once. */
  lock(name: string, session: LockSession): boolean {
    const waiters = this.#waiters.get(name);
    if (waiters === undefined) {
      this.#waiters.set(name, [session]);
      return true;
    }
    waiters.push(session);
    return false;
  }

  /** Makes the session the owner; the owner before, if any, is told and waits first in line. */
  steal(name: string, session: LockSession): void {
    const waiters = this.#waiters.get(name);
    if (waiters === undefined) {
      this.#waiters.set(name, [session]);
      return;
    }
    const victim = waiters[0];
    waiters.unshift(session);
    victim?.onStolen(name);
  }

  unlock(name: string, session: LockSession): void {
    const waiters = this.#waiters.get(name);
    if (waiters === undefined) return;
    const place = waiters.indexOf(session);
    if (place < 0) return;
    waiters.splice(place, 1);
    if (waiters.length === 0) this.#waiters.delete(name);
    else if (place === 0) waiters[0]!.onLocked(name);
  }

  /** Gives back all that the session has or waits for. */
  release(session: LockSession): void {
    for (const name of [...this.#waiters.keys()]) this.unlock(name, session);
  }
}
