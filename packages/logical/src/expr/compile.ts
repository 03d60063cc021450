/**
 * Products as OpenFlow matches. Before: normalize. After: the controller adds datapath, table, priority and actions, and
 * deals conjunction ids. A product of several many-valued fields becomes a conjunctive match (ovs-fields(7), "Conjunctive
 * Match Fields"): a match for each value that adds to one clause, and a match of conj_id that has the flow's actions.
 */
import { type Field, type FieldValue, fields, fullMask, type Match, type MatchField } from '#openflow';
import type { Cell } from './cell.js';
import type { IntegerConstant } from './constant.js';
import type { Expr } from './expr.js';
import { Inseparable, memberCell, type Placeholder } from './member.js';
import { type Clause, type IsResident, normalize, type Product } from './normalize.js';
import type { ExprSymbol, FieldSymbol } from './symbol.js';
import { isZero, slice } from './value.js';

/** What the compilation of a match asks about the network. */
export interface CompileContext {
  /**
   * Tunnel key of a logical port or multicast group of the datapath; undefined for an unknown one, whose matches are left
   * out. (`none`, which is no port, is 0 without asking.)
   */
  portKey(name: string): number | undefined;
  /** Whether the port is bound to this chassis. */
  readonly isChassisResident: IsResident;
}

/** Which clause of which conjunction a match adds to. Ids count from 1; the caller replaces them. */
export interface ConjunctionClause {
  readonly id: number;
  /** From 0. */
  readonly clause: number;
  readonly clauses: number;
}

export interface CompiledMatch {
  /** In the normal form of #openflow. Holds conj_id with a placeholder when `conjunctionId` is there. */
  readonly match: Match;
  /** The match carries conjunction actions in place of the flow's. */
  readonly conjunctions?: readonly ConjunctionClause[];
  /** The match needs this conjunction fulfilled, and carries the flow's actions. */
  readonly conjunctionId?: number;
}

/** A match for each member of a set that placeholders stand for. */
export interface CompiledSpread {
  /** `$name` or `@name`. */
  readonly set: string;
  /** Field or subfield whose values the members are; inport or outport for ports. */
  readonly symbol: ExprSymbol;
  /** What else the matches have. */
  readonly rest: Match;
  /** The matches carry this conjunction action in place of the flow's. */
  readonly conjunction?: ConjunctionClause;
}

export interface CompiledMatches {
  readonly matches: readonly CompiledMatch[];
  /** Besides these, matches of members of sets. */
  readonly spreads: readonly CompiledSpread[];
  /** How many conjunction ids to deal: 1 to this are the placeholders. */
  readonly conjunctions: number;
}

/**
 * Compiles an annotated expression. No matches: never true. Throws SyntaxProblem when it is too complex, Inseparable when
 * placeholders stand for members of a set that have to be named.
 */
export function compileMatch(expr: Expr, context: CompileContext): CompiledMatches {
  const products = normalize(expr, context.isChassisResident);
  const builder = new MatchSet(products.length > 1 || products.some((product) => product.some(mayRepeat)));
  for (const product of products) addProduct(builder, product, context);
  return { matches: builder.finish(), spreads: builder.spreads, conjunctions: builder.conjunctions };
}

/** Whether several values become one match, because OpenFlow has no masks for the field. */
function mayRepeat({ symbol: { field }, cells }: Clause): boolean {
  return (
    field.maskable === 'none' &&
    cells.length > 1 &&
    cells.some(({ mask, text }) => text === undefined && mask !== fullMaskOf(field))
  );
}

/** The match of one member of a spread's set: of a constant, or of a port's key. */
export function memberMatch({ symbol, rest }: CompiledSpread, member: IntegerConstant | number): Match {
  if (typeof member === 'number') {
    const { field } = fieldOf(symbol);
    return merge(rest, [{ field, value: member }]);
  }
  return merge(rest, valueEntries(fieldOf(symbol), memberCell(symbol, member)));
}

function fieldOf(symbol: ExprSymbol): FieldSymbol {
  if (symbol.kind === 'field') return symbol;
  if (symbol.kind === 'subfield') return symbol.parent;
  throw new Error('not annotated');
}

