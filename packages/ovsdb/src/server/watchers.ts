/** Who monitors which database: tells sessions what commits change, and that monitors end with their database. */
import type { Commit } from './commit.js';
import type { Batch } from './commit-queue.js';
import type { Database } from './database.js';
import type { LateUpdates } from './monitor/late-updates.js';
import type { Monitor } from './monitor/monitor.js';
import type { Session } from './session.js';
import type { Steps } from './steps.js';

/** Changes of a commit up to which its updates, made once, may be kept until the next one. */
const KEPT = 1000;
/** Changes of a commit from which it is found out in slices whom they concern. */
const LONG = 2000;

type Watcher = readonly [session: Session, monitor: Monitor];

/** A set, too: a list would need other code. */
const NOBODY: ReadonlySet<Watcher> = new Set();

export class Watchers {
  /** Has something made in slices. */
  readonly #make: (steps: Steps<void>) => void;
  /** In the order in which the monitors were made. */
  readonly #all = new Map<Database, Set<Watcher>>();

  constructor(make: (steps: Steps<void>) => void) {
    this.#make = make;
  }

  add(session: Session, monitor: Monitor): void {
    session.monitors.set(monitor.idText, monitor);
    let watchers = this.#all.get(monitor.database);
    if (watchers === undefined) {
      watchers = new Set();
      this.#all.set(monitor.database, watchers);
    }
    watchers.add([session, monitor]);
  }

  remove(session: Session, monitor: Monitor): void {
    session.monitors.delete(monitor.idText);
    const watchers = this.#all.get(monitor.database);
    for (const watcher of watchers ?? []) if (watcher[1] === monitor) watchers?.delete(watcher);
    monitor.close();
  }

  removeSession(session: Session): void {
    for (const monitor of [...session.monitors.values()]) this.remove(session, monitor);
  }

  /** Ends the monitors of a database that is not served any more. */
  cancel(database: Database): void {
    for (const [session, monitor] of [...(this.#all.get(database) ?? [])]) {
      this.remove(session, monitor);
      if (session.isChangeAware) session.hold(`{"id":null,"method":"monitor_canceled","params":[${monitor.idText}]}`);
    }
    this.#all.delete(database);
  }

  /** `id`: the database's state after the commit. `batch`: what makes it durable. */
  tell(database: Database, commit: Commit, id: string, batch: Batch | undefined): void {
    if (commit.changes.length >= LONG) {
      this.#tellLate(database, commit, id, batch);
      return;
    }
    for (const [session, monitor] of this.#all.get(database) ?? NOBODY) {
      const updates = monitor.group.updatesOf(commit.changes);
      if (updates !== undefined) session.hold(monitor.notification(updates, id), batch);
    }
    if (commit.changes.length > KEPT) database.groups.forget();
  }

  #tellLate(database: Database, commit: Commit, id: string, batch: Batch | undefined): void {
    const all = new Set<LateUpdates>();
    for (const [session, monitor] of this.#all.get(database) ?? NOBODY) {
      const updates = monitor.group.lateUpdatesOf(commit.changes);
      session.hold(monitor.lateNotification(updates, id), batch);
      all.add(updates);
    }
    database.groups.forget();
    for (const updates of all) this.#make(updates.make());
  }
}
