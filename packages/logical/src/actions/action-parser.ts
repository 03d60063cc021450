/**
 * What the parsers of all kinds of actions share: the lexer, where the flow stands, and how fields and constants are
 * read. Before: the lexer. After: kinds/*.
 */
import type { Annotator } from '../expr/annotate.js';
import { formatInteger, type IntegerConstant } from '../expr/constant.js';
import { combine, type Expr, TRUE } from '../expr/expr.js';
import { parseSymbolBits, takeInteger } from '../expr/field.js';
import { Lexer } from '../expr/lexer.js';
import { isString, type SymbolBits, type SymbolTable } from '../expr/symbol.js';
import { SyntaxProblem } from '../expr/syntax-problem.js';
import type { Variables } from '../expr/template.js';
import type { LogicalAction, PipelineName } from './action.js';

/** Type and code of a DHCP option by its name. */
export interface OptionDefinition {
  readonly name: string;
  readonly code: number;
  readonly type: string;
}

export type OptionTable = ReadonlyMap<string, OptionDefinition>;

/** Where a flow stands, and what its actions may refer to. */
export interface ParseActionsOptions {
  readonly symbols: SymbolTable;
  readonly pipeline: PipelineName;
  /** Logical table of the flow. */
  readonly table: number;
  /** DHCP_Options by name. */
  readonly dhcpOptions: OptionTable;
  /** DHCPv6_Options by name. */
  readonly dhcpv6Options: OptionTable;
  /** Absent: none. */
  readonly variables?: Variables;
}

/** Logical tables 0 to this less 1 may be named in `next`. */
export const LOGICAL_TABLES = 29;

/** How deep actions may be nested. */
const NESTING_MAX = 32;

/** Where assignments stand: inside `ct_commit` only the connection's own fields may be written. */
type Scope = 'packet' | 'connection';

/** Reads the statements of one list; given by parser.ts, so that the kinds need not know each other. */
export type StatementParser = (parser: ActionParser) => LogicalAction | undefined;

export class ActionParser {
  readonly lexer: Lexer;
  readonly options: ParseActionsOptions;
  scope: Scope = 'packet';
  private readonly annotator: Annotator;
  private readonly statement: StatementParser;
  /** One for each use, joined when all are known: a long list would be copied for each of its actions. */
  private readonly prerequisites: Expr[] = [];
  private depth = 0;

  constructor(text: string, options: ParseActionsOptions, annotator: Annotator, statement: StatementParser) {
    this.lexer = new Lexer(text);
    this.options = options;
    this.annotator = annotator;
    this.statement = statement;
  }

  /** What the actions read so far need of the packet. */
  get needed(): Expr {
    return this.prerequisites.length === 0 ? TRUE : combine('and', this.prerequisites);
  }

  /** Actions up to the end of the text or the closing brace, which is not consumed. */
  parseList(close: 'end' | '}'): readonly LogicalAction[] {
    const { lexer } = this;
    const actions: LogicalAction[] = [];
    if (lexer.kind === 'identifier' && lexer.word === 'drop' && lexer.peek() === ';') {
      lexer.next();
      const after = lexer.next();
      if (close === 'end') lexer.forceEnd();
      else if (after !== close) lexer.fail("expecting `}'");
      return actions;
    }
    while (lexer.kind !== close) {
      const action = this.statement(this);
      if (action !== undefined) actions.push(action);
      lexer.force(';');
    }
    return actions;
  }

  /** Actions between braces. What they need of the made packet says nothing about the one that comes in. */
  parseBraces(keepsPrerequisites: 'keep' | 'forget', scope: Scope = this.scope): readonly LogicalAction[] {
    const { lexer } = this;
    lexer.force('{');
    if (++this.depth > NESTING_MAX) throw new SyntaxProblem('maximum depth of nested actions reached');
    const outer = this.prerequisites.length;
    const outerScope = this.scope;
    this.scope = scope;
    const actions = this.parseList('}');
    this.scope = outerScope;
    if (keepsPrerequisites === 'forget') this.prerequisites.length = outer;
    this.depth--;
    lexer.next();
    return actions;
  }

