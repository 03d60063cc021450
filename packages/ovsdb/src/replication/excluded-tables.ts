/** Tables that a backup server keeps as they are: `DB:TABLE[,DB:TABLE]...` of ovsdb-server(1), `--sync-exclude-tables`. */

export class ExcludedTables {
  /** As `DB:TABLE`. */
  readonly #places: ReadonlySet<string>;

  private constructor(places: ReadonlySet<string>) {
    this.#places = places;
  }

  /** Any text is taken, as ovsdb-server takes it: a word without a table excludes nothing, and spaces are as good as commas. */
  static parse(text: string): ExcludedTables {
    const places = new Set<string>();
    for (const word of text.split(/[ ,]+/)) {
      const [, database = '', table = ''] = /^(:*[^:]*)(?::(.*))?$/.exec(word) ?? [];
      if (word !== '') places.add(`${database}:${table}`);
    }
    return new ExcludedTables(places);
  }

  has(database: string, table: string): boolean {
    return this.#places.has(`${database}:${table}`);
  }

  /** True where a table of the database may be among them. */
  concern(database: string): boolean {
    return [...this.#places].some((place) => place.startsWith(`${database}:`));
  }

  /** Sorted. */
  toString(): string {
    return [...this.#places].sort().join(',');
  }
}
