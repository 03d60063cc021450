/** commit_lb_aff: learns which backend a client of a load balancer got, for as long as it keeps coming. */
import { ipv4ToNumber, ipv6ToBigInt, parseIpv4, parseIpv6 } from '#base';
import { type Field, type FieldValue, fields, type LearnSpec, wholeField } from '#openflow';
import { flagBits, openflowTables } from '#pipeline';
import { Lexer } from '../../expr/lexer.js';
import { SyntaxProblem } from '../../expr/syntax-problem.js';
import type { Endpoint, LogicalAction } from '../action.js';
import type { ActionParser } from '../action-parser.js';
import type { Encoder } from '../encoder.js';
import { matchField, matchValue, PROTOCOL_NUMBERS, takeProtocol, transportFields } from './ecmp.js';
import { endpointOfToken } from './endpoint.js';

type CommitAffinity = LogicalAction<'commit_lb_aff'>;

export function parseCommitAffinity(parser: ActionParser): CommitAffinity {
  const { lexer } = parser;
  lexer.force('(');
  const vip = takeEndpoint(parser, 'vip');
  lexer.force(',');
  const backend = takeEndpoint(parser, 'backend', vip);
  lexer.force(',');
  let protocol: CommitAffinity['protocol'];
  if (vip.port !== undefined) {
    if (!lexer.matchWord('proto')) lexer.fail('invalid parameter');
    lexer.force('=');
    protocol = takeProtocol(parser);
    lexer.force(',');
  }
  if (!lexer.matchWord('timeout')) lexer.fail('invalid parameter');
  lexer.force('=');
  if (!lexer.isDecimal || lexer.value > 0xffff) {
    lexer.fail('expecting affinity timeout');
  }
  const timeout = Number(lexer.value);
  lexer.next();
  lexer.force(')');
  return { kind: 'commit_lb_aff', vip, backend, protocol, timeout };
}

/** `name = "address:port"`; of the same family and form as `like`. */
function takeEndpoint({ lexer }: ActionParser, name: string, like?: Endpoint): Endpoint {
  if (!lexer.matchWord(name)) lexer.fail('invalid parameter');
  lexer.force('=');
  const endpoint = lexer.kind === 'string' ? parseEndpoint(lexer.word) : undefined;
  if (endpoint === undefined) return lexer.fail('invalid parameter');
  if (like !== undefined && endpoint.family !== like.family) return lexer.fail('invalid protocol family');
  lexer.next();
  return endpoint;
}

/** `1.2.3.4`, `1.2.3.4:80`, `fd00::1` or `[fd00::1]:80`; undefined for anything else. */
export function parseEndpoint(text: string): Endpoint | undefined {
  const [, bracketed, plain, port] = /^(?:\[([^\]]*)\]|(\d+\.\d+\.\d+\.\d+))(?::(\d{1,5}))?$/.exec(text) ?? [];
  let address: Endpoint | undefined;
  try {
    const lexer = new Lexer(bracketed ?? plain ?? text);
    address = endpointOfToken(lexer);
    lexer.next();
    if (!lexer.isAtEnd) return undefined;
  } catch (error) {
    if (error instanceof SyntaxProblem) return undefined;
    throw error;
  }
  if (address === undefined || port === undefined) return address;
  const number = Number(port);
  return number > 0xffff ? undefined : { ...address, port: number };
}

export function formatCommitAffinity({ vip, backend, protocol, timeout }: CommitAffinity): string {
  const proto = protocol === undefined ? '' : `, proto = ${protocol}`;
  return `commit_lb_aff(vip = "${quoted(vip)}", backend = "${quoted(backend)}"${proto}, timeout = ${timeout});`;
}

function quoted({ family, address, port }: Endpoint): string {
  const host = family === 6 ? `[${address}]` : address;
  return port === undefined ? host : `${host}:${port}`;
}

export function encodeCommitAffinity({ vip, backend, protocol, timeout }: CommitAffinity, encoder: Encoder): void {
  const isIpv6 = vip.family === 6;
  const to: Field = isIpv6 ? fields.ipv6_dst : fields.ip_dst;
  const specs: LearnSpec[] = [
    matchField(fields.metadata),
    matchValue(fields.eth_type, isIpv6 ? 0x86dd : 0x800),
    matchField(isIpv6 ? fields.ipv6_src : fields.ip_src),
    { kind: 'match', source: addressValue(vip), destination: wholeField(to) },
  ];
  if (protocol !== undefined && vip.port !== undefined) {
    specs.push(
      matchValue(fields.nw_proto, PROTOCOL_NUMBERS[protocol]),
      matchValue(transportFields(protocol).destination, vip.port),
    );
  }
  // Where the load-balancing stages of either kind of datapath look for it.
  const backend6 = encoder.context.datapath === 'switch' ? fields.xxreg0 : fields.xxreg1;
  specs.push(
    { kind: 'load', source: 1, destination: { field: fields.reg10, offset: flagBits.affinityHit.offset, bits: 1 } },
    { kind: 'load', source: addressValue(backend), destination: wholeField(isIpv6 ? backend6 : fields.reg4) },
  );
  if (backend.port !== undefined) {
    specs.push({ kind: 'load', source: backend.port, destination: { field: fields.reg8, offset: 0, bits: 16 } });
  }
  encoder.add({
    kind: 'learn',
    table: openflowTables.checkLoadBalancerAffinity,
    priority: 0x8000,
    idleTimeout: timeout,
    hardTimeout: 0,
    cookie: 0n,
    finIdleTimeout: 0,
    finHardTimeout: 0,
    sendFlowRemoved: false,
    deleteLearned: true,
    specs,
  });
}

function addressValue({ family, address }: Endpoint): FieldValue {
  const ipv4 = family === 4 ? parseIpv4(address) : undefined;
  if (ipv4 !== undefined) return ipv4ToNumber(ipv4);
  const ipv6 = parseIpv6(address);
  if (ipv6 === undefined) throw new Error(`not an address: ${address}`);
  return ipv6ToBigInt(ipv6);
}
