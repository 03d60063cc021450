import type { Uuid } from '#base';
import type { Read } from '#incremental';
import {
  type CompiledMatches,
  compileMatch,
  dealConjunctionIds,
  type Expr,
  type LogicalAction,
  parseMatch,
} from '#logical';
import type { Action, Match, MatchField } from '#openflow';
import { fields } from '#openflow';
import { openflowTables } from '#pipeline';
import { Logical_Flow } from '#schemas/southbound';
import { cookieOf, flowKey } from '../install/flow.js';
import type { Output } from '../install/output.js';
import type { DatapathFacts } from '../local/datapath.js';
import { ConjunctionId } from '../local/state.js';
import { type EncodedActions, encodeFor, parsedActions, type Stage } from './flow-actions.js';
import { datapathsOf } from './flow-datapaths.js';
import { addressSet, isChassisResident, isRelatedPort, portGroup, portKey } from './names.js';
import { symbols } from './symbols.js';

/**
 * All that a logical flow is on this host. A match or action that names no port of its own datapath is compiled once and
 * used for all datapaths of the flow's group.
 */
export function compileLogicalFlow(read: Read, id: Uuid<'Logical_Flow'>): readonly Output[] {
  const row = read.whole(Logical_Flow, id);
  if (row === undefined) return [];
  const datapaths = datapathsOf(read, row);
  if (datapaths.length === 0) return [];
  const onlyPort = row.tags.get('in_out_port');
  if (onlyPort !== undefined && !read(isRelatedPort, onlyPort)) return [];

  const stage: Stage = { pipeline: row.pipeline, table: row.table_id };
  const parsed = parsedActions(read, row.actions, stage);
  if (parsed.error !== undefined) return [problem(id, `actions "${row.actions}": ${parsed.error}`)];
  const compiler = new FlowCompiler(read, id, row.match, parsed.prerequisites, row.controller_meter, {
    ...stage,
    actions: parsed.actions,
    priority: row.priority,
  });
  for (const datapath of datapaths) compiler.add(datapath);
  return compiler.outputs;
}

function problem(id: Uuid<'Logical_Flow'>, text: string): Output {
  return { kind: 'problem', text: `logical flow ${id}: ${text}`, key: `problem ${id}` };
}

interface Rule extends Stage {
  readonly actions: readonly LogicalAction[];
  readonly priority: number;
}

class FlowCompiler {
  readonly outputs: Output[] = [];
  readonly #read: Read;
  readonly #id: Uuid<'Logical_Flow'>;
  readonly #text: string;
  readonly #prerequisites: Expr;
  readonly #meter: string | undefined;
  readonly #rule: Rule;
  readonly #table: number;
  readonly #cookie: number;
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
    this.#table =
      rule.table + (rule.pipeline === 'ingress' ? openflowTables.logicalIngress : openflowTables.logicalEgress);
    this.#cookie = cookieOf(id);
  }

  add(datapath: DatapathFacts): void {
    const compiled = this.#match(datapath);
    if (compiled === undefined || compiled.matches.length === 0) return;
    let { matches } = compiled;
    if (compiled.conjunctions > 0) {
      const name = `${this.#id}/${datapath.id}`;
      const { conjunctions: count } = compiled;
      this.outputs.push({ kind: 'conjunction', name, count, key: `conjunction ${name}` });
      const dealt = this.#read.row(ConjunctionId, name);
      if (dealt === undefined || dealt.count < count) return;
      matches = dealConjunctionIds(matches, dealt.first);
    }
    const actions = this.#actions(datapath);
    if (actions === undefined) return;
    const { priority } = this.#rule;
    for (const entry of matches) {
      const match = withDatapath(entry.match, datapath.key);
      const key = flowKey(this.#table, priority, match);
      if (entry.conjunctions === undefined) {
        this.outputs.push({ kind: 'flow', table: this.#table, priority, match, actions, cookie: this.#cookie, key });
        continue;
      }
      for (const { id, clause, clauses } of entry.conjunctions) {
        this.outputs.push({
          kind: 'clause',
          table: this.#table,
          priority,
          match,
          action: { kind: 'conjunction', id, clause, clauses },
          flowKey: key,
          key: `clause ${id}/${clause} ${key}`,
        });
      }
    }
  }

  #match(datapath: DatapathFacts): CompiledMatches | undefined {
    if (this.#matches !== undefined) return this.#matches;
    const read = this.#read;
    let isSpecific = false;
    let expr = this.#expr;
    if (expr === undefined) {
      const parsed = parseMatch(this.#text, {
        symbols,
        sets: {
          addressSet: (name) => addressSet(read, name),
          portGroup: (name) => {
            isSpecific = true;
            return portGroup(read, datapath.key, name);
          },
        },
        prerequisites: this.#prerequisites,
      });
      if (parsed.expr === undefined) {
        this.outputs.push(problem(this.#id, `match "${this.#text}": ${parsed.error}`));
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
    this.outputs.push(...encoded.wanted);
    if (encoded.isGeneric && encoded.actions !== undefined) {
      this.#encoded = { isSwitch: datapath.isSwitch, actions: encoded.actions };
    }
    return encoded.actions;
  }
}

/** The match with the datapath's key in its place. */
function withDatapath(match: Match, key: number): Match {
  const entry: MatchField = { field: fields.metadata, value: BigInt(key) };
  const at = match.findIndex(({ field }) => field.index > fields.metadata.index);
  return at < 0 ? [...match, entry] : [...match.slice(0, at), entry, ...match.slice(at)];
}
