import { type Read, type Spread, type SpreadRows, spread } from '#incremental';
import { type CompiledMatch, type CompiledSpread, type ConjunctionClause, memberMatch } from '#logical';
import { type Action, fields, type Match, type MatchField } from '#openflow';
import { flowKey } from '../install/flow.js';
import type { Output } from '../install/output.js';
import type { DatapathFacts } from '../local/datapath.js';
import { addressMembers, portElements } from './members.js';
import { isRelatedKey } from './names.js';

/** Where in the switch the flows of a logical flow stand. */
export interface FlowPlace {
  readonly pipeline: 'ingress' | 'egress';
  /** OpenFlow table. */
  readonly table: number;
  readonly priority: number;
  readonly cookie: number;
}

/** Collects the rows of one logical flow: matches become flows and clauses, spreads one of them for each member of a set. */
export class FlowRows implements SpreadRows<Output> {
  readonly rows: Output[] = [];
  readonly spreads: Spread<Output>[] = [];
  readonly #read: Read;
  readonly #place: FlowPlace;

  constructor(read: Read, place: FlowPlace) {
    this.#read = read;
    this.#place = place;
  }

  /** Adds what a compiled match is on a datapath. `firstId`: in place of conjunction 1 of the spreads. */
  add(
    datapath: DatapathFacts,
    matches: readonly CompiledMatch[],
    spreads: readonly CompiledSpread[],
    firstId: number,
    actions: readonly Action[],
  ): void {
    for (const entry of matches) {
      if (this.#isElsewhere(datapath, entry.match)) continue;
      const match = withDatapath(entry.match, datapath.key);
      if (entry.conjunctions === undefined) this.rows.push(this.#flow(match, actions));
      else for (const clause of entry.conjunctions) this.rows.push(this.#clause(match, clause));
    }
    for (const [at, compiled] of spreads.entries()) {
      if (this.#isElsewhere(datapath, compiled.rest)) continue;
      const { set, symbol, conjunction } = compiled;
      const place = { ...compiled, rest: withDatapath(compiled.rest, datapath.key) };
      const clause = conjunction && { ...conjunction, id: (firstId + conjunction.id - 1) >>> 0 };
      const row = (member: Parameters<typeof memberMatch>[1]): Output => {
        const match = memberMatch(place, member);
        return clause === undefined ? this.#flow(match, actions) : this.#clause(match, clause);
      };
      const key = `${datapath.id} ${at} ${set}`;
      const template = { ...this.#place, symbol, rest: place.rest, does: clause ?? actions };
      const name = set.slice(1);
      if (set.startsWith('$')) {
        this.spreads.push(spread(key, template, (read) => read(addressMembers, name)?.constants, row));
      } else {
        this.spreads.push(spread(key, template, (read) => portElements(read, datapath, name), row));
      }
    }
  }

  /** A switch has no flows of one pipeline's ports that are not here. */
  #isElsewhere({ id, isSwitch }: DatapathFacts, match: Match): boolean {
    if (!isSwitch) return false;
    const field = this.#place.pipeline === 'ingress' ? fields.reg14 : fields.reg15;
    for (const { field: matched, value } of match) {
      if (matched === field) return value !== 0 && !this.#read(isRelatedKey, `${id}/${value}`);
    }
    return false;
  }

  #flow(match: Match, actions: readonly Action[]): Output {
    const { table, priority, cookie } = this.#place;
    return { kind: 'flow', table, priority, match, actions, cookie, key: flowKey(table, priority, match) };
  }

  #clause(match: Match, { id, clause, clauses }: ConjunctionClause): Output {
    const { table, priority } = this.#place;
    const key = flowKey(table, priority, match);
    return {
      kind: 'clause',
      table,
      priority,
      match,
      action: { kind: 'conjunction', id, clause, clauses },
      flowKey: key,
      key: `clause ${id}/${clause} ${key}`,
    };
  }
}

/** The match with the datapath's key in its place. */
function withDatapath(match: Match, key: number): Match {
  const entry: MatchField = { field: fields.metadata, value: BigInt(key) };
  const at = match.findIndex(({ field }) => field.index > fields.metadata.index);
  return at < 0 ? [...match, entry] : [...match.slice(0, at), entry, ...match.slice(at)];
}
