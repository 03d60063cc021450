/** log: the controller writes a line about the packet. */
import { ByteWriter } from '#base';
import { formatString } from '../../expr/constant.js';
import type { LogicalAction, LogSeverity } from '../action.js';
import type { ActionParser } from '../action-parser.js';
import type { Encoder } from '../encoder.js';

type Log = LogicalAction<'log'>;

const VERDICTS: Readonly<Record<Log['verdict'], number>> = { allow: 0, drop: 1, reject: 2 };
/** As syslog counts them. */
const SEVERITIES: Readonly<Record<LogSeverity, number>> = { alert: 1, warning: 4, notice: 5, info: 6, debug: 7 };

const NAME_MAX = 63;

export function parseLog(parser: ActionParser): Log {
  const { lexer } = parser;
  let name: string | undefined;
  let verdict: Log['verdict'] | undefined;
  let severity: LogSeverity = 'info';
  let meter: string | undefined;
  if (lexer.match('(')) {
    while (!lexer.match(')')) {
      if (lexer.matchWord('verdict')) {
        lexer.force('=');
        verdict = keyOf(VERDICTS, lexer.kind === 'identifier' ? lexer.word : '') ?? lexer.fail('unknown verdict');
        lexer.next();
      } else if (lexer.matchWord('name')) {
        lexer.force('=');
        if (lexer.kind === 'string' && new TextEncoder().encode(lexer.word).length > NAME_MAX) {
          lexer.fail('name must be shorter than 64 characters');
        }
        name = lexer.forceString();
      } else if (lexer.matchWord('severity')) {
        lexer.force('=');
        if (lexer.kind !== 'identifier') lexer.fail('expecting severity');
        severity = keyOf(SEVERITIES, lexer.word) ?? lexer.fail('unknown severity');
        lexer.next();
      } else if (lexer.matchWord('meter')) {
        lexer.force('=');
        meter = lexer.forceString();
      } else lexer.fail('');
      lexer.match(',');
    }
  }
  if (verdict === undefined) return lexer.fail('expecting verdict');
  return { kind: 'log', name, verdict, severity, meter };
}

function keyOf<K extends string>(record: Readonly<Record<K, number>>, word: string): K | undefined {
  for (const key in record) if (key === word) return key;
  return undefined;
}

export function formatLog({ name, verdict, severity, meter }: Log): string {
  const parts = [
    ...(name === undefined ? [] : [`name=${formatString(name)}`]),
    `verdict=${verdict}`,
    `severity=${severity}`,
    ...(meter === undefined ? [] : [`meter=${formatString(meter)}`]),
  ];
  return `log(${parts.join(', ')});`;
}

export function encodeLog({ name, verdict, severity, meter }: Log, encoder: Encoder): void {
  const writer = new ByteWriter();
  writer.u8(VERDICTS[verdict]);
  writer.u8(SEVERITIES[severity]);
  if (name !== undefined) writer.bytes(new TextEncoder().encode(name));
  encoder.controller('log', writer.finish(), false, meter);
}
