/** Messages about the connection itself: messages and their bytes, with what `ovs-ofctl ofp-print` of Open vSwitch 3.1 reads in those. */
import { expect, test } from '@jest/globals';
import { macFromNumber } from '#base';
import { bytes, outcome, type WireCase, wanted } from '../fixture/wire.js';
import { formatReply } from '../text/message-format.js';

const cases: readonly WireCase[] = [
  {
    read: `OFPT_HELLO (OF1.5) (xid=0x1):
 version bitmap: 0x01, 0x04, 0x06`,
    version: 6,
    message: { kind: 'hello', versions: 0x52 },
    bytes: '06000010000000010001000800000052',
  },
  {
    read: `OFPT_HELLO (xid=0x1):
 version bitmap: 0x01`,
    version: 1,
    message: { kind: 'hello' },
    bytes: '0100000800000001',
  },
  {
    read: `OFPT_ERROR (OF1.5) (xid=0x1): OFPBRC_EPERM
OFPT_HELLO (OF1.5) (xid=0x1):
 version bitmap: 0x01, 0x02, 0x03, 0x04, 0x05, 0x06`,
    version: 6,
    message: { kind: 'error', type: 1, code: 5, data: bytes('0600000800000001') },
    bytes: '0601001400000001000100050600000800000001',
  },
  {
    read: `OFPT_ECHO_REQUEST (OF1.3) (xid=0x1): 4 bytes of payload
00000000  01 02 03 04                                     |....            |`,
    version: 4,
    message: { kind: 'echo_request', data: bytes('01020304') },
    bytes: '0402000c0000000101020304',
  },
  {
    read: `OFPT_ECHO_REPLY (OF1.3) (xid=0x1): 0 bytes of payload`,
    version: 4,
    message: { kind: 'echo_reply', data: bytes('') },
    bytes: '0403000800000001',
  },
  {
    read: `OFPT_BARRIER_REQUEST (OF1.5) (xid=0x1):`,
    version: 6,
    message: { kind: 'barrier_request' },
    bytes: '0614000800000001',
  },
  {
    read: `OFPT_BARRIER_REPLY (xid=0x1):`,
    version: 1,
    message: { kind: 'barrier_reply' },
    bytes: '0113000800000001',
  },
  {
    read: `OFPT_SET_CONFIG (OF1.5) (xid=0x1): frags=normal miss_send_len=128`,
    version: 6,
    message: { kind: 'set_config', flags: 0, missSendLength: 128 },
    bytes: '0609000c0000000100000080',
  },
  {
    read: `OFPT_ROLE_REQUEST (OF1.5) (xid=0x1): role=primary generation_id=5`,
    version: 6,
    message: { kind: 'role_request', role: 'master', generation: 5n },
    bytes: '061800180000000100000002000000000000000000000005',
  },
  {
    read: `NXT_ROLE_REPLY (xid=0x1): role=secondary`,
    version: 1,
    message: { kind: 'role_reply', role: 'slave' },
    bytes: '0104001400000001000023200000000b00000002',
  },
  {
    read: `NXT_SET_FLOW_FORMAT (xid=0x1): format=nxm`,
    version: 1,
    message: { kind: 'set_flow_format', format: 'nxm' },
    bytes: '0104001400000001000023200000000c00000002',
  },
  {
    read: `NXT_SET_PACKET_IN_FORMAT (xid=0x1): format=nxt_packet_in2`,
    version: 1,
    message: { kind: 'set_packet_in_format', format: 'nxt_packet_in2' },
    bytes: '0104001400000001000023200000001000000002',
  },
  {
    read: `NXT_FLOW_MOD_TABLE_ID (xid=0x1): enable`,
    version: 1,
    message: { kind: 'flow_mod_table_id', isSet: true },
    bytes: '0104001800000001000023200000000f0100000000000000',
  },
  {
    read: `NXT_SET_CONTROLLER_ID (xid=0x1): id=17`,
    version: 1,
    message: { kind: 'set_controller_id', id: 17 },
    bytes: '010400180000000100002320000000140000000000000011',
  },
  {
    read: `OFPT_SET_ASYNC (OF1.3) (xid=0x1):
 primary:
       PACKET_IN: no_match
     PORT_STATUS: add delete modify
    FLOW_REMOVED: idle hard delete group_delete
     ROLE_STATUS: (off)
    TABLE_STATUS: (off)
  REQUESTFORWARD: (off)

 secondary:
       PACKET_IN: action
     PORT_STATUS: (off)
    FLOW_REMOVED: (off)
     ROLE_STATUS: (off)
    TABLE_STATUS: (off)
  REQUESTFORWARD: (off)`,
    version: 4,
    message: { kind: 'set_async', words: [2, 1, 0, 7, 0, 15] },
    bytes: '041c002000000001000000010000000200000007000000000000000f00000000',
  },
  {
    read: `OFPT_SET_ASYNC (OF1.5) (xid=0x1):
 primary:
       PACKET_IN: no_match action
     PORT_STATUS: add delete modify
    FLOW_REMOVED: (off)
     ROLE_STATUS: (off)
    TABLE_STATUS: (off)
  REQUESTFORWARD: (off)

 secondary:
       PACKET_IN: (off)
     PORT_STATUS: add delete modify
    FLOW_REMOVED: idle hard delete group_delete
     ROLE_STATUS: (off)
    TABLE_STATUS: (off)
  REQUESTFORWARD: (off)`,
    version: 6,
    message: { kind: 'set_async', words: [0, 3, 7, 7, 15, 0] },
    bytes:
      '061c0038000000010000000800000000000100080000000300020008000000070003000800000007000400080000000f0005000800000000',
  },
  {
    read: `OFPT_BUNDLE_CONTROL (OF1.5) (xid=0x1):
 bundle_id=0x7 type=OPEN_REQUEST flags=atomic ordered`,
    version: 6,
    message: { kind: 'bundle_control', bundle: 7, type: 'open_request', flags: 3 },
    bytes: '06210010000000010000000700000003',
  },
  {
    read: `ONFT_BUNDLE_CONTROL (OF1.3) (xid=0x1):
 bundle_id=0x7 type=COMMIT_REPLY flags=atomic`,
    version: 4,
    message: { kind: 'bundle_control', bundle: 7, type: 'commit_reply', flags: 1 },
    bytes: '04040018000000014f4e4600000008fc0000000700050001',
  },
  {
    read: `OFPT_BUNDLE_ADD_MESSAGE (OF1.5) (xid=0x1):
 bundle_id=0x7 flags=atomic ordered
OFPT_PORT_MOD (OF1.5) (xid=0x1): port: 3: addr:02:00:00:00:00:03
     config: NO_FWD
     mask:   NO_FWD
     advertise: UNCHANGED`,
    version: 6,
    message: {
      kind: 'bundle_add',
      bundle: 7,
      flags: 3,
      message: { kind: 'port_mod', port: 3, mac: macFromNumber(0x020000000003), config: 32, mask: 32, advertise: 0 },
    },
    bytes: '062200300000000100000007000000030610002000000001000000030000000002000000000300000000002000000020',
  },
];

