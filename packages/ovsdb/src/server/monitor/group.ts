/**
 * Monitors that are told the same: their update is made once a commit and shared. A monitor changes group when its
 * conditions change.
 */
import type { Change } from '../change.js';
import type { VersionText } from '../version.js';
import type { Form, Selection } from './selection.js';
import { changesText } from './update-text.js';

export class MonitorGroup {
  readonly key: string;
  readonly form: Form;
  readonly selections: ReadonlyMap<string, Selection>;
  members = 0;
  readonly #versions: VersionText;
  #lastChanges: readonly Change[] | undefined;
  #lastText: string | undefined;

  constructor(key: string, form: Form, selections: ReadonlyMap<string, Selection>, versions: VersionText) {
    this.key = key;
    this.form = form;
    this.selections = selections;
    this.#versions = versions;
  }

  /** The `<table-updates>` of a commit; undefined when it does not concern the group. */
  textOf(changes: readonly Change[]): string | undefined {
    if (this.#lastChanges !== changes) {
      this.#lastChanges = changes;
      this.#lastText = changesText(this.selections, changes, this.form, this.#versions);
    }
    return this.#lastText;
  }

  /** Lets go of the last commit. */
  forget(): void {
    this.#lastChanges = undefined;
    this.#lastText = undefined;
  }
}

/** The groups of one database. */
export class MonitorGroups {
  readonly #groups = new Map<string, MonitorGroup>();
  readonly #versions: VersionText;

  constructor(versions: VersionText) {
    this.#versions = versions;
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

  forget(): void {
    for (const group of this.#groups.values()) group.forget();
  }
}
