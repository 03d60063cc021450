/** Removal of tracked connections: messages and their bytes, with what `ovs-ofctl ofp-print` of Open vSwitch 3.1 reads in those. */
import { expect, test } from '@jest/globals';
import { outcome, type WireCase, wanted } from '../fixture/wire.js';

const cases: readonly WireCase[] = [
  {
    read: `NXT_CT_FLUSH_ZONE (OF1.5) (xid=0x1): zone_id=13`,
    version: 6,
    message: { kind: 'ct_flush_zone', zone: 13 },
    bytes: '0604001800000001000023200000001d000000000000000d',
  },
  {
    read: `NXT_CT_FLUSH (OF1.5) (xid=0x1): zone=13 'ct_nw_src=10.0.0.1,ct_nw_dst=10.0.0.2,ct_tp_src=1,ct_tp_dst=80,ct_nw_proto=6' 'ct_nw_src=10.0.0.2,ct_nw_dst=::,ct_tp_src=0,ct_tp_dst=0'`,
    version: 6,
    message: {
      kind: 'ct_flush',
      protocol: 6,
      zone: 13,
      original: { source: 0xffff0a000001n, destination: 0xffff0a000002n, sourcePort: 1, destinationPort: 80 },
      reply: { source: 0xffff0a000002n },
    },
    bytes:
      '06040088000000010000232000000020060000000000000000000048000000000000001400000000000000000000ffff0a000001000000000001001400000000000000000000ffff0a000002000000000002000800010000000300080050000000010020000000000000001400000000000000000000ffff0a0000020000000000020008000d0000',
  },
  {
    read: `NXT_CT_FLUSH (xid=0x1): zone=0 'ct_ipv6_src=::,ct_ipv6_dst=::,icmp_id=5,icmp_type=8,icmp_code=0,ct_nw_proto=1' 'ct_ipv6_src=::,ct_ipv6_dst=::,icmp_id=0,icmp_type=0,icmp_code=0'`,
    version: 1,
    message: { kind: 'ct_flush', protocol: 1, original: { icmpId: 5, icmpType: 8, icmpCode: 0 } },
    bytes:
      '0104003800000001000023200000002001000000000000000000002000000000000400080005000000050005080000000006000500000000',
  },
];

test('messages are written as these bytes, and read from them', () => {
  expect(cases.map(outcome)).toEqual(cases.map(wanted));
});
