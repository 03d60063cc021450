/** Groups: messages and their bytes, with what `ovs-ofctl ofp-print` of Open vSwitch 3.1 reads in those. */
import { expect, test } from '@jest/globals';
import { outcome, type WireCase, wanted } from '../fixture/wire.js';
import { parseActions } from '../text/action-parse.js';
import { parseMatch } from '../text/match-parse.js';
import { formatReply } from '../text/message-format.js';

const cases: readonly WireCase[] = [
  {
    read: `OFPT_GROUP_MOD (OF1.5) (xid=0x1):
 ADD group_id=5,type=select,selection_method=hash,selection_method_param=7,fields=ip_src,bucket=bucket_id:0,weight:100,actions=output:1,bucket=bucket_id:1,weight:200,watch_port:3,actions=output:2`,
    version: 6,
    message: {
      kind: 'group_mod',
      command: 'add',
      group: 5,
      type: 'select',
      buckets: [
        { id: 0, weight: 100, actions: parseActions('output:1') },
        { id: 1, weight: 200, watchPort: 3, actions: parseActions('output:2') },
      ],
      selection: {
        method: 'hash',
        parameter: 7n,
        fields: parseMatch('ip_src=255.255.255.255,eth_type=0x800').filter(({ field }) => field.name.endsWith('_src')),
      },
    },
    bytes:
      '060f009000000001000001000000000500480000ffffffff00200010000000000000001000000001000000000000000000000008006400000028001000000001000000100000000200000000000000000000000800c800000001000800000003ffff00300000154d000000010000000068617368000000000000000000000000000000000000000780001604ffffffff',
  },
  {
    read: `OFPT_GROUP_MOD (OF1.3) (xid=0x1):
 MOD group_id=5,type=ff,bucket=watch_port:1,watch_group:9,actions=output:1`,
    version: 4,
    message: {
      kind: 'group_mod',
      command: 'modify',
      group: 5,
      type: 'ff',
      buckets: [{ id: 0, weight: 0, watchPort: 1, watchGroup: 9, actions: parseActions('output:1') }],
    },
    bytes: '040f00300000000100010300000000050020000000000001000000090000000000000010000000010000000000000000',
  },
  {
    read: `OFPT_GROUP_MOD (OF1.5) (xid=0x1):
 INSERT_BUCKET command_bucket_id:last,group_id=5,bucket=bucket_id:3,actions=output:1`,
    version: 6,
    message: {
      kind: 'group_mod',
      command: 'insert_bucket',
      group: 5,
      type: 'all',
      commandBucket: 0xfffffffe,
      buckets: [{ id: 3, weight: 0, actions: parseActions('output:1') }],
    },
    bytes: '060f003000000001000300000000000500180000fffffffe001800100000000300000010000000010000000000000000',
  },
  {
    read: `OFPT_GROUP_MOD (OF1.5) (xid=0x1):
 DEL group_id=4294967292,type=all`,
    version: 6,
    message: { kind: 'group_mod', command: 'delete', group: 0xfffffffc, type: 'all', buckets: [] },
    bytes: '060f00180000000100020000fffffffc00000000ffffffff',
  },
];

const replies: readonly WireCase[] = [
  {
    read: `OFPST_GROUP_DESC reply (OF1.5) (xid=0x1):
 group_id=5,type=select,selection_method=dp_hash,bucket=bucket_id:0,weight:100,actions=output:1,bucket=bucket_id:1,actions=output:2
 group_id=6,type=indirect,bucket=bucket_id:0,actions=drop`,
    version: 6,
    message: {
      kind: 'group_desc_reply',
      more: false,
      items: [
        {
          group: 5,
          type: 'select',
          buckets: [
            { id: 0, weight: 100, actions: parseActions('output:1') },
            { id: 1, weight: 1, actions: parseActions('output:2') },
          ],
          selection: { method: 'dp_hash', parameter: 0n, fields: [] },
        },
        { group: 6, type: 'indirect', buckets: [{ id: 0, weight: 0, actions: [] }] },
      ],
    },
    bytes:
      '061300a00000000100070000000000000078010000000005004000000000000000200010000000000000001000000001000000000000000000000008006400000020001000000001000000100000000200000000000000000000000800010000ffff00280000154d000000010000000064705f686173680000000000000000000000000000000000001802000000000600080000000000000008000000000000',
  },
  {
    read: `OFPST_GROUP_DESC reply (OF1.3) (xid=0x1):
 group_id=5,type=ff,bucket=watch_port:1,actions=output:1`,
    version: 4,
    message: {
      kind: 'group_desc_reply',
      more: false,
      items: [
        { group: 5, type: 'ff', buckets: [{ id: 0, weight: 0, watchPort: 1, actions: parseActions('output:1') }] },
      ],
    },
    bytes:
      '0413003800000001000700000000000000280300000000050020000000000001ffffffff0000000000000010000000010000000000000000',
  },
  {
    read: `OFPST_GROUP reply (OF1.5) (xid=0x1):
 group_id=5,duration=7.250s,ref_count=1,packet_count=6,byte_count=700,bucket0:packet_count=2,byte_count=300,bucket1:packet_count=4,byte_count=400`,
    version: 6,
    message: {
      kind: 'group_stats_reply',
      more: false,
      items: [
        {
          group: 5,
          references: 1,
          packets: 6n,
          bytes: 700n,
          durationSeconds: 7,
          durationNanoseconds: 250000000,
          buckets: [
            { packets: 2n, bytes: 300n },
            { packets: 4n, bytes: 400n },
          ],
        },
      ],
    },
    bytes:
      '0613005800000001000600000000000000480000000000050000000100000000000000000000000600000000000002bc000000070ee6b2800000000000000002000000000000012c00000000000000040000000000000190',
  },
  {
    read: `OFPST_GROUP_FEATURES reply (OF1.5) (xid=0x1):
 Group table:
    Types:  0xf
    Capabilities:  0x7
    all group:
       max_groups=0xffffff00
       actions: output group strip_vlan push_vlan mod_nw_ttl dec_ttl set_mpls_ttl push_mpls pop_mpls set_queue
    select group:
       max_groups=0xffffff00
       actions: output
    indirect group:
       max_groups=0x1
       actions: output
    fast failover group:
       max_groups=0x2
       actions: output`,
    version: 6,
    message: {
      kind: 'group_features_reply',
      types: 0xf,
      capabilities: 7,
      maxGroups: [0xffffff00, 0xffffff00, 1, 2],
      actions: [0x01fe0000 + 0x8001, 1, 1, 1],
    },
    bytes:
      '061300380000000100080000000000000000000f00000007ffffff00ffffff00000000010000000201fe8001000000010000000100000001',
  },
];

test('messages are written as these bytes, and read from them', () => {
  expect([...cases, ...replies].map(outcome)).toEqual([...cases, ...replies].map(wanted));
});

test('answers are printed as ovs-ofctl prints them', () => {
  const printed = replies.map(({ message, version }) => formatReply([message], version, 1));
  expect(printed).toEqual(replies.map(({ read }) => read));
});
