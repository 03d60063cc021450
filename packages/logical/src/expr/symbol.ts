/**
 * What a name in a match or action stands for (ovn-sb(5), Logical_Flow, "Symbols"). Before: the list in symbols.ts.
 * After: the parsers; matches and actions refer to symbols, not to names.
 */
import type { Field } from '#openflow';

/** Which comparisons make sense (ovn-sb(5), "Level of Measurement"). */
export type Level = 'nominal' | 'boolean' | 'ordinal';

interface Named {
  readonly name: string;
  readonly level: Level;
  /** What a use of the symbol implies, as text of the match language. */
  readonly prerequisites: string | undefined;
}

/** A header or metadata field. `bits` is 0 for strings (ports), whose field holds the port's key. */
export interface FieldSymbol extends Named {
  readonly kind: 'field';
  readonly bits: number;
  readonly field: Field;
  readonly isWritable: boolean;
  /** Several values of it never become a clause of a conjunctive match, because other fields' existence hangs on it. */
  readonly isSplit: boolean;
}

/** Some bits of a field under a name of their own. */
export interface SubfieldSymbol extends Named {
  readonly kind: 'subfield';
  readonly bits: number;
  readonly parent: FieldSymbol;
  readonly offset: number;
}

/** A condition under a name; used like a field of one bit. */
export interface PredicateSymbol extends Named {
  readonly kind: 'predicate';
  readonly bits: 1;
  readonly expansion: string;
}

/** A field that only OVN knows, to be set by an action (`icmp4.frag_mtu`). */
export interface OvnFieldSymbol extends Named {
  readonly kind: 'ovn field';
  readonly bits: number;
  readonly opcode: 'icmp4.frag_mtu' | 'icmp6.frag_mtu';
}

export type ExprSymbol = FieldSymbol | SubfieldSymbol | PredicateSymbol | OvnFieldSymbol;

/** Names to symbols. */
export type SymbolTable = ReadonlyMap<string, ExprSymbol>;

/** Some bits of a symbol, as `reg0[3..5]` names them; offset and bits are relative to the symbol. */
export interface SymbolBits {
  readonly symbol: ExprSymbol;
  readonly offset: number;
  /** 0 for strings. */
  readonly bits: number;
}

/** True for inport, outport. */
export function isString(symbol: ExprSymbol): boolean {
  return symbol.bits === 0;
}
