/**
 * Monitors that are told the same: their update is made once a commit and shared. A monitor changes group when its
 * conditions change.
 */
import type { Change } from '../change.js';
import type { VersionText } from '../version.js';
import { LateUpdates } from './late-updates.js';
import type { Form, Selection } from './selection.js';
import { changesText, longChangesText } from './update-text.js';

export class MonitorGroup {
  readonly key: string;
  readonly form: Form;
  readonly selections: ReadonlyMap<string, Selection>;
  members = 0;
  readonly #versions: VersionText;
  #lastChanges: readonly Change[] | undefined;
  #lastUpdates: string | undefined;
  #lastLate: LateUpdates | undefined;

  constructor(key: string, form: Form, selections: ReadonlyMap<string, Selection>, versions: VersionText) {
    this.key = key;
    this.form = form;
    this.selections = selections;
    this.#versions = versions;
  }

  /** The `<table-updates>` of a commit; undefined when it does not concern the group. */
  updatesOf(changes: readonly Change[]): string | undefined {
    if (this.#lastChanges !== changes) {
      this.forget();
      this.#lastChanges = changes;
      this.#lastUpdates = changesText(this.selections, changes, this.form, this.#versions);
    }
    return this.#lastUpdates;
  }

  /** As `updatesOf`, for very many changes: still to be made. */
  lateUpdatesOf(changes: readonly Change[]): LateUpdates {
    if (this.#lastChanges !== changes || this.#lastLate === undefined) {
      this.forget();
      this.#lastChanges = changes;
      this.#lastLate = new LateUpdates(longChangesText(this.selections, changes, this.form, this.#versions));
    }
    return this.#lastLate;
  }

  /** Lets go of the last commit. */
  forget(): void {
    this.#lastChanges = undefined;
    this.#lastUpdates = undefined;
    this.#lastLate = undefined;
  }
}

/** The groups of one database. */
export class MonitorGroups {
  readonly #groups = new Map<string, MonitorGroup>();
  readonly #versions: VersionText;

  constructor(versions: VersionText) {
    this.#versions = versions;
  }

  /** How many kinds of monitors there are, whatever their conditions. */
  get kinds(): number {
    const watched = ({ selections }: MonitorGroup) => [...selections.values()].map((each) => each.watched).join('\n');
    return new Set([...this.#groups.values()].map(watched)).size;
  }

  join(form: Form, selections: ReadonlyMap<string, Selection>): MonitorGroup {
    const shape = form === 'update' ? 'update' : 'update2';
    const key = `${shape}\n${[...selections.values()].map((each) => each.key).join('\n')}`;
    let group = this.#groups.get(key);
    if (group === undefined) {
      group = new MonitorGroup(key, form, selections, this.#versions);
      this.#groups.set(key, group);
    }
    group.members++;
    return group;
  }

  leave(group: MonitorGroup): void {
    if (--group.members === 0) this.#groups.delete(group.key);
  }

  /** Has all groups let go of the last commit. */
  forget(): void {
    for (const group of this.#groups.values()) group.forget();
  }
}
