/** The one way in: a match's text to an annotated expression and what is wrong with it. After: compileMatch, evaluate. */
import { Annotator } from './annotate.js';
import { combine, type Expr } from './expr.js';
import type { NamedSets, References } from './named-sets.js';
import { parseExpr } from './parser.js';
import type { SymbolTable } from './symbol.js';
import { SyntaxProblem } from './syntax-problem.js';
import { expandTemplates, NO_VARIABLES, type Variables } from './template.js';

export interface ParseMatchOptions {
  readonly symbols: SymbolTable;
  readonly sets: NamedSets;
  /** Absent: none. */
  readonly variables?: Variables;
  /** Annotated conditions of the flow's actions, which hold as well (parseActions gives them). */
  readonly prerequisites?: Expr;
}

export interface ParsedMatch {
  /** Annotated, in terms of fields. Absent when the text has an error. */
  readonly expr?: Expr;
  /** In OVN's words. */
  readonly error?: string;
  /** Named sets that the text refers to: when one changes, parse again. */
  readonly addressSets: ReadonlySet<string>;
  readonly portGroups: ReadonlySet<string>;
}

/** Annotators are kept by symbol table: what a prerequisite stands for is worked out once a process. */
const annotators = new WeakMap<SymbolTable, Annotator>();

export function annotatorOf(symbols: SymbolTable): Annotator {
  const known = annotators.get(symbols);
  if (known !== undefined) return known;
  const annotator = new Annotator(symbols);
  annotators.set(symbols, annotator);
  return annotator;
}

/** Parses a match. Never throws for bad text. */
export function parseMatch(
  text: string,
  { symbols, sets, variables = NO_VARIABLES, prerequisites }: ParseMatchOptions,
): ParsedMatch {
  const references: References = { addressSets: new Set(), portGroups: new Set() };
  try {
    const expanded = expandTemplates(text, variables);
    const expr = annotatorOf(symbols).annotate(parseExpr(expanded, symbols, sets, references));
    return { expr: prerequisites === undefined ? expr : combine('and', [expr, prerequisites]), ...references };
  } catch (error) {
    if (!(error instanceof SyntaxProblem)) throw error;
    return { error: error.message, ...references };
  }
}
