/** Changes of the flow table: messages and their bytes, with what `ovs-ofctl ofp-print` of Open vSwitch 3.1 reads in those. */
import { expect, test } from '@jest/globals';
import { outcome, type WireCase, wanted } from '../fixture/wire.js';
import { parseActions } from '../text/action-parse.js';
import { parseMatch } from '../text/match-parse.js';

const cases: readonly WireCase[] = [
  {
    read: `NXT_FLOW_MOD (xid=0x1): ADD tcp,in_port=1,nw_src=10.0.0.0/24,tp_dst=80 idle:5 send_flow_rem actions=output:2,strip_vlan`,
    version: 1,
    message: {
      kind: 'flow_mod',
      command: 'add',
      table: 0,
      priority: 32768,
      cookie: 0n,
      match: parseMatch('tcp,in_port=1,nw_src=10.0.0.0/24,tp_dst=80'),
      actions: parseActions('output:2,strip_vlan'),
      idleTimeout: 5,
      hardTimeout: 0,
      flags: 5,
      form: 'openflow10',
    },
    bytes:
      '0104006800000001000023200000000d00000000000000000000000500008000ffffffffffff0001002300000000000000000002000100000602080000000f080a000000ffffff0000000c0106000014020050000000000000000008000200000003000800000000',
  },
  {
    read: `NXT_FLOW_MOD (xid=0x1): DEL table:255 priority=0,reg0=0x5/0xff cookie:0x10 cookie:0x10/0xf0 actions=drop`,
    version: 1,
    message: {
      kind: 'flow_mod',
      command: 'delete',
      table: 255,
      priority: 0,
      cookie: 0x10n,
      cookieMask: 0xf0n,
      match: parseMatch('reg0=5/0xff'),
      actions: [],
      idleTimeout: 0,
      hardTimeout: 0,
      flags: 0,
      form: 'openflow10',
    },
    bytes:
      '0104005000000001000023200000000d0000000000000010ff03000000000000ffffffffffff0000002000000000000000013d10000000000000001000000000000000f00001010800000005000000ff',
  },
  {
    read: `OFPT_FLOW_MOD (OF1.3) (xid=0x1): MOD_STRICT table:8 priority=7,tcp,in_port=1,nw_src=10.0.0.0/24,tp_dst=80 cookie:0x9/0xffffffffffffffff hard:60 reset_counts actions=set_field:10.0.0.9->ip_dst,goto_table:9`,
    version: 4,
    message: {
      kind: 'flow_mod',
      command: 'modify_strict',
      table: 8,
      priority: 7,
      cookie: 9n,
      cookieMask: 0xffffffffffffffffn,
      match: parseMatch('tcp,in_port=1,nw_src=10.0.0.0/24,tp_dst=80'),
      actions: parseActions('set_field:10.0.0.9->ip_dst,goto_table:9'),
      idleTimeout: 0,
      hardTimeout: 60,
      flags: 4,
      importance: 0,
    },
    bytes:
      '040e0080000000010000000000000009ffffffffffffffff08020000003c0007ffffffffffffffffffffffff0004000000010029800000040000000180000a020800800017080a000000ffffff00800014010680001c02005000000000000000000400180000000000190010800018040a000009000000000001000809000000',
  },
  {
    read: `OFPT_FLOW_MOD (OF1.5) (xid=0x1): ADD table:8 priority=7,ipv6,metadata=0x5,ipv6_dst=fd00::1 cookie:0x9 idle:1 hard:2 importance:40 send_flow_rem check_overlap actions=ct(commit,zone=5,nat(src=fd00::9))`,
    version: 6,
    message: {
      kind: 'flow_mod',
      command: 'add',
      table: 8,
      priority: 7,
      cookie: 9n,
      match: parseMatch('ipv6,ipv6_dst=fd00::1,metadata=0x5'),
      actions: parseActions('ct(commit,zone=5,nat(src=fd00::9))'),
      idleTimeout: 1,
      hardTimeout: 2,
      flags: 3,
      importance: 40,
    },
    bytes:
      '060e00a000000001000000000000000900000000000000000800000100020007ffffffffffffffffffffffff000300280001002a80000408000000000000000580000a0286dd80003610fd0000000000000000000000000000010000000000000004004000000000ffff00380000232000230001000000000005ff0000000000ffff0020000023200024000000010004fd000000000000000000000000000009',
  },
  {
    read: `OFPT_FLOW_MOD (OF1.5) (xid=0x1): DEL_STRICT table:3 priority=1 out_port:LOCAL actions=drop`,
    version: 6,
    message: {
      kind: 'flow_mod',
      command: 'delete_strict',
      table: 3,
      priority: 1,
      cookie: 0n,
      match: [],
      actions: [],
      idleTimeout: 0,
      hardTimeout: 0,
      flags: 0,
      importance: 0,
      outPort: 0xfffe,
      outGroup: 7,
    },
    bytes:
      '060e003800000001000000000000000000000000000000000304000000000001fffffffffffffffe00000007000000000001000400000000',
  },
];

test('messages are written as these bytes, and read from them', () => {
  expect(cases.map(outcome)).toEqual(cases.map(wanted));
});
