/** Requests for flows: messages and their bytes, with what `ovs-ofctl ofp-print` of Open vSwitch 3.1 reads in those. */
import { expect, test } from '@jest/globals';
import { outcome, type WireCase, wanted } from '../fixture/wire.js';
import { parseMatch } from '../text/match-parse.js';

const cases: readonly WireCase[] = [
  {
    read: `OFPST_FLOW request (OF1.5) (xid=0x1): table=5 out_port=LOCAL tcp,in_port=1,nw_src=10.0.0.0/24,tp_dst=80`,
    version: 6,
    message: {
      kind: 'flow_stats_request',
      filter: {
        table: 5,
        outPort: 0xfffe,
        outGroup: 7,
        cookie: 0x10n,
        cookieMask: 0xf0n,
        match: parseMatch('tcp,in_port=1,nw_src=10.0.0.0/24,tp_dst=80'),
      },
    },
    bytes:
      '0612006000000001000100000000000005000000fffffffe0000000700000000000000000000001000000000000000f000010029800000040000000180000a020800800017080a000000ffffff00800014010680001c02005000000000000000',
  },
  {
    read: `OFPST_FLOW request (OF1.5) (xid=0x1):`,
    version: 6,
    message: { kind: 'flow_stats_request', filter: { match: [] } },
    bytes:
      '06120038000000010001000000000000ff000000ffffffffffffffff00000000000000000000000000000000000000000001000400000000',
  },
  {
    read: `OFPST_AGGREGATE request (OF1.3) (xid=0x1): table=5 ipv6`,
    version: 4,
    message: { kind: 'aggregate_request', filter: { table: 5, match: parseMatch('ipv6') } },
    bytes:
      '0412004000000001000200000000000005000000ffffffffffffffff00000000000000000000000000000000000000000001000a80000a0286dd000000000000',
  },
  {
    read: `NXST_FLOW request (xid=0x1): table=5 out_port=3 reg0=0x7`,
    version: 1,
    message: { kind: 'flow_stats_request', filter: { table: 5, outPort: 3, match: parseMatch('reg0=7') } },
    bytes: '0110002800000001ffff000000002320000000000000000000030008050000000001000400000007',
  },
  {
    read: `OFPST_AGGREGATE request (xid=0x1): tcp,in_port=1,nw_src=10.0.0.0/24,tp_dst=80`,
    version: 1,
    message: {
      kind: 'aggregate_request',
      form: 'standard',
      filter: { match: parseMatch('tcp,in_port=1,nw_src=10.0.0.0/24,tp_dst=80') },
    },
    bytes:
      '0110003800000001000200000038084e0001000000000000000000000000000000000800000600000a0000000000000000000050ff00ffff',
  },
];

test('messages are written as these bytes, and read from them', () => {
  expect(cases.map(outcome)).toEqual(cases.map(wanted));
});