  /** The action only makes sense for packets that meet this condition. */
  need(prerequisite: string | undefined): void {
    if (prerequisite === undefined) return;
    this.prerequisites.push(this.annotator.annotateText(prerequisite));
  }

  /** The table after this flow's; fails behind those that exist, as in OVN. */
  nextTable(verb: string): number {
    const { table } = this.options;
    if (table >= LOGICAL_TABLES) throw new SyntaxProblem(`"${verb}" action not allowed in last table.`);
    return table + 1;
  }

  field(): SymbolBits {
    return parseSymbolBits(this.lexer, this.options.symbols);
  }

  /** A field to read or write, of `bits` bits; 0: a port. */
  fieldOf(bits: number, use: 'read' | 'write'): SymbolBits {
    const field = this.field();
    this.check(field, bits, use);
    return field;
  }

  /** Fails unless the field has this width (any when undefined) and may be used so. Adds what its use implies. */
  check(field: SymbolBits, bits: number | undefined, use: 'read' | 'write'): void {
    const { symbol } = field;
    checkNoPredicate(field);
    if (bits !== undefined) {
      if (isString(symbol) && bits > 0) {
        throw new SyntaxProblem(`Cannot use string field ${symbol.name} where numeric field is required.`);
      }
      if (!isString(symbol) && bits === 0) {
        throw new SyntaxProblem(`Cannot use numeric field ${symbol.name} where string field is required.`);
      }
      if (field.bits !== bits) {
        const range = `[${field.offset}..${field.offset + field.bits - 1}]`;
        throw new SyntaxProblem(
          `Cannot use ${field.bits}-bit field ${symbol.name}${range} where ${bits}-bit field is required.`,
        );
      }
    }
    if (symbol.kind === 'ovn field') throw new SyntaxProblem(`Field ${symbol.name} may only be set to a constant.`);
    if (use === 'write' && !this.isWritable(field)) throw new SyntaxProblem(`Field ${symbol.name} is not modifiable.`);
    this.need(symbol.prerequisites);
  }

  /** One integer or string, or several in braces, as options take them. */
  constants(): { readonly integers: readonly IntegerConstant[]; readonly strings: readonly string[] } {
    const { lexer } = this;
    const integers: IntegerConstant[] = [];
    const strings: string[] = [];
    const one = () => {
      if (lexer.kind === 'integer') {
        if (strings.length > 0) lexer.fail('expecting string');
        integers.push(takeInteger(lexer));
      } else if (lexer.kind === 'string') {
        if (integers.length > 0) lexer.fail('expecting integer');
        strings.push(lexer.forceString());
      } else lexer.failConstant();
    };
    if (!lexer.match('{')) one();
    else
      do {
        one();
        lexer.match(',');
      } while (!lexer.match('}'));
    return { integers, strings };
  }

  private isWritable({ symbol }: SymbolBits): boolean {
    const base = symbol.kind === 'subfield' ? symbol.parent : symbol;
    if (base.kind !== 'field') return false;
    const isConnection = base.name === 'ct_mark' || base.name === 'ct_label';
    if (this.scope === 'connection') return isConnection;
    return base.isWritable && !isConnection;
  }
}

/** Fails for a symbol that stands for a condition. */
export function checkNoPredicate({ symbol }: SymbolBits): void {
  if (symbol.kind !== 'predicate') return;
  throw new SyntaxProblem(`Predicate symbol ${symbol.name} used where lvalue required.`);
}

/** Field and bits as written in an action. */
export function formatField({ symbol, offset, bits }: SymbolBits): string {
  if (offset === 0 && bits === symbol.bits) return symbol.name;
  return bits === 1 ? `${symbol.name}[${offset}]` : `${symbol.name}[${offset}..${offset + bits - 1}]`;
}

/** `a` or `{a, b}`. */
export function formatIntegers(integers: readonly IntegerConstant[]): string {
  const texts = integers.map(formatInteger);
  return texts.length === 1 ? texts[0]! : `{${texts.join(', ')}}`;
}
