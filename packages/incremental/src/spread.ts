import type { Elements } from './elements.js';
import type { Read } from './read.js';

/**
 * Rows that a source gives one by one for the elements of a big set. When elements come or go, only their rows are made or
 * dropped, and the source does not run again; nor are they made anew when it does run, and gives a spread with the same key
 * and an equal template.
 */
export interface Spread<O> {
  /** Not empty; told apart from the other spreads of its source and row. */
  readonly key: string;
  /** The set as it is now; undefined: there is none. */
  elements(read: Read): Elements<unknown> | undefined;
  /** All that rows depend on besides their element, and which set it is; compared by content. */
  readonly template: unknown;
  /** Pure: must not read. Rows of one identity have equal content. */
  row(element: unknown): O | undefined;
}

/** Declares a spread of rows over the elements of a set. */
export function spread<E, O>(
  key: string,
  template: unknown,
  elements: (read: Read) => Elements<E> | undefined,
  row: (element: E) => O | undefined,
): Spread<O> {
  return { key, elements, template, row: row as (element: unknown) => O | undefined }; // called with the set's elements
}

/** What a source gives: its rows, and those that hang on big sets. */
export type Rows<O> = readonly O[] | SpreadRows<O>;

export interface SpreadRows<O> {
  readonly rows: readonly O[];
  readonly spreads: readonly Spread<O>[];
}

export function rowsOf<O>(given: Rows<O>): readonly O[] {
  return 'spreads' in given ? given.rows : given;
}

export function spreadsOf<O>(given: Rows<O>): readonly Spread<O>[] {
  return 'spreads' in given ? given.spreads : [];
}
