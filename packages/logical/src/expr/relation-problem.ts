/** What symbols may not be compared with, and how not (ovn-sb(5), Logical_Flow, "Symbols"). Before: the match parser. */
import type { FieldValue } from '#openflow';
import type { IntegerConstant } from './constant.js';
import type { SymbolBits } from './symbol.js';
import { SyntaxProblem } from './syntax-problem.js';
import { and } from './value.js';

/** What a field is compared with. */
interface Compared {
  readonly integers: readonly IntegerConstant[];
  readonly isBraced: boolean;
}

/** Fails unless `<` and its like may compare the field with these constants. */
export function checkOrdering({ symbol }: SymbolBits, { integers, isBraced }: Compared): void {
  if (isBraced) throw new SyntaxProblem('Only == and != operators may be used with value sets.');
  if (symbol.level !== 'ordinal') {
    const level = symbol.level === 'nominal' ? 'nominal' : 'Boolean';
    throw new SyntaxProblem(`Only == and != operators may be used with ${level} field ${symbol.name}.`);
  }
  if (integers.length === 0) {
    throw new SyntaxProblem('Only == and != operators may be used to compare a field against an empty value set.');
  }
  if (integers.some((constant) => constant.mask !== undefined)) {
    throw new SyntaxProblem(
      'Only == and != operators may be used with masked constants.  Consider using subfields instead (e.g. eth.src[0..15] > 0x1111 in place of eth.src > 00:00:00:00:11:11/00:00:00:00:ff:ff).',
    );
  }
}

export function nominalProblem(name: string): SyntaxProblem {
  return new SyntaxProblem(
    `Nominal field ${name} may only be tested for equality (taking enclosing \`!' operators into account).`,
  );
}

export function predicateProblem(name: string): SyntaxProblem {
  return new SyntaxProblem(
    `Nominal predicate ${name} may only be tested positively, e.g. \`${name}' or \`${name} == 1' but not \`!${name}' or \`${name} == 0'.`,
  );
}

export function maskedValue({ value, mask }: IntegerConstant): FieldValue {
  return mask === undefined ? value : and(value, mask);
}
