/** commit_ecmp_nh: learns by which next hop a connection came, so that answers leave the same way. */
import { type Action, type Field, fields, type LearnSpec, wholeField } from '#openflow';
import { flagBits, openflowTables } from '#pipeline';
import type { LogicalAction, TransportProtocol } from '../action.js';
import type { ActionParser } from '../action-parser.js';
import type { Encoder } from '../encoder.js';

type CommitEcmp = LogicalAction<'commit_ecmp_nh'>;

const IDLE_SECONDS = 20;
const HARD_SECONDS = 30;

export const PROTOCOL_NUMBERS: Readonly<Record<TransportProtocol, number>> = { tcp: 6, udp: 17, sctp: 132 };

export function parseCommitEcmp(parser: ActionParser): CommitEcmp {
  const { lexer } = parser;
  lexer.force('(');
  if (!lexer.matchWord('ipv6')) lexer.fail('invalid parameter');
  lexer.force('=');
  const isWord = lexer.kind === 'identifier' || lexer.kind === 'string';
  if (!isWord || (lexer.word !== 'true' && lexer.word !== 'false')) lexer.fail('expecting true or false');
  const isIpv6 = lexer.word === 'true';
  lexer.next();
  lexer.force(',');
  if (!lexer.matchWord('proto')) lexer.fail('invalid parameter');
  lexer.force('=');
  const protocol = takeProtocol(parser);
  lexer.force(')');
  return { kind: 'commit_ecmp_nh', isIpv6, protocol };
}

/** `tcp`, `udp` or `sctp` of the current token. */
export function takeProtocol({ lexer }: ActionParser): TransportProtocol {
  if (lexer.matchWord('tcp')) return 'tcp';
  if (lexer.matchWord('udp')) return 'udp';
  if (lexer.matchWord('sctp')) return 'sctp';
  return lexer.fail('invalid protocol');
}

export function formatCommitEcmp({ isIpv6, protocol }: CommitEcmp): string {
  return `commit_ecmp_nh(ipv6 = ${isIpv6}, proto = ${protocol});`;
}

export function encodeCommitEcmp({ isIpv6, protocol }: CommitEcmp, encoder: Encoder): void {
  const { source, destination } = transportFields(protocol);
  const from = isIpv6 ? fields.ipv6_src : fields.ip_src;
  const to = isIpv6 ? fields.ipv6_dst : fields.ip_dst;
  const type = matchValue(fields.eth_type, isIpv6 ? 0x86dd : 0x800);
  const transport = matchValue(fields.nw_proto, PROTOCOL_NUMBERS[protocol]);
  const hit: LearnSpec = {
    kind: 'load',
    source: 1,
    destination: { field: fields.reg10, offset: flagBits.ecmpHit.offset, bits: 1 },
  };
  const sameWay = [
    matchField(fields.metadata),
    matchField(fields.eth_src),
    type,
    matchField(from),
    matchField(to),
    transport,
    matchField(source),
    matchField(destination),
    hit,
  ];
  const otherWay = [
    matchField(fields.metadata),
    type,
    matchField(from, to),
    matchField(to, from),
    transport,
    matchField(source, destination),
    matchField(destination, source),
    hit,
  ];
  encoder.add(learn(openflowTables.ecmpNextHopMac, sameWay), learn(openflowTables.ecmpNextHop, otherWay));
}

function learn(table: number, specs: readonly LearnSpec[]): Action {
  return {
    kind: 'learn',
    table,
    priority: 0x8000,
    idleTimeout: IDLE_SECONDS,
    hardTimeout: HARD_SECONDS,
    cookie: 0n,
    finIdleTimeout: 0,
    finHardTimeout: 0,
    sendFlowRemoved: false,
    deleteLearned: true,
    specs,
  };
}

/** The learnt flow matches in `field` what this packet has in `from`. */
export function matchField(field: Field, from: Field = field): LearnSpec {
  return { kind: 'match', source: wholeField(from), destination: wholeField(field) };
}

/** The learnt flow matches this value. */
export function matchValue(field: Field, value: number): LearnSpec {
  return { kind: 'match', source: value, destination: wholeField(field) };
}

export function transportFields(protocol: TransportProtocol): { readonly source: Field; readonly destination: Field } {
  switch (protocol) {
    case 'tcp':
      return { source: fields.tcp_src, destination: fields.tcp_dst };
    case 'udp':
      return { source: fields.udp_src, destination: fields.udp_dst };
    case 'sctp':
      return { source: fields.sctp_src, destination: fields.sctp_dst };
  }
}
