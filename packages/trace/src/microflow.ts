/** A match that describes one packet (ovn-trace(8), "microflow"). Before: the annotated expression. After: the packet. */

import { type Expr, formatExpr } from '#logical';
import { type Field, type FieldValue, fullMask } from '#openflow';

/** Finds the number of a port or group by its name. */
export type PortKey = (name: string) => number | undefined;

export type Microflow =
  | { readonly kind: 'packet'; readonly values: ReadonlyMap<Field, FieldValue> }
  | { readonly kind: 'problem'; readonly message: string };

interface Known {
  value: bigint;
  mask: bigint;
}

/** What is known of the packet so far, and what a condition adds to it. */
class Constraints {
  readonly known = new Map<Field, Known>();
  private readonly portKey: PortKey;

  constructor(portKey: PortKey) {
    this.portKey = portKey;
  }

  /** Takes the condition for true where it pins bits. Gives what stays open; undefined for a contradiction. */
  assume(expr: Expr): readonly Expr[] | undefined {
    switch (expr.kind) {
      case 'literal':
        return expr.value ? [] : undefined;
      case 'residence':
        return expr.isNegated ? undefined : [];
      case 'and': {
        const open: Expr[] = [];
        for (const term of expr.terms) {
          const rest = this.assume(term);
          if (rest === undefined) return undefined;
          open.push(...rest);
        }
        return open;
      }
      case 'or':
        return [expr];
      case 'string comparison': {
        const pinned = this.pinnedBits(expr);
        return pinned === undefined ? [expr] : this.pin(pinned.field, pinned.value, pinned.mask) ? [] : undefined;
      }
      case 'comparison': {
        const pinned = this.pinnedBits(expr);
        if (pinned !== undefined) return this.pin(pinned.field, pinned.value, pinned.mask) ? [] : undefined;
        const truth = this.truth(expr);
        if (truth === undefined) return [expr];
        return truth ? [] : undefined;
      }
    }
  }

  /** Whether the condition holds for every packet that fits, for none, or (undefined) for some. */
  truth(expr: Expr): boolean | undefined {
    switch (expr.kind) {
      case 'literal':
        return expr.value;
      case 'residence':
        return !expr.isNegated;
      case 'and':
      case 'or': {
        const decisive = expr.kind === 'or';
        const truths = expr.terms.map((term) => this.truth(term));
        if (truths.includes(decisive)) return decisive;
        return truths.includes(undefined) ? undefined : !decisive;
      }
      case 'string comparison': {
        const pinned = this.pinnedBits({ ...expr, relation: '==' });
        if (pinned === undefined) return undefined;
        const equal = this.fits(pinned.field, pinned.value, pinned.mask);
        return expr.relation === '==' || equal === undefined ? equal : !equal;
      }
      case 'comparison': {
        if (expr.symbol.kind !== 'field') return undefined;
        const value = BigInt(expr.value);
        const mask = BigInt(expr.mask);
        if (expr.relation === '==' || expr.relation === '!=') {
          const equal = this.fits(expr.symbol.field, value, mask);
          return expr.relation === '==' || equal === undefined ? equal : !equal;
        }
        const known = this.known.get(expr.symbol.field);
        if (known === undefined || (known.mask & mask) !== mask) return undefined;
        const actual = known.value & mask;
        switch (expr.relation) {
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
    }
  }

  private pinnedBits(expr: Expr): { readonly field: Field; readonly value: bigint; readonly mask: bigint } | undefined {
    if (expr.kind === 'string comparison' && expr.symbol.kind === 'field') {
      if (expr.relation !== '==') return undefined;
      const { field } = expr.symbol;
      return { field, value: BigInt(this.portKey(expr.text) ?? 0), mask: BigInt(fullMask(field)) };
    }
    if (expr.kind !== 'comparison' || expr.symbol.kind !== 'field') return undefined;
    const mask = BigInt(expr.mask);
    const value = BigInt(expr.value);
    if (expr.relation === '==') return { field: expr.symbol.field, value, mask };
    // A single bit that differs from 0 is 1, and the other way round.
    const isOneBit = mask !== 0n && (mask & (mask - 1n)) === 0n;
    return expr.relation === '!=' && isOneBit ? { field: expr.symbol.field, value: value ^ mask, mask } : undefined;
  }

  private fits(field: Field, value: bigint, mask: bigint): boolean | undefined {
    const known = this.known.get(field);
    if (known === undefined) return mask === 0n ? true : undefined;
    if (((known.value ^ value) & known.mask & mask) !== 0n) return false;
    return (known.mask & mask) === mask ? true : undefined;
  }

  private pin(field: Field, value: bigint, mask: bigint): boolean {
    const known = this.known.get(field);
    if (known === undefined) {
      this.known.set(field, { value, mask });
      return true;
    }
    if (((known.value ^ value) & known.mask & mask) !== 0n) return false;
    known.value |= value;
    known.mask |= mask;
    return true;
  }
}

const CONTRADICTORY: Microflow = { kind: 'problem', message: 'Constraints are contradictory.' };

/** The packet that an annotated expression describes; what it does not mention is 0. */
export function parseMicroflow(expr: Expr, portKey: PortKey): Microflow {
  const constraints = new Constraints(portKey);
  let open = constraints.assume(expr);
  for (;;) {
    if (open === undefined) return CONTRADICTORY;
    if (open.length === 0) break;
    const next = resolve(open, constraints);
    if (next === 'stuck') {
      return { kind: 'problem', message: `Constraints are ambiguous: ${formatExpr(expr)}.` };
    }
    open = next;
  }
  const values = new Map<Field, FieldValue>();
  for (const [field, { value }] of constraints.known) values.set(field, field.bits <= 32 ? Number(value) : value);
  return { kind: 'packet', values };
}

/** Decides what can be decided now; what is left, undefined for a contradiction, or `stuck`. */
function resolve(open: readonly Expr[], constraints: Constraints): readonly Expr[] | undefined | 'stuck' {
  const left: Expr[] = [];
  let hasProgress = false;
  for (const expr of open) {
    const truth = constraints.truth(expr);
    if (truth === false) return undefined;
    const possible = expr.kind === 'or' ? expr.terms.filter((term) => constraints.truth(term) !== false) : [expr];
    if (truth === true) hasProgress = true;
    else if (expr.kind === 'or' && possible.length === 1) {
      const rest = constraints.assume(possible[0]!);
      if (rest === undefined) return undefined;
      left.push(...rest);
      hasProgress = true;
    } else left.push(expr);
  }
  return hasProgress ? left : 'stuck';
}

/** Names that the microflow compares with inport, in the order they come. */
export function inports(expr: Expr): readonly string[] {
  if (expr.kind === 'and' || expr.kind === 'or') return expr.terms.flatMap(inports);
  return expr.kind === 'string comparison' && expr.symbol.name === 'inport' && expr.relation === '=='
    ? [expr.text]
    : [];
}
