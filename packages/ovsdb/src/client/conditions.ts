/**
 * The conditions of a replica's tables: what its owner wants, and what the server was asked for and has confirmed. The
 * two differ between `setCondition` and the reply to `monitor_cond_change`.
 */
import { type Json, stringifyJson, valueToJson } from '#ovsdb/notation';
import type { AnyTable } from '#schemas';
import type { Clause, Monitored, Where } from './monitored.js';
import { normalValue } from './normal-value.js';

/** A condition on the wire; undefined: all rows, so that `where` is left out. */
export type WireWhere = readonly Json[] | undefined;

interface State {
  readonly table: AnyTable;
  wanted: WireWhere;
  asked: WireWhere;
  confirmed: WireWhere;
}

export class Conditions {
  readonly #states: ReadonlyMap<string, State>;

  constructor(monitored: readonly Monitored[]) {
    this.#states = new Map(
      monitored.map(({ table, where = true }) => {
        const wire = wireWhere(table, where);
        return [table.name, { table, wanted: wire, asked: wire, confirmed: wire }];
      }),
    );
  }

  /** Returns whether that changed anything. Throws for a table that is not monitored. */
  want(table: AnyTable, where: Where): boolean {
    const state = this.#states.get(table.name);
    if (state === undefined) throw new Error(`table ${table.name} is not monitored`);
    const wire = wireWhere(table, where);
    if (equalWhere(wire, state.wanted)) return false;
    state.wanted = wire;
    return true;
  }

  get areInForce(): boolean {
    for (const { wanted, confirmed } of this.#states.values()) if (!equalWhere(wanted, confirmed)) return false;
    return true;
  }

  /** A `monitor_cond_change` was sent whose reply has not come. */
  get isChanging(): boolean {
    for (const { asked, confirmed } of this.#states.values()) if (!equalWhere(asked, confirmed)) return true;
    return false;
  }

  /** For a new monitor: with the confirmed conditions when it resumes where the last one ended, else with the wanted ones. */
  ask(how: 'resume' | 'anew'): ReadonlyMap<string, WireWhere> {
    for (const state of this.#states.values()) {
      state.asked = how === 'resume' ? state.confirmed : state.wanted;
    }
    return this.asked();
  }

  /** What the server was asked for last. */
  asked(): ReadonlyMap<string, WireWhere> {
    return new Map([...this.#states].map(([name, { asked }]) => [name, asked]));
  }

  /** What is to be changed by a `monitor_cond_change` now; marks it as asked for. */
  askChanges(): ReadonlyMap<string, readonly Json[]> {
    const changes = new Map<string, readonly Json[]>();
    for (const [name, state] of this.#states) {
      if (equalWhere(state.wanted, state.confirmed)) continue;
      state.asked = state.wanted;
      changes.set(name, state.asked ?? [true]);
    }
    return changes;
  }

  /** The server has answered what was asked. */
  confirm(): void {
    for (const state of this.#states.values()) state.confirmed = state.asked;
  }
}

function equalWhere(a: WireWhere, b: WireWhere): boolean {
  return a === b || stringifyJson(a ?? true) === stringifyJson(b ?? true);
}

export function wireWhere(table: AnyTable, where: Where): WireWhere {
  if (where === true) return undefined;
  if (where === false || where.length === 0) return [false];
  if (where.includes(true)) return undefined;
  return where.map((clause) => wireClause(table, clause));
}

/** One clause as JSON. Throws for a column that the table does not have. */
export function wireClause(table: AnyTable, clause: Clause): Json {
  if (typeof clause === 'boolean') return clause;
  const [name, comparison, value] = clause;
  if (name === '_uuid') return [name, comparison, ['uuid', String(value)]];
  const column = table.schema.columns.get(name);
  if (column === undefined) throw new Error(`table ${table.name} has no column ${name}`);
  return [name, comparison, valueToJson(column.type, normalValue(value))];
}
