import type { Key } from './table-ref.js';

/** One thing that was read, and what that read in turn. */
export type Explanation =
  | { readonly kind: 'query'; readonly query: string; readonly key: Key; readonly reads: readonly Explanation[] }
  | { readonly kind: 'column'; readonly table: string; readonly id: string; readonly column: string }
  | { readonly kind: 'row'; readonly table: string; readonly id: string }
  | { readonly kind: 'rows'; readonly table: string }
  | { readonly kind: 'bucket'; readonly table: string; readonly index: string; readonly key: Key }
  | { readonly kind: 'group'; readonly fold: string; readonly key: Key }
  | { readonly kind: 'groups'; readonly fold: string };
