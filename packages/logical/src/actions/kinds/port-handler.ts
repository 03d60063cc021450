/** bind_vport and handle_svc_check: packets that tell the controller something about a port. */
import { ByteWriter } from '#base';
import { fields } from '#openflow';
import { formatString } from '../../expr/constant.js';
import type { LogicalAction } from '../action.js';
import { type ActionParser, formatField } from '../action-parser.js';
import type { Encoder } from '../encoder.js';
import { parseArguments } from './mac-binding.js';

export function parseBindVport(parser: ActionParser): LogicalAction<'bind_vport'> {
  const { lexer } = parser;
  lexer.force('(');
  if (lexer.kind !== 'string') lexer.fail('expecting port name string');
  const virtualPort = lexer.forceString();
  lexer.force(',');
  const parent = parser.fieldOf(0, 'read');
  lexer.force(')');
  return { kind: 'bind_vport', virtualPort, parent };
}

export function formatBindVport({ virtualPort, parent }: LogicalAction<'bind_vport'>): string {
  return `bind_vport(${formatString(virtualPort)}, ${formatField(parent)});`;
}

/** An unknown virtual port is bound by nothing. */
export function encodeBindVport({ virtualPort, parent }: LogicalAction<'bind_vport'>, encoder: Encoder): void {
  const key = encoder.context.portKey(virtualPort);
  if (key === undefined) return;
  encoder.withArguments([[parent, fields.reg14]], () => {
    encoder.controller('bind_vport', new ByteWriter().u32(key).finish());
  });
}

export function parseHandleSvcCheck(parser: ActionParser): LogicalAction<'handle_svc_check'> {
  const [port] = parseArguments(parser, [0]);
  return { kind: 'handle_svc_check', port: port! };
}

export function formatHandleSvcCheck({ port }: LogicalAction<'handle_svc_check'>): string {
  return `handle_svc_check(${formatField(port)});`;
}

export function encodeHandleSvcCheck({ port }: LogicalAction<'handle_svc_check'>, encoder: Encoder): void {
  encoder.withArguments([[port, fields.reg14]], () => encoder.controller('handle_svc_check'));
}
