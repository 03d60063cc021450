import { expect, test } from '@jest/globals';
import type { FlushConnections } from '#openflow';
import type { Connection } from './connection.js';
import { flushes } from './flush.js';
import { reverse, type Tuple } from './tuple.js';

const original: Tuple = {
  family: 4,
  protocol: 6,
  source: [0x0a000001],
  destination: [0x0a000002],
  sourcePort: 1000,
  destinationPort: 80,
  icmpType: 0,
  icmpCode: 0,
};
const connection: Connection = {
  zone: 5,
  original,
  // Translated: the answers come from another machine.
  reply: { ...reverse(original), source: [0x0a000009] },
  isNatted: true,
  hasSourceNat: false,
  hasDestinationNat: true,
  mark: 0,
  label: 0n,
  hasReplied: true,
  tcp: 'ESTABLISHED',
  finOriginal: false,
  finReply: false,
  expires: 0,
  packetsOriginal: 1,
  packetsReply: 1,
};

test('all that a flush names must be so; IPv4 addresses are written as mapped ones', () => {
  const table: readonly (readonly [filter: Omit<FlushConnections, 'kind'>, isMeant: boolean])[] = [
    [{ protocol: 0 }, true],
    [{ protocol: 6 }, true],
    [{ protocol: 17 }, false],
    [{ protocol: 0, zone: 5 }, true],
    [{ protocol: 0, zone: 6 }, false],
    [{ protocol: 6, original: { source: 0xffff0a000001n, destinationPort: 80 } }, true],
    [{ protocol: 6, original: { source: 0x0a000001n } }, false],
    [{ protocol: 6, original: { sourcePort: 1000, destinationPort: 81 } }, false],
    [{ protocol: 6, reply: { source: 0xffff0a000009n } }, true],
    [{ protocol: 6, reply: { source: 0xffff0a000002n } }, false],
    [{ protocol: 6, original: { destination: 0xffff0a000002n }, reply: { destinationPort: 1000 } }, true],
  ];
  const found = table.map(([filter]) => [filter, flushes({ kind: 'ct_flush', ...filter }, connection)]);
  expect(found).toEqual(table);
});

test('IPv6 addresses and ICMP', () => {
  const source = [0xfd000000, 0, 0, 1];
  const echo: Tuple = {
    ...original,
    family: 6,
    protocol: 58,
    source,
    sourcePort: 7,
    destinationPort: 7,
    icmpType: 128,
  };
  const ping = { ...connection, original: echo, reply: reverse(echo) };
  const meant = (tuple: FlushConnections['original']) =>
    flushes({ kind: 'ct_flush', protocol: 58, ...(tuple && { original: tuple }) }, ping);
  expect([
    meant({ source: 0xfd000000_00000000_00000000_00000001n }),
    meant({ icmpId: 7, icmpType: 128, icmpCode: 0 }),
    meant({ icmpId: 8 }),
    meant({ icmpType: 129 }),
  ]).toEqual([true, true, false, false]);
});
