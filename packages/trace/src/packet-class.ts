/**
 * What packets of one kind of traffic have in common: protocols and ports, which few actions change. Conditions on it are
 * decided once for all of them. Before: the first packet of a matrix's traffic. After: flow-cache.ts, which keeps the
 * stages of each class apart.
 */
import { and, type CompileContext, type Expr, or } from '#logical';
import { DECISIVE, type Packet } from './packet.js';
import { predicateOf } from './predicate.js';

const IS_DECISIVE: ReadonlySet<unknown> = new Set(DECISIVE);

export class PacketClass {
  /** Equal for equal classes, and for no others. */
  readonly text: string;
  private readonly sample: Packet;

  /** The class of a packet. */
  constructor(sample: Packet) {
    this.sample = sample.clone();
    this.text = DECISIVE.map((field) => sample.get(field)).join(' ');
  }

  /** What is left to be asked of a packet of the class. */
  left(condition: Expr, context: CompileContext): Expr {
    switch (condition.kind) {
      case 'and':
        return and(condition.terms.map((term) => this.left(term, context)));
      case 'or':
        return or(condition.terms.map((term) => this.left(term, context)));
      case 'comparison': {
        const { symbol } = condition;
        if (symbol.kind !== 'field' || !IS_DECISIVE.has(symbol.field)) return condition;
        return { kind: 'literal', value: predicateOf(condition, context)(this.sample) };
      }
      default:
        return condition;
    }
  }
}
