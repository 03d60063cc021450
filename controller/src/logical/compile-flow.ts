import type { Uuid } from '#base';
import type { Read, SpreadRows } from '#incremental';
import {
  type CompiledMatches,
  compileMatch,
  dealConjunctionIds,
  type Expr,
  Inseparable,
  type LogicalAction,
  parseMatch,
  SyntaxProblem,
} from '#logical';
import type { Action } from '#openflow';
import { openflowTables } from '#pipeline';
import { Logical_Flow } from '#schemas/southbound';
import { cookieOf } from '../install/flow.js';
import type { Output } from '../install/output.js';
import type { DatapathFacts } from '../local/datapath.js';
import { ConjunctionId } from '../local/state.js';
import { type EncodedActions, encodeFor, parsedActions, type Stage } from './flow-actions.js';
import { datapathsOf } from './flow-datapaths.js';
import { FlowRows } from './flow-rows.js';
import { shapeOf } from './members.js';
import { addressSet, isChassisResident, isRelatedPort, portGroup, portKey } from './names.js';
import { symbols } from './symbols.js';
import { templateVariables } from './templates.js';

const NOTHING: SpreadRows<Output> = { rows: [], spreads: [] };

/**
 * All that a logical flow is on this host. A match or action that names no port of its own datapath is compiled once and
 * used for all datapaths of the flow's group.
 */
export function compileLogicalFlow(read: Read, id: Uuid<'Logical_Flow'>): SpreadRows<Output> {
  const row = read.whole(Logical_Flow, id);
  if (row === undefined) return NOTHING;
  const datapaths = datapathsOf(read, row);
  if (datapaths.length === 0) return NOTHING;
  const onlyPort = row.tags.get('in_out_port');
  if (onlyPort !== undefined && !read(isRelatedPort, onlyPort)) return NOTHING;

  const stage: Stage = { pipeline: row.pipeline, table: row.table_id };
  const parsed = parsedActions(read, row.actions, stage);
  if (parsed.error !== undefined) {
    return { rows: [problem(id, `actions "${row.actions}": ${parsed.error}`)], spreads: [] };
  }
  const compiler = new FlowCompiler(read, id, row.match, parsed.prerequisites, row.controller_meter, {
    ...stage,
    actions: parsed.actions,
    priority: row.priority,
  });
  for (const datapath of datapaths) compiler.add(datapath);
  return compiler.rows;
}

function problem(id: Uuid<'Logical_Flow'>, text: string): Output {
  return { kind: 'problem', text: `logical flow ${id}: ${text}`, key: `problem ${id}` };
}

interface Rule extends Stage {
  readonly actions: readonly LogicalAction[];
  readonly priority: number;
}

class FlowCompiler {
  readonly rows: FlowRows;
  readonly #read: Read;
  readonly #id: Uuid<'Logical_Flow'>;
  readonly #text: string;
  readonly #prerequisites: Expr;
  readonly #meter: string | undefined;
  readonly #rule: Rule;
  readonly #cookie: number;
  /** Sets whose members have to be named in this match. */
  readonly #named = new Set<string>();
  #expr: Expr | undefined; // kept while it is the same for all datapaths
  #matches: CompiledMatches | undefined;
  #encoded: { readonly isSwitch: boolean; readonly actions: readonly Action[] } | undefined;

  constructor(
    read: Read,
    id: Uuid<'Logical_Flow'>,
    text: string,
    prerequisites: Expr,
    meter: string | undefined,
    rule: Rule,
  ) {
    this.#read = read;
    this.#id = id;
    this.#text = text;
    this.#prerequisites = prerequisites;
    this.#meter = meter;
    this.#rule = rule;
    this.#cookie = cookieOf(id);
    const { logicalIngress, logicalEgress } = openflowTables;
    const { pipeline, priority } = rule;
    const table = rule.table + (pipeline === 'ingress' ? logicalIngress : logicalEgress);
    this.rows = new FlowRows(read, { pipeline, table, priority, cookie: this.#cookie });
  }

  add(datapath: DatapathFacts): void {
    const compiled = this.#match(datapath);
    if (compiled === undefined || compiled.matches.length + compiled.spreads.length === 0) return;
    let { matches } = compiled;
    let firstId = 0;
    if (compiled.conjunctions > 0) {
      const name = `${this.#id}/${datapath.id}`;
      const { conjunctions: count } = compiled;
      this.rows.rows.push({ kind: 'conjunction', name, count, key: `conjunction ${name}` });
      const dealt = this.#read.row(ConjunctionId, name);
      if (dealt === undefined || dealt.count < count) return;
      firstId = dealt.first;
      matches = dealConjunctionIds(matches, firstId);
    }
    const actions = this.#actions(datapath);
    if (actions !== undefined) this.rows.add(datapath, matches, compiled.spreads, firstId, actions);
  }

  #match(datapath: DatapathFacts): CompiledMatches | undefined {
    for (;;) {
      if (this.#matches !== undefined) return this.#matches;
      try {
        return this.#compile(datapath);
      } catch (error) {
        if (error instanceof SyntaxProblem) {
          this.rows.rows.push(problem(this.#id, `match "${this.#text}": ${error.message}`));
          return undefined;
        }
        if (!(error instanceof Inseparable)) throw error;
        this.#named.add(error.set);
        this.#expr = undefined;
      }
    }
  }

  #compile(datapath: DatapathFacts): CompiledMatches | undefined {
    const read = this.#read;
    let isSpecific = false;
    let expr = this.#expr;
    if (expr === undefined) {
      const parsed = parseMatch(this.#text, {
        symbols,
        variables: templateVariables(read),
        sets: {
          addressSet: (name) => addressSet(read, name),
          portGroup: (name) => {
            isSpecific = true;
            return portGroup(read, datapath.key, name);
          },
          spread: (set) => {
            if (this.#named.has(set)) return undefined;
            if (set.startsWith('@')) isSpecific = true;
            return shapeOf(read, datapath, set);
          },
        },
        prerequisites: this.#prerequisites,
      });
      if (parsed.expr === undefined) {
        this.rows.rows.push(problem(this.#id, `match "${this.#text}": ${parsed.error}`));
        return undefined;
      }
      expr = parsed.expr;
      if (!isSpecific) this.#expr = expr;
    }
    const compiled = compileMatch(expr, {
      portKey: (name) => {
        isSpecific = true;
        return portKey(read, datapath.id, name);
      },
      isChassisResident: (name) => read(isChassisResident, name),
    });
    if (!isSpecific) this.#matches = compiled;
    return compiled;
  }

  #actions(datapath: DatapathFacts): readonly Action[] | undefined {
    if (this.#encoded?.isSwitch === datapath.isSwitch) return this.#encoded.actions;
    const encoded: EncodedActions = encodeFor(this.#read, this.#rule.actions, this.#rule, datapath, {
      cookie: this.#cookie,
      meter: this.#meter,
    });
    this.rows.rows.push(...encoded.wanted);
    if (encoded.isGeneric && encoded.actions !== undefined) {
      this.#encoded = { isSwitch: datapath.isSwitch, actions: encoded.actions };
    }
    return encoded.actions;
  }
}
