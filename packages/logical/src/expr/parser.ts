/**
 * Matches as trees of comparisons (ovn-sb(5), Logical_Flow, "match"). Before: the lexer. After: annotate. The operator `!`
 * is worked in at once by turning its operand round.
 */
import type { FieldValue } from '#openflow';
import type { IntegerConstant } from './constant.js';
import { addMembers, addPlaceholders, Constants } from './constants.js';
import { combine, type Expr, FALSE, flatten, negate, type Relation, TRUE, TURNED } from './expr.js';
import { checkConstantType, checkConstantWidth, parseSymbolBits, takeInteger } from './field.js';
import { Lexer } from './lexer.js';
import type { NamedSets, References } from './named-sets.js';
import { checkOrdering, maskedValue, nominalProblem, predicateProblem } from './relation-problem.js';
import { type ExprSymbol, isString, type SymbolBits, type SymbolTable } from './symbol.js';
import { SyntaxProblem } from './syntax-problem.js';
import { isZero, ones, shiftLeft, toWidth, and as valueAnd } from './value.js';

const NESTING_MAX = 100;

const RELATIONS: Readonly<Record<string, Relation | undefined>> = {
  '==': '==',
  '!=': '!=',
  '<': '<',
  '<=': '<=',
  '>': '>',
  '>=': '>=',
};

/** Parses a whole match. Throws SyntaxProblem. */
export function parseExpr(text: string, symbols: SymbolTable, sets: NamedSets, references?: References): Expr {
  const lexer = new Lexer(text);
  try {
    const parser = new ExprParser(lexer, symbols, sets, references);
    const expr = parser.parse();
    lexer.forceEnd();
    return parser.isNested ? flatten(expr) : expr;
  } catch (problem) {
    throw problem instanceof SyntaxProblem ? lexer.lexicalProblem(problem) : problem;
  }
}

class ExprParser {
  readonly lexer: Lexer;
  private readonly symbols: SymbolTable;
  private readonly sets: NamedSets;
  private readonly references: References | undefined;
  private depth = 0;
  /** An operator stands right below its like. Flattened at the end: at each level a list would be copied once more. */
  isNested = false;
  /** Inside an odd number of `!`. */
  private isNegated = false;

  constructor(lexer: Lexer, symbols: SymbolTable, sets: NamedSets, references: References | undefined) {
    this.lexer = lexer;
    this.symbols = symbols;
    this.sets = sets;
    this.references = references;
  }

  parse(): Expr {
    const first = this.parseNegatable();
    const { kind } = this.lexer;
    if (kind !== '&&' && kind !== '||') return first;
    const terms = [first];
    while (this.lexer.match(kind)) terms.push(this.parseNegatable());
    if (this.lexer.kind === '&&' || this.lexer.kind === '||') {
      throw new SyntaxProblem('&& and || must be parenthesized when used together.');
    }
    const operator = (kind === '&&') !== this.isNegated ? 'and' : 'or';
    this.isNested ||= terms.some((term) => term.kind === operator);
    return { kind: operator, terms };
  }

  private parseNegatable(): Expr {
    if (!this.lexer.match('!')) return this.parsePrimary(false);
    this.isNegated = !this.isNegated;
    const operand = this.parsePrimary(true);
    this.isNegated = !this.isNegated;
    return operand;
  }

  /** What an even number of `!` stands before as it is written, the other turned round: parentheses by their parts. */
  private parsePrimary(isOperandOfNot: boolean): Expr {
    if (this.lexer.kind === '(') return this.parseParentheses();
    const expr = this.parseComparison(isOperandOfNot);
    return this.isNegated ? negate(expr) : expr;
  }

  private parseComparison(isOperandOfNot: boolean): Expr {
    const { lexer } = this;
    if (lexer.kind === 'identifier') {
      if (lexer.peek() === '(') return this.parseFunction();
      const field = parseSymbolBits(lexer, this.symbols);
      const relation = RELATIONS[lexer.kind];
      if (relation === undefined) return this.truth(field);
      lexer.next();
      const constants = this.parseConstants();
      const expr = this.compare(field, relation, constants);
      if (isOperandOfNot) throw new SyntaxProblem('Missing parentheses around operand of !.');
      return expr;
    }
    return this.parseConstantFirst();
  }

