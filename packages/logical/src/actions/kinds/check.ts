/** Actions whose one-bit result comes from a table that the controller fills, and check_pkt_larger, dns_lookup. */
import { flagBits, openflowTables } from '#pipeline';
import type { SymbolBits } from '../../expr/symbol.js';
import { SyntaxProblem } from '../../expr/syntax-problem.js';
import type { CheckVerb, LogicalAction } from '../action.js';
import { type ActionParser, formatField } from '../action-parser.js';
import { type Encoder, toSubfield } from '../encoder.js';
import { resultHeader } from './put-options.js';

const TABLES: Readonly<Record<CheckVerb, { readonly table: number; readonly flag: number }>> = {
  chk_lb_hairpin: { table: openflowTables.checkLoadBalancerHairpin, flag: flagBits.hairpinHit.offset },
  chk_lb_hairpin_reply: { table: openflowTables.checkLoadBalancerHairpinReply, flag: flagBits.hairpinHit.offset },
  check_in_port_sec: { table: openflowTables.checkInPortSecurity, flag: flagBits.portSecurityFailed.offset },
  check_out_port_sec: { table: openflowTables.checkOutPortSecurity, flag: flagBits.portSecurityFailed.offset },
  chk_ecmp_nh_mac: { table: openflowTables.ecmpNextHopMac, flag: flagBits.ecmpHit.offset },
  chk_ecmp_nh: { table: openflowTables.ecmpNextHop, flag: flagBits.ecmpHit.offset },
  chk_lb_aff: { table: openflowTables.checkLoadBalancerAffinity, flag: flagBits.affinityHit.offset },
};

function parseNothing(verb: string, destination: SymbolBits, parser: ActionParser): void {
  const { lexer } = parser;
  lexer.force('(');
  if (!lexer.match(')')) throw new SyntaxProblem(`${verb} doesn't take any parameters`);
  parser.check(destination, 1, 'write');
}

export function parseCheck(verb: CheckVerb, destination: SymbolBits, parser: ActionParser): LogicalAction<'check'> {
  parseNothing(verb, destination, parser);
  return { kind: 'check', verb, destination };
}

export function formatCheck({ verb, destination }: LogicalAction<'check'>): string {
  return `${formatField(destination)} = ${verb}();`;
}

export function encodeCheck({ verb, destination }: LogicalAction<'check'>, encoder: Encoder): void {
  const { table, flag } = TABLES[verb];
  encoder.lookUpBit(table, flag, destination);
}

export function parseDnsLookup(destination: SymbolBits, parser: ActionParser): LogicalAction<'dns_lookup'> {
  parseNothing('dns_lookup', destination, parser);
  parser.need('udp');
  return { kind: 'dns_lookup', destination };
}

export function formatDnsLookup({ destination }: LogicalAction<'dns_lookup'>): string {
  return `${formatField(destination)} = dns_lookup();`;
}

export function encodeDnsLookup({ destination }: LogicalAction<'dns_lookup'>, encoder: Encoder): void {
  encoder.controller('dns_lookup', resultHeader(destination).finish(), true);
}

export function parseCheckPktLarger(
  destination: SymbolBits,
  parser: ActionParser,
): LogicalAction<'check_pkt_larger'> | undefined {
  const { lexer } = parser;
  parser.check(destination, 1, 'write');
  lexer.force('(');
  if (!lexer.isSmallInteger) return undefined;
  const length = lexer.forceSmallInteger() & 0xffff;
  lexer.force(')');
  return { kind: 'check_pkt_larger', destination, length };
}

export function formatCheckPktLarger({ destination, length }: LogicalAction<'check_pkt_larger'>): string {
  return `${formatField(destination)} = check_pkt_larger(${length});`;
}

export function encodeCheckPktLarger(action: LogicalAction<'check_pkt_larger'>, encoder: Encoder): void {
  encoder.add({ kind: 'check_pkt_larger', length: action.length, destination: toSubfield(action.destination) });
}
