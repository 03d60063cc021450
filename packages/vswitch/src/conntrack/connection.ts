/**
 * A tracked connection and how packets move its state. Before: packets of its tuples. After: ct_state, and when it may be
 * forgotten. TCP is followed by flags, without sequence windows; that is written down in docs/differences.md.
 */
import { IPPROTO_ICMP, IPPROTO_ICMPV6, IPPROTO_TCP, IPPROTO_UDP } from '#packets';
import type { Tuple } from './tuple.js';

export type TcpState = 'SYN_SENT' | 'SYN_RECV' | 'ESTABLISHED' | 'FIN_WAIT_1' | 'CLOSING' | 'TIME_WAIT' | 'CLOSED';

export interface Connection {
  readonly zone: number;
  readonly original: Tuple;
  /** What answers look like before they are translated back. */
  readonly reply: Tuple;
  readonly isNatted: boolean;
  readonly hasSourceNat: boolean;
  readonly hasDestinationNat: boolean;
  mark: number;
  label: bigint;
  hasReplied: boolean;
  tcp: TcpState | undefined;
  finOriginal: boolean;
  finReply: boolean;
  expires: number;
  packetsOriginal: number;
  packetsReply: number;
}

const SECOND = 1000;

/** Milliseconds after which a connection in this state is forgotten: ovs-vswitchd's defaults (Open_vSwitch CT_Timeout_Policy). */
export function timeoutOf(connection: Connection): number {
  switch (connection.original.protocol) {
    case IPPROTO_TCP:
      return TCP_TIMEOUTS[connection.tcp ?? 'SYN_SENT'] * SECOND;
    case IPPROTO_UDP:
      return (connection.hasReplied ? 30 : 60) * SECOND;
    case IPPROTO_ICMP:
    case IPPROTO_ICMPV6:
      return (connection.hasReplied ? 30 : 60) * SECOND;
    default:
      return 60 * SECOND;
  }
}

const TCP_TIMEOUTS: Readonly<Record<TcpState, number>> = {
  SYN_SENT: 30,
  SYN_RECV: 30,
  ESTABLISHED: 24 * 60 * 60,
  FIN_WAIT_1: 15 * 60,
  CLOSING: 45,
  TIME_WAIT: 45,
  CLOSED: 30,
};

const FIN = 1;
const SYN = 2;
const RST = 4;
const ACK = 16;

/** May a TCP segment with these flags open a connection? A connection picked up in its middle is let in; SYN+ACK is not. */
export function mayOpenTcp(flags: number): boolean {
  return !isNonsense(flags) && !((flags & SYN) !== 0 && (flags & ACK) !== 0);
}

/** Combinations that no stack sends. */
function isNonsense(flags: number): boolean {
  if (flags & SYN) return (flags & (RST | FIN)) !== 0;
  return (flags & (ACK | RST)) === 0;
}

export function firstTcpState(flags: number): TcpState {
  return flags & SYN ? 'SYN_SENT' : 'ESTABLISHED';
}

/** Moves a TCP connection on. `'new'`: the packet opens the connection anew; `'invalid'`: it does not belong. */
export function advanceTcp(connection: Connection, flags: number, isReply: boolean): 'valid' | 'invalid' | 'new' {
  if (isNonsense(flags)) return 'invalid';
  const state = connection.tcp ?? 'SYN_SENT';
  const isOver = state === 'TIME_WAIT' || state === 'CLOSED' || state === 'CLOSING';
  if ((flags & (SYN | ACK)) === SYN && isOver) return 'new';
  if (flags & RST) {
    connection.tcp = 'CLOSED';
    return 'valid';
  }
  if (flags & SYN) {
    if (isReply && state === 'SYN_SENT') connection.tcp = 'SYN_RECV';
    return 'valid';
  }
  if (flags & FIN) {
    if (isReply) connection.finReply = true;
    else connection.finOriginal = true;
    connection.tcp = connection.finReply && connection.finOriginal ? 'CLOSING' : 'FIN_WAIT_1';
    return 'valid';
  }
  if (state === 'SYN_RECV' && !isReply) connection.tcp = 'ESTABLISHED';
  else if (state === 'CLOSING') connection.tcp = 'TIME_WAIT';
  return 'valid';
}