  private parseParentheses(): Expr {
    const { lexer } = this;
    if (this.depth >= NESTING_MAX) throw new SyntaxProblem('Parentheses nested too deeply.');
    lexer.next();
    this.depth++;
    const inner = this.parse();
    this.depth--;
    lexer.force(')');
    return inner;
  }

  private parseFunction(): Expr {
    const { lexer } = this;
    if (lexer.word !== 'is_chassis_resident') throw new SyntaxProblem('parsing function name');
    lexer.next();
    lexer.next();
    const port = lexer.forceString();
    lexer.force(')');
    return { kind: 'residence', port, isNegated: false };
  }

  /** A field alone: true when its one bit is set, or, under `!`, when any of its bits is. */
  private truth(field: SymbolBits): Expr {
    const { lexer } = this;
    if (isString(field.symbol) || lexer.kind === '=') return lexer.fail('expecting relational operator');
    if (field.bits > 1) {
      if (this.isNegated) {
        const mask = ones(field.bits, field.offset, field.symbol.bits);
        const value = toWidth(0, field.symbol.bits);
        return { kind: 'comparison', symbol: field.symbol, relation: '!=', value, mask, format: 'decimal' };
      }
      throw new SyntaxProblem("Explicit `!= 0' is required for inequality test of multibit field against 0.");
    }
    const value = shiftLeft(toWidth(1, field.symbol.bits), field.offset, field.symbol.bits);
    if (field.symbol.level === 'nominal') this.checkNominal(field.symbol, '==', [value]);
    return { kind: 'comparison', symbol: field.symbol, relation: '==', value, mask: value, format: 'decimal' };
  }

  /** Fails where a symbol that OpenFlow cannot match otherwise is not tested for equality. */
  private checkNominal(symbol: ExprSymbol, relation: '==' | '!=', values: readonly FieldValue[]): void {
    const isEqual = (relation === '==') !== this.isNegated;
    if (symbol.kind !== 'predicate') {
      if (!isEqual) throw nominalProblem(symbol.name);
    } else if (values.some((value) => isZero(value) === isEqual)) throw predicateProblem(symbol.name);
  }

  private parseConstantFirst(): Expr {
    const { lexer } = this;
    const isLiteral =
      lexer.kind === 'integer' && lexer.format === 'decimal' && lexer.mask === undefined && lexer.value <= 1;
    const literal = isLiteral && lexer.value === 1 ? TRUE : FALSE;
    const first = this.parseConstants();
    const relation = RELATIONS[lexer.kind];
    if (relation === undefined) return isLiteral ? literal : lexer.fail('expecting relational operator');
    lexer.next();
    const field = parseSymbolBits(lexer, this.symbols);
    const second = RELATIONS[lexer.kind];
    if (second === undefined) return this.compare(field, TURNED[relation], first);
    lexer.next();
    const constants = this.parseConstants();
    const isRange = relation[0] === second[0] && (relation[0] === '<' || relation[0] === '>');
    if (!isRange) {
      throw new SyntaxProblem(
        "Range expressions must have the form `x < field < y' or `x > field > y', with each `<' optionally replaced by `<=' or `>' by `>=').",
      );
    }
    return combine('and', [this.compare(field, TURNED[relation], first), this.compare(field, second, constants)]);
  }

  private parseConstants(): Constants {
    const { lexer } = this;
    const constants = new Constants();
    if (!lexer.match('{')) {
      constants.isInteger = this.parseConstant(undefined, constants);
      return constants;
    }
    constants.isBraced = true;
    let isInteger: boolean | undefined;
    do {
      isInteger = this.parseConstant(isInteger, constants);
      lexer.match(',');
    } while (!lexer.match('}'));
    constants.isInteger = isInteger;
    return constants;
  }

