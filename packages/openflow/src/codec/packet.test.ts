/** Packets to and from the controller: messages and their bytes, with what `ovs-ofctl ofp-print` of Open vSwitch 3.1 reads in those. */
import { expect, test } from '@jest/globals';
import { bytes, outcome, type WireCase, wanted } from '../fixture/wire.js';
import { parseActions } from '../text/action-parse.js';
import { parseMatch } from '../text/match-parse.js';

const cases: readonly WireCase[] = [
  {
    read: `OFPT_PACKET_IN (xid=0x1): total_len=42 in_port=3 (via no_match) data_len=42 (unbuffered)
arp,vlan_tci=0x0000,dl_src=02:00:00:00:00:01,dl_dst=ff:ff:ff:ff:ff:ff,arp_spa=10.0.0.1,arp_tpa=10.0.0.2,arp_op=1,arp_sha=02:00:00:00:00:01,arp_tha=00:00:00:00:00:00`,
    version: 1,
    message: {
      kind: 'packet_in',
      packet: bytes('ffffffffffff 020000000001 0806 0001080006040001 020000000001 0a000001 000000000000 0a000002'),
      totalLength: 42,
      table: 0,
      cookie: 0n,
      reason: 'no_match',
      metadata: parseMatch('in_port=3'),
    },
    bytes:
      '010a003c00000001ffffffff002a00030000ffffffffffff020000000001080600010800060400010200000000010a0000010000000000000a000002',
  },
  {
    read: `OFPT_PACKET_IN (OF1.3) (xid=0x1): table_id=5 cookie=0x77 total_len=100 metadata=0x9,in_port=3 (via action) data_len=42 (unbuffered) (***total_len != data_len***)
arp,vlan_tci=0x0000,dl_src=02:00:00:00:00:01,dl_dst=ff:ff:ff:ff:ff:ff,arp_spa=10.0.0.1,arp_tpa=10.0.0.2,arp_op=1,arp_sha=02:00:00:00:00:01,arp_tha=00:00:00:00:00:00`,
    version: 4,
    message: {
      kind: 'packet_in',
      packet: bytes('ffffffffffff 020000000001 0806 0001080006040001 020000000001 0a000001 000000000000 0a000002'),
      totalLength: 100,
      table: 5,
      cookie: 0x77n,
      reason: 'action',
      metadata: parseMatch('in_port=3,metadata=0x9'),
    },
    bytes:
      '040a005c00000001ffffffff0064010500000000000000770001001880000408000000000000000980000004000000030000ffffffffffff020000000001080600010800060400010200000000010a0000010000000000000a000002',
  },
  {
    read: `OFPT_PACKET_IN (OF1.5) (xid=0x1): table_id=5 cookie=0x77 total_len=42 reg14=0x7,in_port=3 (via packet_out) data_len=42 buffer=0x00000009
arp,vlan_tci=0x0000,dl_src=02:00:00:00:00:01,dl_dst=ff:ff:ff:ff:ff:ff,arp_spa=10.0.0.1,arp_tpa=10.0.0.2,arp_op=1,arp_sha=02:00:00:00:00:01,arp_tha=00:00:00:00:00:00`,
    version: 6,
    message: {
      kind: 'packet_in',
      packet: bytes('ffffffffffff 020000000001 0806 0001080006040001 020000000001 0a000001 000000000000 0a000002'),
      totalLength: 42,
      table: 5,
      cookie: 0x77n,
      reason: 'packet_out',
      metadata: parseMatch('in_port=3,reg14=7'),
      buffer: 9,
    },
    bytes:
      '060a005c0000000100000009002a050500000000000000770001001400011c04000000078000000400000003000000000000ffffffffffff020000000001080600010800060400010200000000010a0000010000000000000a000002',
  },
  {
    read: `NXT_PACKET_IN (xid=0x1): table_id=5 cookie=0x77 total_len=42 reg0=0x7,in_port=3 (via invalid_ttl) data_len=42 (unbuffered)
arp,vlan_tci=0x0000,dl_src=02:00:00:00:00:01,dl_dst=ff:ff:ff:ff:ff:ff,arp_spa=10.0.0.1,arp_tpa=10.0.0.2,arp_op=1,arp_sha=02:00:00:00:00:01,arp_tha=00:00:00:00:00:00`,
    version: 1,
    message: {
      kind: 'packet_in',
      packet: bytes('ffffffffffff 020000000001 0806 0001080006040001 020000000001 0a000001 000000000000 0a000002'),
      totalLength: 42,
      table: 5,
      cookie: 0x77n,
      reason: 'invalid_ttl',
      metadata: parseMatch('in_port=3,reg0=7'),
    },
    bytes:
      '01040064000000010000232000000011ffffffff002a02050000000000000077000e000000000000000100040000000700000002000300000000ffffffffffff020000000001080600010800060400010200000000010a0000010000000000000a000002',
    options: { packetInFormat: 'nxt_packet_in' },
  },
  {
    read: `NXT_PACKET_IN2 (OF1.5) (xid=0x1): table_id=5 cookie=0x77 total_len=42 reg0=0x7,in_port=3 (via action) data_len=42 (unbuffered)
 userdata=00.00.00.05
arp,vlan_tci=0x0000,dl_src=02:00:00:00:00:01,dl_dst=ff:ff:ff:ff:ff:ff,arp_spa=10.0.0.1,arp_tpa=10.0.0.2,arp_op=1,arp_sha=02:00:00:00:00:01,arp_tha=00:00:00:00:00:00`,
    version: 6,
    message: {
      kind: 'packet_in',
      packet: bytes('ffffffffffff 020000000001 0806 0001080006040001 020000000001 0a000001 000000000000 0a000002'),
      totalLength: 42,
      table: 5,
      cookie: 0x77n,
      reason: 'action',
      metadata: parseMatch('in_port=3,reg0=7'),
      userdata: bytes('00000005'),
    },
    bytes:
      '0604008000000001000023200000001e0000002effffffffffff020000000001080600010800060400010200000000010a0000010000000000000a000002000000030005050000000004001000000000000000000000007700050005010000000006001400010004000000078000000400000003000000000007000800000005',
    options: { packetInFormat: 'nxt_packet_in2' },
  },
  {
    read: `OFPT_PACKET_OUT (xid=0x1): in_port=CONTROLLER actions=output:1,resubmit(,2) data_len=42
arp,vlan_tci=0x0000,dl_src=02:00:00:00:00:01,dl_dst=ff:ff:ff:ff:ff:ff,arp_spa=10.0.0.1,arp_tpa=10.0.0.2,arp_op=1,arp_sha=02:00:00:00:00:01,arp_tha=00:00:00:00:00:00`,
    version: 1,
    message: {
      kind: 'packet_out',
      metadata: parseMatch('in_port=CONTROLLER'),
      actions: parseActions('output:1,resubmit(,2)'),
      packet: bytes('ffffffffffff 020000000001 0806 0001080006040001 020000000001 0a000001 000000000000 0a000002'),
    },
    bytes:
      '010d005200000001fffffffffffd00180000000800010000ffff001000002320000efff802000000ffffffffffff020000000001080600010800060400010200000000010a0000010000000000000a000002',
  },
  {
    read: `OFPT_PACKET_OUT (OF1.3) (xid=0x1): in_port=3 actions=output:1 data_len=42
arp,vlan_tci=0x0000,dl_src=02:00:00:00:00:01,dl_dst=ff:ff:ff:ff:ff:ff,arp_spa=10.0.0.1,arp_tpa=10.0.0.2,arp_op=1,arp_sha=02:00:00:00:00:01,arp_tha=00:00:00:00:00:00`,
    version: 4,
    message: {
      kind: 'packet_out',
      metadata: parseMatch('in_port=3'),
      actions: parseActions('output:1'),
      packet: bytes('ffffffffffff 020000000001 0806 0001080006040001 020000000001 0a000001 000000000000 0a000002'),
    },
    bytes:
      '040d005200000001ffffffff00000003001000000000000000000010000000010000000000000000ffffffffffff020000000001080600010800060400010200000000010a0000010000000000000a000002',
  },
  {
    read: `OFPT_PACKET_OUT (OF1.5) (xid=0x1): reg15=0x8,in_port=3 actions=output:1 data_len=42
arp,vlan_tci=0x0000,dl_src=02:00:00:00:00:01,dl_dst=ff:ff:ff:ff:ff:ff,arp_spa=10.0.0.1,arp_tpa=10.0.0.2,arp_op=1,arp_sha=02:00:00:00:00:01,arp_tha=00:00:00:00:00:00`,
    version: 6,
    message: {
      kind: 'packet_out',
      metadata: parseMatch('in_port=3,reg15=8'),
      actions: parseActions('output:1'),
      packet: bytes('ffffffffffff 020000000001 0806 0001080006040001 020000000001 0a000001 000000000000 0a000002'),
    },
    bytes:
      '060d006200000001ffffffff001000000001001400011e040000000880000004000000030000000000000010000000010000000000000000ffffffffffff020000000001080600010800060400010200000000010a0000010000000000000a000002',
  },
  {
    read: `OFPT_PACKET_OUT (OF1.5) (xid=0x1): in_port=3 actions=drop data_len=0`,
    version: 6,
    message: { kind: 'packet_out', metadata: parseMatch('in_port=3'), actions: [], packet: bytes('') },
    bytes: '060d002000000001ffffffff000000000001000c800000040000000300000000',
  },
];

test('messages are written as these bytes, and read from them', () => {
  expect(cases.map(outcome)).toEqual(cases.map(wanted));
});