/** The matches with conjunction ids `first`, `first + 1`, ... in place of 1, 2, ... */
export function dealConjunctionIds(matches: readonly CompiledMatch[], first: number): readonly CompiledMatch[] {
  const deal = (id: number) => (first + id - 1) >>> 0;
  return matches.map((compiled) => {
    if (compiled.conjunctions !== undefined) {
      return { ...compiled, conjunctions: compiled.conjunctions.map((entry) => ({ ...entry, id: deal(entry.id) })) };
    }
    if (compiled.conjunctionId === undefined) return compiled;
    const conjunctionId = deal(compiled.conjunctionId);
    const match = compiled.match.map((entry) =>
      entry.field === fields.conj_id ? { field: entry.field, value: conjunctionId } : entry,
    );
    return { match, conjunctionId };
  });
}

/** Collects matches; what two products have in common is there once. */
class MatchSet {
  conjunctions = 0;
  readonly spreads: CompiledSpread[] = [];
  private readonly plain: CompiledMatch[] = [];
  /** By identity of the match; only where repetitions can occur. */
  private readonly byKey: Map<string, { match: Match; clauses: ConjunctionClause[] | undefined }> | undefined;

  constructor(mayRepeat: boolean) {
    this.byKey = mayRepeat ? new Map() : undefined;
  }

  add(match: Match): void {
    if (this.byKey === undefined) {
      this.plain.push({ match });
      return;
    }
    const key = matchKey(match);
    const known = this.byKey.get(key);
    // The flow's actions win over a clause: the match alone is enough.
    if (known === undefined) this.byKey.set(key, { match, clauses: undefined });
    else known.clauses = undefined;
  }

  addClause(match: Match, clause: ConjunctionClause): void {
    if (this.byKey === undefined) {
      this.plain.push({ match, conjunctions: [clause] });
      return;
    }
    const key = matchKey(match);
    const known = this.byKey.get(key);
    if (known === undefined) this.byKey.set(key, { match, clauses: [clause] });
    else known.clauses?.push(clause);
  }

  addConjunctionId(base: Match, id: number): void {
    this.plain.push({ match: merge(base, [{ field: fields.conj_id, value: id }]), conjunctionId: id });
  }

  finish(): readonly CompiledMatch[] {
    if (this.byKey === undefined) return this.plain;
    const joined = [...this.byKey.values()].map(
      ({ match, clauses }): CompiledMatch => (clauses === undefined ? { match } : { match, conjunctions: clauses }),
    );
    return [...joined, ...this.plain];
  }
}

function addProduct(set: MatchSet, product: Product, context: CompileContext): void {
  let base: Match = [];
  let single: Placeholder | undefined;
  const many: Clause[] = [];
  for (const clause of product) {
    const [cell] = clause.cells;
    if (clause.cells.length > 1) {
      many.push(clause);
    } else if (cell?.member !== undefined) {
      if (single !== undefined) throw new Inseparable(single.set);
      single = cell.member;
    } else if (cell !== undefined) {
      const entries = cellEntries(clause.symbol, cell, context);
      if (entries === undefined) return;
      base = merge(base, entries);
    }
  }
  if (single !== undefined) {
    addSingle(set, base, single, many, context);
    return;
  }
  const clauses = many.map((clause) => ({ values: clauseEntries(clause, context), members: membersOf(clause) }));
  if (clauses.some(({ values, members }) => values.length + members.length === 0)) return;
  const [first] = clauses;
  if (first === undefined) {
    set.add(base);
  } else if (clauses.length === 1) {
    for (const entries of first.values) set.add(merge(base, entries));
    for (const member of first.members) set.spreads.push({ set: member.set, symbol: member.symbol, rest: base });
  } else {
    const id = ++set.conjunctions;
    for (const [at, { values, members }] of clauses.entries()) {
      const conjunction = { id, clause: at, clauses: clauses.length };
      for (const entries of values) set.addClause(merge(base, entries), conjunction);
      for (const { set: name, symbol } of members) set.spreads.push({ set: name, symbol, rest: base, conjunction });
    }
    set.addConjunctionId(base, id);
  }
}

