import { type Action, fields, isConflict, type Match, type MatchField, normalizeMatch } from '#openflow';

/** A flow that the switch should have. Before: the logical and physical rules. After: the installer. */
export interface Flow {
  readonly kind: 'flow';
  readonly table: number;
  readonly priority: number;
  readonly match: Match;
  readonly actions: readonly Action[];
  /** First 32 bits of the southbound row's uuid; 0 for flows that no row asks for. */
  readonly cookie: number;
  /** Table, priority and match: what makes two flows one in the switch. */
  readonly key: string;
}

/** The cookie of flows that come from the row `uuid`. */
export function cookieOf(uuid: string): number {
  return Number.parseInt(uuid.slice(0, 8), 16);
}

/**
 * A text that is the same for equal flows only, as far as the switch tells them apart: table, priority, datapath, and the
 * rest of the match in normal form.
 */
export function flowKey(table: number, priority: number, match: Match): string {
  let datapath = '';
  let rest = '';
  for (const { field, value, mask } of match) {
    if (field === fields.metadata && mask === undefined) datapath = `${value}`;
    else rest += mask === undefined ? `${field.index}=${value};` : `${field.index}=${value}/${mask};`;
  }
  return `${table},${priority},${datapath},${rest}`;
}

/** Makes a flow of match parts in any order. Parts that contradict each other are a bug of the rule. */
export function makeFlow(
  table: number,
  priority: number,
  parts: readonly MatchField[],
  actions: readonly Action[],
  cookie = 0,
): Flow {
  const match = normalizeMatch(parts);
  if (isConflict(match))
    throw new Error(`table ${table} priority ${priority}: contradiction in ${match.conflict.name}`);
  return { kind: 'flow', table, priority, match, actions, cookie, key: flowKey(table, priority, match) };
}
