/** A condition made ready to be asked of many packets: `evaluate` with names resolved once. Before: the parsed match. */
import { type CompileContext, type Expr, keyOfPort } from '#logical';
import { type Field, type FieldValue, fullMask } from '#openflow';
import type { Packet } from './packet.js';

export type Predicate = (packet: Packet) => boolean;

type Comparison = Extract<Expr, { readonly kind: 'comparison' }>;

/** The same truth as `evaluate(expr, packet, context)`, as long as the context stays as it is. */
export function predicateOf(expr: Expr, context: CompileContext): Predicate {
  switch (expr.kind) {
    case 'literal': {
      const { value } = expr;
      return () => value;
    }
    case 'residence': {
      const value = context.isChassisResident(expr.port) !== expr.isNegated;
      return () => value;
    }
    case 'and': {
      const terms = expr.terms.map((term) => predicateOf(term, context));
      return (packet) => {
        for (const term of terms) if (!term(packet)) return false;
        return true;
      };
    }
    case 'or': {
      const terms = expr.terms.map((term) => predicateOf(term, context));
      return (packet) => {
        for (const term of terms) if (term(packet)) return true;
        return false;
      };
    }
    case 'string comparison': {
      if (expr.symbol.kind !== 'field') throw new Error('not annotated');
      const { field } = expr.symbol;
      const key = keyOfPort(expr.text, context);
      const isEqual = expr.relation === '==';
      return (packet) => (key !== undefined && packet.get(field) === key) === isEqual;
    }
    case 'comparison':
      return comparison(expr);
  }
}

function comparison({ symbol, relation, value, mask }: Comparison): Predicate {
  if (symbol.kind !== 'field') throw new Error('not annotated');
  const bits = bitsOf(symbol.field, mask);
  switch (relation) {
    case '==':
      return (packet) => bits(packet) === value;
    case '!=':
      return (packet) => bits(packet) !== value;
    case '<':
      return (packet) => bits(packet) < value;
    case '<=':
      return (packet) => bits(packet) <= value;
    case '>':
      return (packet) => bits(packet) > value;
    case '>=':
      return (packet) => bits(packet) >= value;
  }
}

/** Reads the bits of a field that are under the mask. */
export function bitsOf(field: Field, mask: FieldValue): (packet: Packet) => FieldValue {
  if (mask === fullMask(field)) return (packet) => packet.get(field);
  if (typeof mask === 'number') return (packet) => (packet.number(field) & mask) >>> 0;
  return (packet) => BigInt(packet.get(field)) & mask;
}
