/**
 * Which flows a flow_mod or a statistics request means. Before: decoded messages. After: flow tables: the embedded switch's, tests'.
 */
import type { Action } from './action.js';
import { type FieldValue, fullMask } from './field.js';
import type { Match, MatchField } from './match.js';
import type { FlowFilter } from './message/flow-mod.js';

function covers(wide: MatchField, narrow: MatchField): boolean {
  const wideMask = wide.mask ?? fullMask(wide.field);
  const narrowMask = narrow.mask ?? fullMask(narrow.field);
  if (typeof wideMask === 'number' && typeof narrowMask === 'number') {
    const bits = Number(wide.value) ^ Number(narrow.value);
    return (wideMask & ~narrowMask) === 0 && (bits & wideMask) === 0;
  }
  const [mask, other] = [BigInt(wideMask), BigInt(narrowMask)];
  return (mask & ~other) === 0n && ((BigInt(wide.value) ^ BigInt(narrow.value)) & mask) === 0n;
}

/** True when every packet of `narrow` is one of `wide`. Both in normal form. */
export function isWithin(narrow: Match, wide: Match): boolean {
  if (wide.length > narrow.length) return false;
  let at = 0;
  for (const item of wide) {
    while (at < narrow.length && narrow[at]!.field.index < item.field.index) at++;
    const other = narrow[at];
    if (other === undefined || other.field !== item.field || !covers(item, other)) return false;
  }
  return true;
}

const same = (a: FieldValue | undefined, b: FieldValue | undefined) => a === b;

/** Both in normal form. */
export function equalMatch(a: Match, b: Match): boolean {
  return (
    a.length === b.length &&
    a.every((item, i) => {
      const other = b[i]!;
      return item.field === other.field && same(item.value, other.value) && same(item.mask, other.mask);
    })
  );
}

/** A text that is the same for equal matches of normal form, and for no others: a key for maps. */
export function matchKey(match: Match): string {
  let key = '';
  for (const { field, value, mask } of match) {
    key += mask === undefined ? `${field.index}=${value};` : `${field.index}=${value}/${mask};`;
  }
  return key;
}

/** True when the actions may send to the port: by output or enqueue, also nested. */
export function outputsTo(actions: readonly Action[], port: number): boolean {
  return actions.some((action) => {
    switch (action.kind) {
      case 'output':
      case 'output_truncated':
      case 'enqueue':
        return action.port === port;
      case 'clone':
      case 'write_actions':
        return outputsTo(action.actions, port);
      default:
        return false;
    }
  });
}

/** True when the actions may send to the group. */
export function usesGroup(actions: readonly Action[], group: number): boolean {
  return actions.some((action) => {
    switch (action.kind) {
      case 'group':
        return action.group === group;
      case 'clone':
      case 'write_actions':
        return usesGroup(action.actions, group);
      default:
        return false;
    }
  });
}

/** True for a flow that the filter selects. */
export function isSelected(
  flow: {
    readonly table: number;
    readonly cookie: bigint;
    readonly match: Match;
    readonly actions: readonly Action[];
  },
  filter: FlowFilter,
): boolean {
  if (filter.table !== undefined && filter.table !== 255 && flow.table !== filter.table) return false;
  if (filter.cookieMask !== undefined && ((flow.cookie ^ (filter.cookie ?? 0n)) & filter.cookieMask) !== 0n)
    return false;
  if (filter.outPort !== undefined && !outputsTo(flow.actions, filter.outPort)) return false;
  if (filter.outGroup !== undefined && !usesGroup(flow.actions, filter.outGroup)) return false;
  return isWithin(flow.match, filter.match);
}
