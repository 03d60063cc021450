/** The sessions of a service. */
import type { Session } from './session.js';

export class Sessions {
  /** With what is called when they have ended. */
  readonly #all = new Map<Session, (() => void) | undefined>();

  get size(): number {
    return this.#all.size;
  }

  add(session: Session, onClosed: (() => void) | undefined): void {
    this.#all.set(session, onClosed);
  }

  /** The session has ended. */
  remove(session: Session): void {
    const onClosed = this.#all.get(session);
    this.#all.delete(session);
    onClosed?.();
  }

  closeAll(reason: string): void {
    for (const session of [...this.#all.keys()]) session.close(reason);
  }

  /** Drops those that do not follow changes of databases (`set_db_change_aware`), but for the one who asked for it. */
  closeUnaware(reason: string, asker?: Session): void {
    for (const session of [...this.#all.keys()]) {
      if (!session.isChangeAware && session !== asker) session.close(reason);
    }
  }
}
