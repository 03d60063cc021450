/**
 * How much work the normal form of a match may be. Before: normalize and compact, which count their steps here. Counted
 * in steps and not in time, so that a match is refused everywhere or nowhere.
 */
import { SyntaxProblem } from './syntax-problem.js';

/** Thrown when the steps are used up; normalize then writes the match in another way or refuses it. */
export class OverBudget extends SyntaxProblem {
  constructor() {
    super('Match is too complex.');
  }
}

export class Budget {
  /** Steps made so far: pairs of values or products looked at, values and products made. */
  spent = 0;
  readonly limit: number;

  constructor(limit: number) {
    this.limit = limit;
  }

  /** Counts `steps`, before they are made. Throws OverBudget when there are not so many left. */
  spend(steps: number): void {
    this.spent += steps;
    if (this.spent > this.limit) throw new OverBudget();
  }
}
