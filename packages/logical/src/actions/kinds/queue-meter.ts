/** set_queue and set_meter. */
import { SyntaxProblem } from '../../expr/syntax-problem.js';
import type { LogicalAction } from '../action.js';
import type { ActionParser } from '../action-parser.js';
import type { Encoder } from '../encoder.js';

const QUEUE_MAX = 61440;

/** Undefined when there is no number: the missing `;` is reported then. */
export function parseSetQueue(parser: ActionParser): LogicalAction<'set_queue'> | undefined {
  const { lexer } = parser;
  lexer.force('(');
  if (!lexer.isSmallInteger) return undefined;
  const queue = lexer.forceSmallInteger();
  lexer.force(')');
  if (queue > QUEUE_MAX) {
    throw new SyntaxProblem(`Queue ID ${queue} for set_queue is not in valid range 0 to ${QUEUE_MAX}.`);
  }
  return { kind: 'set_queue', queue };
}

export function formatSetQueue({ queue }: LogicalAction<'set_queue'>): string {
  return `set_queue(${queue});`;
}

export function encodeSetQueue({ queue }: LogicalAction<'set_queue'>, encoder: Encoder): void {
  encoder.add({ kind: 'set_queue', queue });
}

export function parseSetMeter(parser: ActionParser): LogicalAction<'set_meter'> {
  const { lexer } = parser;
  lexer.force('(');
  const rate = takeNumber(parser);
  const burst = lexer.match(',') ? takeNumber(parser) : 0n;
  lexer.force(')');
  if (rate === 0n) throw new SyntaxProblem(`Rate ${rate} for set_meter is not in valid.`);
  return { kind: 'set_meter', rate, burst };
}

/** Whatever stands there is taken; what is no number counts as 0. */
function takeNumber({ lexer }: ActionParser): bigint {
  const value = lexer.isDecimal ? BigInt(lexer.value) : 0n;
  lexer.next();
  return value;
}

export function formatSetMeter({ rate, burst }: LogicalAction<'set_meter'>): string {
  return burst === 0n ? `set_meter(${rate});` : `set_meter(${rate}, ${burst});`;
}

/** OpenFlow counts with 32 bits, and what is above is cut off. */
const METER_MASK = 0xffffffffn;

export function encodeSetMeter({ rate, burst }: LogicalAction<'set_meter'>, encoder: Encoder): void {
  const cut = rate & METER_MASK;
  if (cut === 0n) return;
  const meter = encoder.context.meterId({ kind: 'rate', rate: cut, burst: burst & METER_MASK });
  if (meter !== undefined) encoder.add({ kind: 'meter', meter });
}
