/**
 * `_version` of rows: a uuid that is another one after each change of the row. Rows hold the number of the commit that
 * made them; the uuid is that number behind a prefix that this run of the server drew.
 */
export class VersionText {
  readonly #prefix: string;

  /** `seed`: a random uuid. */
  constructor(seed: string) {
    this.#prefix = seed.slice(0, 24);
  }

  /** Of a row of the running transaction (`undefined`) it is commit 0's. */
  uuidOf(version: number | undefined): string {
    return this.#prefix + (version ?? 0).toString(16).padStart(12, '0');
  }
}