  /** Adds one constant or the members of a set. Gives whether they are integers. */
  private parseConstant(isInteger: boolean | undefined, constants: Constants): boolean {
    const { lexer } = this;
    const { integers, strings } = constants;
    switch (lexer.kind) {
      case 'string':
        this.expectKind(isInteger, false);
        strings.push(lexer.word);
        lexer.next();
        return false;
      case 'integer':
        this.expectKind(isInteger, true);
        integers.push(takeInteger(lexer));
        return true;
      case 'address set': {
        this.expectKind(isInteger, true);
        const name = lexer.word;
        this.references?.addressSets.add(name);
        if (!this.addSpread(`$${name}`, constants)) {
          const members = this.sets.addressSet(name);
          if (members === undefined) return lexer.fail('expecting address set name');
          addMembers(integers, members);
        }
        lexer.next();
        return true;
      }
      case 'port group': {
        this.expectKind(isInteger, false);
        const name = lexer.word;
        this.references?.portGroups.add(name);
        if (!this.addSpread(`@${name}`, constants)) {
          const members = this.sets.portGroup(name);
          if (members === undefined) return lexer.fail('expecting port group name');
          for (const member of members) strings.push(member);
        }
        lexer.next();
        return false;
      }
      default:
        return lexer.failConstant();
    }
  }

  private expectKind(isInteger: boolean | undefined, wanted: boolean): void {
    if (isInteger !== undefined && isInteger !== wanted) {
      this.lexer.fail(`expecting ${isInteger ? 'integer' : 'string'}`);
    }
  }

  /** Adds a set that placeholders stand for; false when its members have to be named. */
  private addSpread(set: string, constants: Constants): boolean {
    const spread = this.sets.spread?.(set);
    if (spread === undefined) return false;
    constants.spreads ??= new Map();
    constants.spreads.set(set, spread.bits);
    return true;
  }

  /** Names the members of sets that placeholders cannot stand for here. */
  private nameMembers({ integers, strings, spreads }: Constants): void {
    if (spreads === undefined) return;
    for (const set of spreads.keys()) {
      const name = set.slice(1);
      if (set.startsWith('$')) addMembers(integers, this.sets.addressSet(name) ?? []);
      else for (const member of this.sets.portGroup(name) ?? []) strings.push(member);
    }
    spreads.clear();
  }

  private compare(field: SymbolBits, relation: Relation, constants: Constants): Expr {
    const { symbol } = field;
    const isWhole = field.bits === symbol.bits && symbol.kind !== 'predicate';
    if (relation !== '==' || !isWhole) this.nameMembers(constants);
    checkConstantType(field, constants.isInteger);
    for (const constant of constants.integers) checkConstantWidth(field, constant);
    if (relation !== '==' && relation !== '!=') checkOrdering(field, constants);
    else if (symbol.level === 'nominal') {
      this.checkNominal(symbol, relation, constants.integers.map(maskedValue));
    }
    if (!constants.isInteger) {
      const stringRelation = relation === '==' ? '==' : '!=';
      const terms = constants.strings.map(
        (text): Expr => ({ kind: 'string comparison', symbol, relation: stringRelation, text }),
      );
      return any(relation, addPlaceholders(terms, symbol, constants.spreads));
    }
    const { integers, spreads } = constants;
    if (integers.length === 1 && spreads === undefined) return compareWith(field, relation, integers[0]!);
    const terms: Expr[] = [];
    for (const constant of integers) terms.push(compareWith(field, relation, constant));
    return any(relation, addPlaceholders(terms, symbol, spreads));
  }
}

function compareWith(field: SymbolBits, relation: Relation, constant: IntegerConstant): Expr {
  const { symbol } = field;
  const { format } = constant;
  const all = ones(field.bits, field.offset, symbol.bits);
  const value = place(constant.value, field);
  const mask = constant.mask === undefined ? all : valueAnd(place(constant.mask, field), all);
  // Of a whole field a value has no bits outside; a long list would make as many numbers to find that out.
  const isWhole = constant.mask === undefined && field.bits === symbol.bits;
  return { kind: 'comparison', symbol, relation, value: isWhole ? value : valueAnd(value, mask), mask, format };
}

/** With `==` one of several may hold; with other relations all must. No constants: never, or always. */
function any(relation: Relation, terms: readonly Expr[]): Expr {
  if (terms.length === 0) return relation === '==' ? FALSE : TRUE;
  return combine(relation === '==' ? 'or' : 'and', terms);
}

/** A constant moved to the bits of a field. */
function place(value: FieldValue, { symbol, offset }: SymbolBits): FieldValue {
  return shiftLeft(toWidth(value, symbol.bits), offset, symbol.bits);
}
