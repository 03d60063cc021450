import { expect, test } from '@jest/globals';
import { advanceTcp, type Connection, firstTcpState, mayOpenTcp, timeoutOf } from './connection.js';

const FLAGS: Readonly<Record<string, number>> = { F: 1, S: 2, R: 4, P: 8, A: 16 };
const flagsOf = (letters: string) => [...letters].reduce((sum, letter) => sum | (FLAGS[letter] ?? 0), 0);

function opened(protocol: number, tcp: Connection['tcp']): Connection {
  const original = {
    family: 4,
    protocol,
    source: [1],
    destination: [2],
    sourcePort: 1000,
    destinationPort: 80,
    icmpType: 0,
    icmpCode: 0,
  } as const;
  return {
    zone: 1,
    original,
    reply: original,
    isNatted: false,
    hasSourceNat: false,
    hasDestinationNat: false,
    mark: 0,
    label: 0n,
    hasReplied: false,
    tcp,
    finOriginal: false,
    finReply: false,
    expires: 0,
    packetsOriginal: 1,
    packetsReply: 0,
  };
}

/** The states that segments lead to: `>` before the flags of who opened, `<` before those of the other side. */
function states(conversation: string): string {
  const [first = '', ...rest] = conversation.split(' ');
  const connection = opened(6, firstTcpState(flagsOf(first.slice(1))));
  return [
    connection.tcp,
    ...rest.map((segment) => {
      const outcome = advanceTcp(connection, flagsOf(segment.slice(1)), segment.startsWith('<'));
      return outcome === 'valid' ? connection.tcp : outcome;
    }),
  ].join(' ');
}

test.each([
  ['>S <SA >A >PA <A', 'SYN_SENT SYN_RECV ESTABLISHED ESTABLISHED ESTABLISHED'],
  ['>S >S <SA <SA >A', 'SYN_SENT SYN_SENT SYN_RECV SYN_RECV ESTABLISHED'],
  ['>S <SA >A >FA <A <FA >A', 'SYN_SENT SYN_RECV ESTABLISHED FIN_WAIT_1 FIN_WAIT_1 CLOSING TIME_WAIT'],
  ['>S <SA >A <FA >FA <A', 'SYN_SENT SYN_RECV ESTABLISHED FIN_WAIT_1 CLOSING TIME_WAIT'],
  ['>S <SA >A >FA >FA', 'SYN_SENT SYN_RECV ESTABLISHED FIN_WAIT_1 FIN_WAIT_1'],
  ['>S <RA', 'SYN_SENT CLOSED'],
  ['>S <SA >A <R >S', 'SYN_SENT SYN_RECV ESTABLISHED CLOSED new'],
  ['>S <SA >A >FA <FA >A >S', 'SYN_SENT SYN_RECV ESTABLISHED FIN_WAIT_1 CLOSING TIME_WAIT new'],
  ['>S <SA >A >S', 'SYN_SENT SYN_RECV ESTABLISHED ESTABLISHED'],
  // Picked up in its middle.
  ['>A <A >PA', 'ESTABLISHED ESTABLISHED ESTABLISHED'],
  // What no stack sends.
  ['>S >SF', 'SYN_SENT invalid'],
  ['>S >SR', 'SYN_SENT invalid'],
  ['>S >F', 'SYN_SENT invalid'],
  ['>S >P', 'SYN_SENT invalid'],
])('TCP %s', (conversation, expected) => {
  expect(states(conversation)).toBe(expected);
});

test('what may open a connection', () => {
  const may = ['S', 'A', 'PA', 'R', 'RA', 'FA'].map((flags) => mayOpenTcp(flagsOf(flags)));
  const mayNot = ['SA', 'SF', 'SR', 'F', 'P', ''].map((flags) => mayOpenTcp(flagsOf(flags)));
  expect([may, mayNot]).toEqual([may.map(() => true), mayNot.map(() => false)]);
});

test.each<[string, number, Partial<Connection>, number]>([
  ['UDP', 17, {}, 60],
  ['UDP with an answer', 17, { hasReplied: true }, 30],
  ['ICMP', 1, {}, 60],
  ['ICMPv6 with an answer', 58, { hasReplied: true }, 30],
  ['GRE', 47, { hasReplied: true }, 60],
  ['TCP that opens', 6, { tcp: 'SYN_SENT' }, 30],
  ['TCP', 6, { tcp: 'ESTABLISHED', hasReplied: true }, 86_400],
  ['TCP with one end closed', 6, { tcp: 'FIN_WAIT_1' }, 900],
  ['TCP that waits', 6, { tcp: 'TIME_WAIT' }, 45],
  ['TCP that was reset', 6, { tcp: 'CLOSED' }, 30],
])('%s is forgotten', (_, protocol, more, seconds) => {
  expect(timeoutOf({ ...opened(protocol, undefined), ...more })).toBe(seconds * 1000);
});