/** A product that is there once for each member of a set: the first placeholder's stands for all. */
function addSingle(
  set: MatchSet,
  base: Match,
  { set: name, symbol, nth }: Placeholder,
  many: readonly Clause[],
  context: CompileContext,
): void {
  const [clause] = many;
  // Conjunctions of each member would need ids of each.
  if (many.length > 1 || (clause !== undefined && membersOf(clause).length > 0)) throw new Inseparable(name);
  if (nth > 0) return;
  const rests = clause === undefined ? [base] : clauseEntries(clause, context).map((entries) => merge(base, entries));
  for (const rest of rests) set.spreads.push({ set: name, symbol, rest });
}

/** The sets whose members are values of a clause. */
function membersOf({ cells }: Clause): readonly Placeholder[] {
  let members: Placeholder[] | undefined;
  for (const { member } of cells) {
    if (member?.nth !== 0) continue;
    if (members === undefined) members = [member];
    else members.push(member);
  }
  return members ?? NO_MEMBERS;
}

const NO_MEMBERS: readonly Placeholder[] = [];

function clauseEntries({ symbol, cells }: Clause, context: CompileContext): readonly Match[] {
  const result: Match[] = [];
  for (const cell of cells) {
    if (cell.member !== undefined) continue;
    const entries = cellEntries(symbol, cell, context);
    if (entries !== undefined) result.push(entries);
  }
  return result;
}

/** The key of the port called `name`; 0 for `none`, which flows compare with to find that no port was chosen. */
export function keyOfPort(name: string, context: Pick<CompileContext, 'portKey'>): number | undefined {
  return name === 'none' ? 0 : context.portKey(name);
}

const XXREG0 = [fields.reg0, fields.reg1, fields.reg2, fields.reg3];
const XXREG1 = [fields.reg4, fields.reg5, fields.reg6, fields.reg7];
const XREG4 = [fields.reg8, fields.reg9];

/** One cell in the normal form; undefined for an unknown port. */
function cellEntries(symbol: FieldSymbol, cell: Cell, context: CompileContext): Match | undefined {
  if (cell.text === undefined) return valueEntries(symbol, cell);
  const key = keyOfPort(cell.text, context);
  return key === undefined ? undefined : [{ field: symbol.field, value: key }];
}

/** A cell of numbers in the normal form. */
function valueEntries({ field }: FieldSymbol, cell: Cell): Match {
  switch (field) {
    case fields.xxreg0:
      return words(XXREG0, cell);
    case fields.xxreg1:
      return words(XXREG1, cell);
    case fields.xreg4:
      return words(XREG4, cell);
    case fields.ip_dscp:
      return [{ field: fields.nw_tos, value: Number(cell.value) << 2 }];
    default:
  }
  if (cell.mask === fullMaskOf(field)) return [{ field, value: cell.value }];
  // OpenFlow has no masks here; as in OVN such a condition (it takes negating a prerequisite to make one) is left out.
  if (field.maskable === 'none') return [];
  return [{ field, value: cell.value, mask: cell.mask }];
}

const FULL_MASKS = new Map<Field, FieldValue>(Object.values(fields).map((field) => [field, fullMask(field)]));

function fullMaskOf(field: Field): FieldValue {
  return FULL_MASKS.get(field)!;
}

/** A wide register's part of a match as 32-bit registers. */
function words(registers: readonly Field[], { value, mask }: Cell): Match {
  const entries: MatchField[] = [];
  for (let i = 0; i < registers.length; i++) {
    const offset = (registers.length - 1 - i) * 32;
    const part = slice(mask, offset, 32);
    if (isZero(part)) continue;
    const field = registers[i]!;
    const bits = slice(value, offset, 32);
    entries.push(part === 0xffffffff ? { field, value: bits } : { field, value: bits, mask: part });
  }
  return entries;
}

/** Joins two matches without common fields, in field order. */
function merge(a: Match, b: Match): Match {
  if (a.length === 0) return b;
  if (b.length === 0) return a;
  const result: MatchField[] = [];
  let i = 0;
  let j = 0;
  while (i < a.length && j < b.length) {
    if (a[i]!.field.index < b[j]!.field.index) result.push(a[i++]!);
    else result.push(b[j++]!);
  }
  while (i < a.length) result.push(a[i++]!);
  while (j < b.length) result.push(b[j++]!);
  return result;
}

/** Equal exactly for equal matches. */
function matchKey(match: Match): string {
  let key = '';
  for (const { field, value, mask } of match)
    key += mask === undefined ? `${field.index}=${value};` : `${field.index}=${value}/${mask};`;
  return key;
}
