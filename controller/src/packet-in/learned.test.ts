import { expect, test } from '@jest/globals';
import { fields, type MatchField, type PacketIn } from '#openflow';
import { bytesOf, frameOf } from '../testing/packet.js';
import { learnArp, learnForwarding, learnNeighbor } from './learned.js';

function packetIn(metadata: readonly MatchField[]): PacketIn {
  const packet = bytesOf(frameOf(4, 17, new Uint8Array(8)));
  return { kind: 'packet_in', packet, totalLength: packet.length, table: 9, cookie: 0n, reason: 'action', metadata };
}

const PLACE: readonly MatchField[] = [
  { field: fields.metadata, value: 2n },
  { field: fields.reg14, value: 3 },
];
const MAC = '40:44:00:00:00:01';

test.each<[string, readonly MatchField[], string]>([
  ['one field', [{ field: fields.xxreg0, value: 0xfd000000_00000000_00000000_00000009n }], 'fd00::9'],
  [
    'words',
    [
      { field: fields.reg0, value: 0xfd000000 },
      { field: fields.reg1, value: 1 },
      { field: fields.reg3, value: 9 },
    ],
    'fd00:0:0:1::9',
  ],
  ['nothing', [], '::'],
])('an IPv6 address that came as %s', (_, registers, ip) => {
  expect(learnNeighbor(packetIn([...PLACE, ...registers]))).toEqual({
    kind: 'neighbor',
    datapath: 2,
    port: 3,
    ip,
    mac: MAC,
  });
});

test('an IPv4 address is in reg0; what was left out is zero', () => {
  const learned = learnArp(packetIn([{ field: fields.reg0, value: 0xffffffff }]));
  expect(learned).toEqual({ kind: 'neighbor', datapath: 0, port: 0, ip: '255.255.255.255', mac: MAC });
  expect(learnForwarding(packetIn([]))).toEqual({ kind: 'forwarding', datapath: 0, port: 0, mac: MAC });
});
