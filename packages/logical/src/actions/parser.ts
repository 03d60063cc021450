/** The one way in: a flow's actions as text to a list, what they need of the packet, and what is wrong. After: format, encode, trace. */
import type { Expr } from '../expr/expr.js';
import { annotatorOf } from '../expr/match.js';
import { SyntaxProblem } from '../expr/syntax-problem.js';
import { expandTemplates, NO_VARIABLES } from '../expr/template.js';
import type { LogicalAction, NatVerb, NestedVerb, PlainVerb } from './action.js';
import { ActionParser, type ParseActionsOptions } from './action-parser.js';
import { parseAssignment, parseExchange, parsePop, parsePush } from './kinds/assignment.js';
import { parseCheck, parseCheckPktLarger, parseDnsLookup } from './kinds/check.js';
import { parseCtCommit, parseNat } from './kinds/conntrack.js';
import { parseCtLb } from './kinds/ct-lb.js';
import { parseCommitEcmp } from './kinds/ecmp.js';
import { parseGetFdb, parseLookupFdb, parsePutFdb } from './kinds/fdb.js';
import { parseFwdGroup } from './kinds/fwd-group.js';
import { parseCommitAffinity } from './kinds/lb-affinity.js';
import { parseLog } from './kinds/log.js';
import { parseGetMac, parseLookupMac, parseLookupMacIp, parsePutMac } from './kinds/mac-binding.js';
import { parseNested } from './kinds/nested.js';
import { parseNext } from './kinds/next.js';
import { parsePlain } from './kinds/plain.js';
import { parseBindVport, parseHandleSvcCheck } from './kinds/port-handler.js';
import { parsePutOptions } from './kinds/put-options.js';
import { parseSetMeter, parseSetQueue } from './kinds/queue-meter.js';
import { parseSample } from './kinds/sample.js';
import { parseSelect } from './kinds/select.js';
import { parseTriggerEvent } from './kinds/trigger-event.js';

export interface ParsedActions {
  /** Empty when the flow drops, and when there is an error. */
  readonly actions: readonly LogicalAction[];
  /** Annotated; the flow only applies to packets that meet it as well as the match. */
  readonly prerequisites: Expr;
  /** In OVN's words. */
  readonly error?: string;
}

/** Parses a flow's actions. Never throws for bad text. */
export function parseActions(text: string, options: ParseActionsOptions): ParsedActions {
  const expanded = expandTemplates(text, options.variables ?? NO_VARIABLES);
  const parser = new ActionParser(expanded, options, annotatorOf(options.symbols), parseStatement);
  try {
    const actions = parser.parseList('end');
    return { actions, prerequisites: parser.needed };
  } catch (problem) {
    if (!(problem instanceof SyntaxProblem)) throw problem;
    const { message } = parser.lexer.lexicalProblem(problem);
    return { actions: [], prerequisites: { kind: 'literal', value: true }, error: message };
  }
}

/** One action, without the semicolon behind it. Undefined: nothing that could be told apart, the semicolon will be missed. */
function parseStatement(parser: ActionParser): LogicalAction | undefined {
  const { lexer } = parser;
  if (lexer.kind !== 'identifier') return lexer.fail('');
  if (isAssignment(lexer.text, lexer.end)) return parseSet(parser);
  const parse = STATEMENTS.get(lexer.word);
  if (parse === undefined) return lexer.fail('expecting action');
  lexer.next();
  return parse(parser);
}

/** Whether `=`, `<->` or a range of bits follows the word that ends at `at`. */
function isAssignment(text: string, at: number): boolean {
  let next = at;
  while (text.charCodeAt(next) <= 32) next++;
  const character = text[next];
  if (character === '[') return true;
  if (character === '=') return text[next + 1] !== '=';
  return character === '<' && text[next + 1] === '-' && text[next + 2] === '>';
}

function parseSet(parser: ActionParser): LogicalAction | undefined {
  const { lexer } = parser;
  const destination = parser.field();
  if (lexer.match('<->')) return parseExchange(destination, parser);
  if (!lexer.match('=')) return lexer.fail("expecting `=' or `<->'");
  const call = lexer.kind === 'identifier' && lexer.peek() === '(' ? RESULTS.get(lexer.word) : undefined;
  if (call === undefined) return parseAssignment(destination, parser);
  lexer.next();
  return call(destination, parser);
}

type Statement = (parser: ActionParser) => LogicalAction | undefined;
type Result = (destination: Parameters<typeof parseSelect>[0], parser: ActionParser) => LogicalAction | undefined;

