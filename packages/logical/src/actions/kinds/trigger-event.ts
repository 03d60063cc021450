/** trigger_event: the controller writes a Controller_Event row; so far for load balancers without backends only. */
import { ByteWriter } from '#base';
import { SyntaxProblem } from '../../expr/syntax-problem.js';
import type { LogicalAction, OptionValue } from '../action.js';
import type { ActionParser, OptionDefinition, OptionTable } from '../action-parser.js';
import type { Encoder } from '../encoder.js';
import { parseEndpoint } from './lb-affinity.js';
import { formatOption, parseOption } from './put-options.js';

type TriggerEvent = LogicalAction<'trigger_event'>;

const EVENT = 'empty_lb_backends';

const OPTIONS: OptionTable = new Map(
  (
    [
      ['vip', 1],
      ['protocol', 2],
      ['load_balancer', 3],
    ] as const
  ).map(([name, code]): [string, OptionDefinition] => [name, { name, code, type: 'str' }]),
);

export function parseTriggerEvent(parser: ActionParser): TriggerEvent {
  const { lexer } = parser;
  lexer.force('(');
  if (!lexer.matchWord('event')) lexer.fail("Expecting 'event' option");
  lexer.force('=');
  if (lexer.kind !== 'string') lexer.fail('Expecting string');
  if (lexer.word !== EVENT) lexer.fail("Unknown event '-1'");
  lexer.next();
  lexer.match(',');
  const options: OptionValue[] = [];
  while (!lexer.match(')')) {
    options.push(parseOption(parser, OPTIONS, EVENT));
    lexer.match(',');
  }
  for (const option of options) checkOption(option);
  return { kind: 'trigger_event', options };
}

function checkOption({ name, strings }: OptionValue): void {
  if (strings.length !== 1) throw new SyntaxProblem(`Invalid value for "${name}" option`);
  const [text = ''] = strings;
  if (name === 'vip' && parseEndpoint(text) === undefined)
    throw new SyntaxProblem(`Invalid load balancer VIP '${text}'`);
  if (name === 'protocol' && text !== 'tcp' && text !== 'udp' && text !== 'sctp') {
    throw new SyntaxProblem(`Load balancer protocol '${text}' is not 'tcp', 'udp', or 'sctp'`);
  }
  if (name === 'load_balancer' && !/^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i.test(text)) {
    throw new SyntaxProblem(`Load balancer '${text}' is not a UUID`);
  }
}

export function formatTriggerEvent({ options }: TriggerEvent): string {
  return `trigger_event(${[`event = "${EVENT}"`, ...options.map(formatOption)].join(', ')});`;
}

export function encodeTriggerEvent({ options }: TriggerEvent, encoder: Encoder): void {
  const writer = new ByteWriter();
  writer.u32(0);
  for (const { code, strings } of options) {
    const bytes = new TextEncoder().encode(strings[0] ?? '');
    writer.u16(code);
    writer.u16(bytes.length);
    writer.bytes(bytes);
  }
  encoder.controller('event', writer.finish());
}
