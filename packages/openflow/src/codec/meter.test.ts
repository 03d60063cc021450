/** Changes of meters: messages and their bytes, with what `ovs-ofctl ofp-print` of Open vSwitch 3.1 reads in those. */
import { expect, test } from '@jest/globals';
import { outcome, type WireCase, wanted } from '../fixture/wire.js';
import { formatReply } from '../text/message-format.js';

const cases: readonly WireCase[] = [
  {
    read: `OFPT_METER_MOD (OF1.3) (xid=0x1): ADD meter=5 kbps burst stats bands=
type=drop rate=1000 burst_size=100
type=dscp_remark rate=500 burst_size=50 prec_level=2`,
    version: 4,
    message: {
      kind: 'meter_mod',
      command: 'add',
      meter: 5,
      flags: 13,
      bands: [
        { type: 'drop', rate: 1000, burst: 100 },
        { type: 'dscp_remark', rate: 500, burst: 50, precedence: 2 },
      ],
    },
    bytes: '041d0030000000010000000d0000000500010010000003e8000000640000000000020010000001f40000003202000000',
  },
  {
    read: `OFPT_METER_MOD (OF1.5) (xid=0x1): DEL meter=all bands=`,
    version: 6,
    message: { kind: 'meter_mod', command: 'delete', meter: 0xffffffff, flags: 1, bands: [] },
    bytes: '061d00100000000100020001ffffffff',
  },
  {
    read: `OFPST_METER request (OF1.5) (xid=0x1): meter=5`,
    version: 6,
    message: { kind: 'meter_stats_request', meter: 5 },
    bytes: '061200180000000100090000000000000000000500000000',
  },
  {
    read: `OFPST_METER_CONFIG request (OF1.5) (xid=0x1): meter=all`,
    version: 6,
    message: { kind: 'meter_config_request' },
    bytes: '0612001800000001000a000000000000ffffffff00000000',
  },
];

const replies: readonly WireCase[] = [
  {
    read: `OFPST_METER_CONFIG reply (OF1.3) (xid=0x1):
meter=5 kbps burst stats bands=
type=drop rate=1000 burst_size=100
type=dscp_remark rate=500 burst_size=50 prec_level=2

meter=6 pktps bands=
type=drop rate=1`,
    version: 4,
    message: {
      kind: 'meter_config_reply',
      more: false,
      items: [
        {
          meter: 5,
          flags: 13,
          bands: [
            { type: 'drop', rate: 1000, burst: 100 },
            { type: 'dscp_remark', rate: 500, burst: 50, precedence: 2 },
          ],
        },
        { meter: 6, flags: 2, bands: [{ type: 'drop', rate: 1, burst: 0 }] },
      ],
    },
    bytes:
      '0413005000000001000a0000000000000028000d0000000500010010000003e8000000640000000000020010000001f40000003202000000001800020000000600010010000000010000000000000000',
  },
  {
    read: `OFPST_METER reply (OF1.5) (xid=0x1):
meter:5 flow_count:2 packet_in_count:10 byte_in_count:1000 duration:7.250s bands:
0: packet_count:1 byte_count:100
1: packet_count:0 byte_count:0`,
    version: 6,
    message: {
      kind: 'meter_stats_reply',
      more: false,
      items: [
        {
          meter: 5,
          flowCount: 2,
          packetsIn: 10n,
          bytesIn: 1000n,
          durationSeconds: 7,
          durationNanoseconds: 250000000,
          bands: [
            { packets: 1n, bytes: 100n },
            { packets: 0n, bytes: 0n },
          ],
        },
      ],
    },
    bytes:
      '0613005800000001000900000000000000000005004800000000000000000002000000000000000a00000000000003e8000000070ee6b2800000000000000001000000000000006400000000000000000000000000000000',
  },
  {
    read: `OFPST_METER_FEATURES reply (OF1.5) (xid=0x1):
max_meter:65536 max_bands:1 max_color:0
band_types: drop
capabilities: kbps pktps burst stats`,
    version: 6,
    message: {
      kind: 'meter_features_reply',
      maxMeters: 65536,
      bandTypes: 2,
      capabilities: 15,
      maxBands: 1,
      maxColors: 0,
    },
    bytes: '0613002000000001000b00000000000000010000000000020000000f01000000',
  },
];

test('messages are written as these bytes, and read from them', () => {
  expect([...cases, ...replies].map(outcome)).toEqual([...cases, ...replies].map(wanted));
});

test('answers are printed as ovs-ofctl prints them', () => {
  const printed = replies.map(({ message, version }) => formatReply([message], version, 1));
  expect(printed).toEqual(replies.map(({ read }) => read));
});