const replies: readonly WireCase[] = [
  {
    read: `OFPT_FEATURES_REPLY (xid=0x1): dpid:0000000000001234
n_tables:254, n_buffers:0
capabilities: FLOW_STATS TABLE_STATS PORT_STATS QUEUE_STATS ARP_MATCH_IP
actions: output enqueue set_vlan_vid set_vlan_pcp strip_vlan mod_dl_src mod_dl_dst mod_nw_src mod_nw_dst mod_nw_tos mod_tp_src mod_tp_dst
 1(vm1): addr:02:00:00:00:00:01
     config:     PORT_DOWN
     state:      LINK_DOWN
     current:    1GB-FD COPPER
     advertised: 1GB-FD AUTO_NEG
     supported:  AUTO_NEG
     speed: 1000 Mbps now, 0 Mbps max`,
    version: 1,
    message: {
      kind: 'features_reply',
      datapathId: 0x1234n,
      buffers: 0,
      tables: 254,
      capabilities: 0xc7,
      auxiliary: 0,
      actions: 0xfff,
      ports: [
        {
          port: 1,
          mac: macFromNumber(0x020000000001),
          name: 'vm1',
          config: 1,
          state: 1,
          current: 0x0820,
          advertised: 0x2020,
          supported: 0x2000,
          peer: 0,
          currentSpeed: 1000000,
          maxSpeed: 0,
        },
      ],
    },
    bytes:
      '0106005000000001000000000000123400000000fe000000000000c700000fff0001020000000001766d31000000000000000000000000000000000100000001000000a0000002200000020000000000',
  },
  {
    read: `OFPT_FEATURES_REPLY (OF1.5) (xid=0x1): dpid:0000000000001234
n_tables:254, n_buffers:0
capabilities: FLOW_STATS TABLE_STATS PORT_STATS GROUP_STATS QUEUE_STATS BUNDLES`,
    version: 6,
    message: {
      kind: 'features_reply',
      datapathId: 0x1234n,
      buffers: 0,
      tables: 254,
      capabilities: 0x24f,
      auxiliary: 0,
    },
    bytes: '0606002000000001000000000000123400000000fe0000000000024f00000000',
  },
  {
    read: `OFPT_GET_CONFIG_REPLY (OF1.5) (xid=0x1): frags=normal miss_send_len=0`,
    version: 6,
    message: { kind: 'get_config_reply', flags: 0, missSendLength: 0 },
    bytes: '0608000c0000000100000000',
  },
  {
    read: `NXT_TLV_TABLE_REPLY (OF1.5) (xid=0x1):
 max option space=256 max fields=64
 allocated option space=4

 mapping table:
  class  type  length  match field
 ------  ----  ------  --------------
  0x102  0x80       4  tun_metadata0`,
    version: 6,
    message: {
      kind: 'tlv_table_reply',
      maxSpace: 256,
      maxFields: 64,
      mappings: [{ optionClass: 0x0102, optionType: 0x80, optionLength: 4, index: 0 }],
    },
    bytes: '0604002800000001000023200000001a000001000040000000000000000000000102800400000000',
  },
];

test('messages are written as these bytes, and read from them', () => {
  expect([...cases, ...replies].map(outcome)).toEqual([...cases, ...replies].map(wanted));
});

test('answers are printed as ovs-ofctl prints them', () => {
  const printed = replies.map(({ message, version }) => formatReply([message], version, 1));
  expect(printed).toEqual(replies.map(({ read }) => read));
});
