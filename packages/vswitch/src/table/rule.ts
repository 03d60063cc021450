/**
 * A flow as it stands in a table. Before: FlowMod. After: the classifier finds it, the translation carries its actions out
 * and credits it. Mutable inside this package: counters and times change with every packet.
 */
import type { Action, FlowMod, Match } from '#openflow';
import type { KeyMatch } from '../key/key-match.js';

/** Of a rule whose actions are conjunctions: what it adds to which. */
export interface Clause {
  readonly id: number;
  readonly clause: number;
  readonly clauses: number;
}

export class Rule {
  readonly table: number;
  readonly priority: number;
  readonly match: Match;
  readonly keyMatch: KeyMatch;
  cookie: bigint;
  actions: readonly Action[];
  /** Set when the actions are conjunctions: the rule is then no match by itself. */
  clauses: readonly Clause[] | undefined;
  idleTimeout: number;
  hardTimeout: number;
  flags: number;
  importance: number;
  /** Milliseconds of the switch's clock. */
  created: number;
  modified: number;
  used: number;
  packets = 0;
  bytes = 0;
  isRemoved = false;
  /** Counts changes of the actions: a program compiled from an older count is stale. */
  version = 0;
  /** Next of the same hash in the classifier, of equal or lower priority. */
  next: Rule | undefined;

  constructor(mod: FlowMod, keyMatch: KeyMatch, now: number) {
    this.table = mod.table;
    this.priority = mod.priority;
    this.match = mod.match;
    this.keyMatch = keyMatch;
    this.cookie = mod.cookie;
    this.actions = mod.actions;
    this.clauses = clausesOf(mod.actions);
    this.idleTimeout = mod.idleTimeout ?? 0;
    this.hardTimeout = mod.hardTimeout ?? 0;
    this.flags = mod.flags ?? 0;
    this.importance = mod.importance ?? 0;
    this.created = now;
    this.modified = now;
    this.used = now;
  }
}

/** The conjunctions of a list of actions that has no others but notes; undefined for any other list. */
export function clausesOf(actions: readonly Action[]): readonly Clause[] | undefined {
  if (!actions.some((action) => action.kind === 'conjunction')) return undefined;
  return actions.flatMap((action) => (action.kind === 'conjunction' ? [action] : []));
}
