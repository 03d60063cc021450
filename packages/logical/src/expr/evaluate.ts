/** Whether a packet meets a match. Before: annotate. After: trace, and the tests that compare with the compiled matches. */
import type { Field, FieldValue } from '#openflow';
import { type CompileContext, keyOfPort } from './compile.js';
import type { Comparison, Expr } from './expr.js';
import { and } from './value.js';

/** A packet and its metadata by field; fields it has not are 0. */
export interface PacketView {
  get(field: Field): FieldValue;
}

/** Evaluates an annotated expression. */
export function evaluate(expr: Expr, packet: PacketView, context: CompileContext): boolean {
  switch (expr.kind) {
    case 'literal':
      return expr.value;
    case 'residence':
      return context.isChassisResident(expr.port) !== expr.isNegated;
    case 'and':
      return expr.terms.every((term) => evaluate(term, packet, context));
    case 'or':
      return expr.terms.some((term) => evaluate(term, packet, context));
    case 'string comparison': {
      if (expr.symbol.kind !== 'field') throw new Error('not annotated');
      const key = keyOfPort(expr.text, context);
      return (key !== undefined && Number(packet.get(expr.symbol.field)) === key) === (expr.relation === '==');
    }
    case 'comparison':
      return holds(expr, packet);
  }
}

function holds({ symbol, relation, value, mask }: Comparison, packet: PacketView): boolean {
  if (symbol.kind !== 'field') throw new Error('not annotated');
  const actual = and(packet.get(symbol.field), mask);
  switch (relation) {
    case '==':
      return actual === value;
    case '!=':
      return actual !== value;
    case '<':
      return actual < value;
    case '<=':
      return actual <= value;
    case '>':
      return actual > value;
    case '>=':
      return actual >= value;
  }
}
