/** Flows that ended: messages and their bytes, with what `ovs-ofctl ofp-print` of Open vSwitch 3.1 reads in those. */
import { expect, test } from '@jest/globals';
import { outcome, type WireCase, wanted } from '../fixture/wire.js';
import { parseMatch } from '../text/match-parse.js';

const cases: readonly WireCase[] = [
  {
    read: `OFPT_FLOW_REMOVED (OF1.3) (xid=0x1): priority=100,tcp,in_port=1,nw_src=10.0.0.0/24,tp_dst=80 reason=idle table_id=5 cookie:0x1234 duration7.500s idle10 hard20 pkts3 bytes180`,
    version: 4,
    message: {
      kind: 'flow_removed',
      reason: 'idle_timeout',
      table: 5,
      priority: 100,
      cookie: 0x1234n,
      idleTimeout: 10,
      hardTimeout: 20,
      durationSeconds: 7,
      durationNanoseconds: 500000000,
      packets: 3n,
      bytes: 180n,
      match: parseMatch('tcp,in_port=1,nw_src=10.0.0.0/24,tp_dst=80'),
    },
    bytes:
      '040b006000000001000000000000123400640005000000071dcd6500000a0014000000000000000300000000000000b400010029800000040000000180000a020800800017080a000000ffffff00800014010680001c02005000000000000000',
  },
  {
    read: `OFPT_FLOW_REMOVED (OF1.5) (xid=0x1): priority=100,metadata=0x7 reason=delete table_id=5 cookie:0x1234 duration7.500s idle10 hard20 pkts3 bytes180`,
    version: 6,
    message: {
      kind: 'flow_removed',
      reason: 'delete',
      table: 5,
      priority: 100,
      cookie: 0x1234n,
      idleTimeout: 10,
      hardTimeout: 20,
      durationSeconds: 7,
      durationNanoseconds: 500000000,
      packets: 3n,
      bytes: 180n,
      match: parseMatch('metadata=0x7'),
    },
    bytes:
      '060b00500000000105020064000a00140000000000001234000100108000040800000000000000070000002880020008000000071dcd650080020808000000000000000380020a0800000000000000b4',
  },
  {
    read: `OFPT_FLOW_REMOVED (OF1.5) (xid=0x1): priority=100 reason=eviction table_id=5 cookie:0x1234 duration7.500s idle10 hard20 pkts3 bytes180`,
    version: 6,
    message: {
      kind: 'flow_removed',
      reason: 'eviction',
      table: 5,
      priority: 100,
      cookie: 0x1234n,
      idleTimeout: 10,
      hardTimeout: 20,
      durationSeconds: 7,
      durationNanoseconds: 500000000,
      packets: 3n,
      bytes: 180n,
      match: [],
    },
    bytes:
      '060b00480000000105050064000a0014000000000000123400010004000000000000002880020008000000071dcd650080020808000000000000000380020a0800000000000000b4',
  },
  {
    read: `NXT_FLOW_REMOVED (xid=0x1): priority=100,reg1=0x5 reason=hard table_id=0 cookie:0x1234 duration7.250s idle10 pkts3 bytes180`,
    version: 1,
    message: {
      kind: 'flow_removed',
      reason: 'hard_timeout',
      table: 0,
      priority: 100,
      cookie: 0x1234n,
      idleTimeout: 10,
      hardTimeout: 0,
      durationSeconds: 7,
      durationNanoseconds: 250000000,
      packets: 3n,
      bytes: 180n,
      match: parseMatch('reg1=0x5'),
    },
    bytes:
      '0104004000000001000023200000000e000000000000123400640101000000070ee6b280000a0008000000000000000300000000000000b40001020400000005',
  },
];

test('messages are written as these bytes, and read from them', () => {
  expect(cases.map(outcome)).toEqual(cases.map(wanted));
});
