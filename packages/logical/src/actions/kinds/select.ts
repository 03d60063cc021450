/** select: writes one of several numbers, chosen by the hash of the packet's five-tuple, and goes on. */

import type { SymbolBits } from '../../expr/symbol.js';
import { SyntaxProblem } from '../../expr/syntax-problem.js';
import type { LogicalAction } from '../action.js';
import { type ActionParser, formatField } from '../action-parser.js';
import { type Encoder, NO_FIELDS, toSubfield } from '../encoder.js';

type Select = LogicalAction<'select'>;

const WEIGHT_DEFAULT = 100;
const RESULT_BITS_MIN = 16;
/** The seed of OpenFlow's dp_hash selection: the hash of layer 4 that is the same in both directions (`0x1` in the upper word). */
const DP_HASH_PARAMETER = 0x100000000n;

export function parseSelect(destination: SymbolBits, parser: ActionParser): Select {
  const { lexer } = parser;
  const { symbol, offset, bits } = destination;
  parser.check(destination, undefined, 'write');
  if (bits < RESULT_BITS_MIN) {
    throw new SyntaxProblem(
      `cannot use ${bits}-bit field ${symbol.name}[${offset}..${offset + bits - 1}] for "select", which requires at least 16 bits.`,
    );
  }
  const nextTable = parser.nextTable('select');
  lexer.force('(');
  const members: { id: number; weight: number }[] = [];
  while (!lexer.match(')')) {
    const id = take16(parser, 'expecting id');
    let weight = WEIGHT_DEFAULT;
    if (lexer.match('=')) {
      weight = take16(parser, 'expecting weight');
      if (weight === 0) lexer.fail("weight can't be 0");
    }
    members.push({ id, weight });
    lexer.match(',');
  }
  if (members.length < 2) lexer.fail('expecting at least 2 group members');
  return { kind: 'select', destination, members, nextTable };
}

function take16({ lexer }: ActionParser, what: string): number {
  if (!lexer.isSmallInteger || lexer.value > 0xffff) return lexer.fail(what);
  const value = Number(lexer.value);
  lexer.next();
  return value;
}

export function formatSelect({ destination, members }: Select): string {
  const texts = members.map(({ id, weight }) => `${id}=${weight}`);
  return `${formatField(destination)} = select(${texts.join(', ')});`;
}

export function encodeSelect(action: Select, encoder: Encoder): void {
  const { destination, members, nextTable } = action;
  const table = encoder.stageTable(nextTable);
  const buckets = members.map(({ id, weight }, index) => {
    const bucket = encoder.fork();
    bucket.set(toSubfield(destination), id);
    bucket.resubmit(table);
    return { id: index, weight, actions: bucket.actions };
  });
  const group = encoder.context.groupId({
    type: 'select',
    selection: { method: 'dp_hash', parameter: DP_HASH_PARAMETER, fields: NO_FIELDS },
    buckets,
    text: `${formatSelect(action)} ${table}`,
  });
  if (group !== undefined) encoder.add({ kind: 'group', group });
}
