import { expect, test } from '@jest/globals';
import {
  buildSctp,
  buildTcp,
  IPPROTO_SCTP,
  IPPROTO_TCP,
  SCTP_ABORT,
  SCTP_INIT,
  TCP_ACK,
  TCP_FIN,
  TCP_RST,
  TCP_SYN,
} from '#packets';
import { type Family, frameOf, packetText, pseudoSum } from '../testing/packet.js';
import { makeReject } from './reject.js';
import { makeSctpAbort, makeTcpReset } from './transport-reset.js';

const UDP = 17;

function tcp(flags: number, size = 0, family: Family = 4, sequence = 41) {
  const segment = {
    sourcePort: 1000,
    destinationPort: 80,
    sequence,
    acknowledgment: 7,
    flags,
    payload: new Uint8Array(size),
  };
  return frameOf(family, IPPROTO_TCP, buildTcp(segment, pseudoSum(family, IPPROTO_TCP)));
}

function sctp(type: number, value: Uint8Array, family: Family = 4) {
  const chunks = [{ type, flags: 0, value }];
  const packet = buildSctp({ sourcePort: 1000, destinationPort: 80, verificationTag: 0xabc, chunks });
  return frameOf(family, IPPROTO_SCTP, packet);
}

const PLACE = '40:44:00:00:00:01 > 40:44:00:00:00:02, 10.0.0.1 > 10.0.0.2 ttl 63, ';
const PLACE6 = '40:44:00:00:00:01 > 40:44:00:00:00:02, fd00::1 > fd00::2 ttl 63, ';

test.each([
  ['syn', tcp(TCP_SYN), `${PLACE}tcp 80 > 1000 rst ack seq 0 ack 42 win 0`],
  ['syn over IPv6', tcp(TCP_SYN, 0, 6), `${PLACE6}tcp 80 > 1000 rst ack seq 0 ack 42 win 0`],
  ['syn with data', tcp(TCP_SYN, 9), `${PLACE}tcp 80 > 1000 rst ack seq 0 ack 51 win 0`],
  ['fin with data', tcp(TCP_FIN, 9), `${PLACE}tcp 80 > 1000 rst ack seq 0 ack 51 win 0`],
  ['syn fin', tcp(TCP_SYN | TCP_FIN), `${PLACE}tcp 80 > 1000 rst ack seq 0 ack 43 win 0`],
  ['data at the end of the numbers', tcp(0, 3, 4, 0xfffffffe), `${PLACE}tcp 80 > 1000 rst ack seq 0 ack 1 win 0`],
  ['ack', tcp(TCP_ACK, 9), `${PLACE}tcp 80 > 1000 rst seq 7 ack 0 win 0`],
  ['syn ack', tcp(TCP_SYN | TCP_ACK), `${PLACE}tcp 80 > 1000 rst seq 7 ack 0 win 0`],
  ['rst', tcp(TCP_RST), 'nothing'],
  ['rst ack', tcp(TCP_RST | TCP_ACK), 'nothing'],
  ['UDP', frameOf(4, UDP, new Uint8Array(8)), 'nothing'],
  ['UDP over IPv6', frameOf(6, UDP, new Uint8Array(8)), 'nothing'],
])('the reset of %s', (_, frame, reset) => {
  expect(packetText(makeTcpReset(frame))).toBe(reset);
});

test.each([
  [
    'INIT',
    sctp(SCTP_INIT, Uint8Array.of(0x11, 0x22, 0x33, 0x44, 0, 0, 0, 0)),
    `${PLACE}sctp 80 > 1000 tag 11223344 type 6 flags 0 with 0 bytes`,
  ],
  ['data', sctp(0, new Uint8Array(12)), `${PLACE}sctp 80 > 1000 tag abc type 6 flags 1 with 0 bytes`],
  ['data over IPv6', sctp(0, new Uint8Array(12), 6), `${PLACE6}sctp 80 > 1000 tag abc type 6 flags 1 with 0 bytes`],
  ['INIT cut short', sctp(SCTP_INIT, new Uint8Array(3)), `${PLACE}sctp 80 > 1000 tag abc type 6 flags 1 with 0 bytes`],
  ['ABORT', sctp(SCTP_ABORT, new Uint8Array(0)), 'nothing'],
  ['TCP', tcp(TCP_SYN), 'nothing'],
])('the abort of %s', (_, frame, abort) => {
  expect(packetText(makeSctpAbort(frame))).toBe(abort);
});

test.each([
  ['TCP', tcp(TCP_SYN), 'tcp 80 > 1000 rst ack'],
  ['TCP over IPv6', tcp(TCP_SYN, 0, 6), 'tcp 80 > 1000 rst ack'],
  ['SCTP', sctp(0, new Uint8Array(12)), 'sctp 80 > 1000'],
  ['UDP', frameOf(4, UDP, new Uint8Array(8)), 'icmp type 3 code 1'],
  ['UDP over IPv6', frameOf(6, UDP, new Uint8Array(8)), 'icmp type 1 code 1'],
])('a refusal of %s', (_, frame, refusal) => {
  expect(packetText(makeReject(frame))).toContain(refusal);
});
