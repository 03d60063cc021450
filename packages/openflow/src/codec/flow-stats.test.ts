/** Flows and sums of flows as switches list them: messages and their bytes, with what `ovs-ofctl ofp-print` of Open vSwitch 3.1 reads in those. */
import { expect, test } from '@jest/globals';
import { outcome, type WireCase, wanted } from '../fixture/wire.js';
import { parseActions } from '../text/action-parse.js';
import { parseMatch } from '../text/match-parse.js';
import { formatReply } from '../text/message-format.js';

const replies: readonly WireCase[] = [
  {
    read: `OFPST_FLOW reply (OF1.5) (xid=0x1):
 cookie=0x1234, duration=7.500s, table=5, n_packets=3, n_bytes=180, idle_timeout=10, hard_timeout=20, send_flow_rem importance=4, priority=100,tcp,in_port=1,nw_src=10.0.0.0/24,tp_dst=80 actions=output:2
 cookie=0x0, duration=1s, table=0, n_packets=0, n_bytes=0, priority=0 actions=drop`,
    version: 6,
    message: {
      kind: 'flow_stats_reply',
      more: false,
      items: [
        {
          table: 5,
          priority: 100,
          cookie: 0x1234n,
          idleTimeout: 10,
          hardTimeout: 20,
          durationSeconds: 7,
          durationNanoseconds: 500000000,
          packets: 3n,
          bytes: 180n,
          flags: 1,
          importance: 4,
          match: parseMatch('tcp,in_port=1,nw_src=10.0.0.0/24,tp_dst=80'),
          actions: parseActions('output:2'),
        },
        {
          table: 0,
          priority: 0,
          cookie: 0n,
          idleTimeout: 0,
          hardTimeout: 0,
          durationSeconds: 1,
          durationNanoseconds: 0,
          packets: 0n,
          bytes: 0n,
          flags: 0,
          importance: 0,
          match: [],
          actions: [],
        },
      ],
    },
    bytes:
      '061300e00000000100010000000000000088000005000064000a001400010004000000000000123400010029800000040000000180000a020800800017080a000000ffffff00800014010680001c020050000000000000000000002880020008000000071dcd650080020808000000000000000380020a0800000000000000b400040018000000000000001000000002000000000000000000480000000000000000000000000000000000000000000000010004000000000000002880020008000000010000000080020808000000000000000080020a080000000000000000',
  },
  {
    read: `OFPST_FLOW reply (OF1.3) (xid=0x1):
 cookie=0x1234, duration=7.500s, table=5, n_packets=3, n_bytes=180, idle_timeout=10, hard_timeout=20, no_packet_counts priority=100,tcp,in_port=1,nw_src=10.0.0.0/24,tp_dst=80 actions=write_metadata:0x5/0xff,goto_table:7`,
    version: 4,
    message: {
      kind: 'flow_stats_reply',
      more: false,
      items: [
        {
          table: 5,
          priority: 100,
          cookie: 0x1234n,
          idleTimeout: 10,
          hardTimeout: 20,
          durationSeconds: 7,
          durationNanoseconds: 500000000,
          packets: 3n,
          bytes: 180n,
          flags: 8,
          importance: 0,
          match: parseMatch('tcp,in_port=1,nw_src=10.0.0.0/24,tp_dst=80'),
          actions: parseActions('write_metadata:0x5/0xff,goto_table:7'),
        },
      ],
    },
    bytes:
      '0413009000000001000100000000000000800500000000071dcd65000064000a00140008000000000000000000001234000000000000000300000000000000b400010029800000040000000180000a020800800017080a000000ffffff00800014010680001c020050000000000000000002001800000000000000000000000500000000000000ff0001000807000000',
  },
  {
    read: `NXST_FLOW reply (xid=0x1):
 cookie=0x1234, duration=7.500s, table=5, n_packets=3, n_bytes=180, idle_timeout=10, hard_timeout=20, idle_age=3, hard_age=4, priority=100,ip,reg0=0x5 actions=resubmit(,7)`,
    version: 1,
    message: {
      kind: 'flow_stats_reply',
      more: false,
      items: [
        {
          table: 5,
          priority: 100,
          cookie: 0x1234n,
          idleTimeout: 10,
          hardTimeout: 20,
          durationSeconds: 7,
          durationNanoseconds: 500000000,
          packets: 3n,
          bytes: 180n,
          flags: 0,
          importance: 0,
          idleAge: 3,
          hardAge: 4,
          match: parseMatch('reg0=0x5,ip'),
          actions: parseActions('resubmit(,7)'),
        },
      ],
    },
    bytes:
      '0111006800000001ffff000000002320000000000000000000500500000000071dcd65000064000a0014000e000400050000000000001234000000000000000300000000000000b400010004000000050000060208000000ffff001000002320000efff807000000',
  },
  {
    read: `OFPST_FLOW reply (xid=0x1):
 cookie=0x1234, duration=7.500s, table=5, n_packets=3, n_bytes=180, idle_timeout=10, hard_timeout=20, priority=100,tcp,in_port=1,nw_src=10.0.0.0/24,tp_dst=80 actions=output:3`,
    version: 1,
    message: {
      kind: 'flow_stats_reply',
      more: false,
      form: 'standard',
      items: [
        {
          table: 5,
          priority: 100,
          cookie: 0x1234n,
          idleTimeout: 10,
          hardTimeout: 20,
          durationSeconds: 7,
          durationNanoseconds: 500000000,
          packets: 3n,
          bytes: 180n,
          flags: 0,
          importance: 0,
          match: parseMatch('tcp,in_port=1,nw_src=10.0.0.0/24,tp_dst=80'),
          actions: parseActions('output:3'),
        },
      ],
    },
    bytes:
      '0111006c0000000100010000006005000038084e0001000000000000000000000000000000000800000600000a0000000000000000000050000000071dcd65000064000a00140000000000000000000000001234000000000000000300000000000000b40000000800030000',
  },
  {
    read: `NXST_AGGREGATE reply (xid=0x1): packet_count=5 byte_count=600 flow_count=2`,
    version: 1,
    message: { kind: 'aggregate_reply', packets: 5n, bytes: 600n, flows: 2 },
    bytes: '0111003000000001ffff0000000023200000000100000000000000000000000500000000000002580000000200000000',
  },
  {
    read: `OFPST_AGGREGATE reply (OF1.3) (xid=0x1): packet_count=5 byte_count=600 flow_count=2`,
    version: 4,
    message: { kind: 'aggregate_reply', packets: 5n, bytes: 600n, flows: 2 },
    bytes: '04130028000000010002000000000000000000000000000500000000000002580000000200000000',
  },
  {
    read: `OFPST_AGGREGATE reply (OF1.5) (xid=0x1): packet_count=5 byte_count=600 flow_count=2`,
    version: 6,
    message: { kind: 'aggregate_reply', packets: 5n, bytes: 600n, flows: 2 },
    bytes:
      '061300380000000100020000000000000000002480020808000000000000000580020a080000000000000258800206040000000200000000',
  },
];

test('messages are written as these bytes, and read from them', () => {
  expect(replies.map(outcome)).toEqual(replies.map(wanted));
});

test('answers are printed as ovs-ofctl prints them', () => {
  const printed = replies.map(({ message, version }) => formatReply([message], version, 1));
  expect(printed).toEqual(replies.map(({ read }) => read));
});
