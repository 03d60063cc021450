import type { Fold, Group } from './fold.js';
import type { Relation } from './relation.js';

/** What a commit did to one relation or fold; the order is the same for the same inputs. */
export interface Delta<O> {
  readonly inserted: readonly O[];
  readonly deleted: readonly O[];
  /** Old and new value of outputs whose identity stayed. */
  readonly updated: readonly (readonly [O, O])[];
}

/** What a commit did. */
export interface Changes {
  of<O>(relation: Relation<O>): Delta<O>;
  of<O, S>(fold: Fold<O, S>): Delta<Group<S>>;
  /** True when no relation and no fold changed. */
  readonly isEmpty: boolean;
}