const plain = (verb: PlainVerb): [string, Statement] => [verb, (parser) => parsePlain(verb, parser)];
const nested = (verb: NestedVerb): [string, Statement] => [verb, (parser) => parseNested(verb, parser)];
const nat = (verb: NatVerb): [string, Statement] => [verb, (parser) => parseNat(verb, parser)];

/** Actions by their first word. */
const STATEMENTS: ReadonlyMap<string, Statement> = new Map<string, Statement>([
  ['next', parseNext],
  plain('output'),
  plain('ip.ttl--'),
  ['ip.ttl', (parser) => parsePlain('ip.ttl--', parser)],
  plain('ct_next'),
  plain('ct_clear'),
  plain('ct_commit_nat'),
  plain('ct_snat_to_vip'),
  plain('igmp'),
  plain('handle_dhcpv6_reply'),
  plain('handle_bfd_msg'),
  ['ct_commit', parseCtCommit],
  nat('ct_dnat'),
  nat('ct_snat'),
  nat('ct_dnat_in_czone'),
  nat('ct_snat_in_czone'),
  ['ct_lb', (parser) => parseCtLb('ct_lb', parser)],
  ['ct_lb_mark', (parser) => parseCtLb('ct_lb_mark', parser)],
  nested('clone'),
  nested('arp'),
  nested('nd_ns'),
  nested('nd_na'),
  nested('nd_na_router'),
  nested('icmp4'),
  nested('icmp4_error'),
  nested('icmp6'),
  nested('icmp6_error'),
  nested('tcp_reset'),
  nested('sctp_abort'),
  nested('reject'),
  ['get_arp', (parser) => parseGetMac('get_arp', parser)],
  ['put_arp', (parser) => parsePutMac('put_arp', parser)],
  ['get_nd', (parser) => parseGetMac('get_nd', parser)],
  ['put_nd', (parser) => parsePutMac('put_nd', parser)],
  ['put_fdb', parsePutFdb],
  ['push', parsePush],
  ['pop', parsePop],
  ['set_queue', parseSetQueue],
  ['set_meter', parseSetMeter],
  ['log', parseLog],
  ['trigger_event', parseTriggerEvent],
  ['bind_vport', parseBindVport],
  ['handle_svc_check', parseHandleSvcCheck],
  ['fwd_group', parseFwdGroup],
  ['commit_ecmp_nh', parseCommitEcmp],
  ['commit_lb_aff', parseCommitAffinity],
  ['sample', parseSample],
]);

/** Actions that store a result, by the word behind `=`. */
const RESULTS: ReadonlyMap<string, Result> = new Map<string, Result>([
  ['select', parseSelect],
  ['put_dhcp_opts', (destination, parser) => parsePutOptions('put_dhcp_opts', destination, parser)],
  ['put_dhcpv6_opts', (destination, parser) => parsePutOptions('put_dhcpv6_opts', destination, parser)],
  ['put_nd_ra_opts', (destination, parser) => parsePutOptions('put_nd_ra_opts', destination, parser)],
  ['dns_lookup', parseDnsLookup],
  ['check_pkt_larger', parseCheckPktLarger],
  ['lookup_arp', (destination, parser) => parseLookupMac('lookup_arp', destination, parser)],
  ['lookup_nd', (destination, parser) => parseLookupMac('lookup_nd', destination, parser)],
  ['lookup_arp_ip', (destination, parser) => parseLookupMacIp('lookup_arp_ip', destination, parser)],
  ['lookup_nd_ip', (destination, parser) => parseLookupMacIp('lookup_nd_ip', destination, parser)],
  ['get_fdb', parseGetFdb],
  ['lookup_fdb', parseLookupFdb],
  ['chk_lb_hairpin', (destination, parser) => parseCheck('chk_lb_hairpin', destination, parser)],
  ['chk_lb_hairpin_reply', (destination, parser) => parseCheck('chk_lb_hairpin_reply', destination, parser)],
  ['check_in_port_sec', (destination, parser) => parseCheck('check_in_port_sec', destination, parser)],
  ['check_out_port_sec', (destination, parser) => parseCheck('check_out_port_sec', destination, parser)],
  ['chk_ecmp_nh_mac', (destination, parser) => parseCheck('chk_ecmp_nh_mac', destination, parser)],
  ['chk_ecmp_nh', (destination, parser) => parseCheck('chk_ecmp_nh', destination, parser)],
  // The names of ovn-sb(5); ovn-controller knows the two above only.
  ['check_ecmp_nh_mac', (destination, parser) => parseCheck('chk_ecmp_nh_mac', destination, parser)],
  ['check_ecmp_nh', (destination, parser) => parseCheck('chk_ecmp_nh', destination, parser)],
  ['chk_lb_aff', (destination, parser) => parseCheck('chk_lb_aff', destination, parser)],
]);
