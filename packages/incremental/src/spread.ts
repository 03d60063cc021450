import type { Elements } from './elements.js';

/**
 * Rows that a source gives one by one for the elements of a big set. When the source runs again and gives a spread with
 * the same key and an equal template, only the rows of elements that came or went are made anew or dropped.
 */
export interface Spread<O> {
  /** Not empty; told apart from the other spreads of its source and row. */
  readonly key: string;
  readonly elements: Elements<unknown>;
  /** All that rows depend on besides their element; compared by content. */
  readonly template: unknown;
  /** Pure: must not read. Rows of one identity have equal content. */
  row(element: unknown): O | undefined;
}

/** Declares a spread of rows over the elements of a set. */
export function spread<E, O>(
  key: string,
  template: unknown,
  elements: Elements<E>,
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
