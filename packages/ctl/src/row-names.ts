/**
 * Names of rows that are made in the same chain: `--id=@x create ...` and `@x` in any value. A name may be used before the
 * command that makes the row.
 */
import type { Uuid } from '#base';
import { CommandError } from './command-error.js';

interface Entry {
  readonly id: Uuid;
  isCreated: boolean;
}

export class RowNames {
  readonly #entries = new Map<string, Entry>();
  readonly #newUuid: () => Uuid;

  constructor(newUuid: () => Uuid) {
    this.#newUuid = newUuid;
  }

  /** The uuid that `@name` stands for. */
  resolve(name: string): Uuid {
    return this.#entryOf(name).id;
  }

  /** The uuid for the row that `--id=NAME` makes. Throws when the name is malformed or taken. */
  create(name: string): Uuid {
    const entry = this.#claim(name);
    return entry.id;
  }

  /** Lets a name stand for a row that exists. */
  assign(name: string, id: Uuid): void {
    this.#check(name);
    this.#entries.set(name, { id, isCreated: true });
  }

  /** Throws for a name that is used and that no command made. */
  checkAll(): void {
    for (const [name, { isCreated }] of this.#entries) {
      if (!isCreated) {
        throw new CommandError(
          `row id "${name}" is referenced but never created (e.g. with "-- --id=${name} create ...")`,
        );
      }
    }
  }

  #claim(name: string): Entry {
    this.#check(name);
    const entry = this.#entryOf(name);
    entry.isCreated = true;
    return entry;
  }

  #check(name: string): void {
    if (!name.startsWith('@')) throw new CommandError(`row id "${name}" does not begin with "@"`);
    if (this.#entries.get(name)?.isCreated) {
      throw new CommandError(`row id "${name}" may only be specified on one --id option`);
    }
  }

  #entryOf(name: string): Entry {
    let entry = this.#entries.get(name);
    if (entry === undefined) {
      entry = { id: this.#newUuid(), isCreated: false };
      this.#entries.set(name, entry);
    }
    return entry;
  }
}
