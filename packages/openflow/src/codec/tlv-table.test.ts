/** Changes of the table of tunnel options: messages and their bytes, with what `ovs-ofctl ofp-print` of Open vSwitch 3.1 reads in those. */
import { expect, test } from '@jest/globals';
import { outcome, type WireCase, wanted } from '../fixture/wire.js';

const cases: readonly WireCase[] = [
  {
    read: `NXT_TLV_TABLE_MOD (OF1.5) (xid=0x1):
 ADD mapping table:
  class  type  length  match field
 ------  ----  ------  --------------
  0x102  0x80       4  tun_metadata0
 0xffff     0     124  tun_metadata63`,
    version: 6,
    message: {
      kind: 'tlv_table_mod',
      command: 'add',
      mappings: [
        { optionClass: 0x0102, optionType: 0x80, optionLength: 4, index: 0 },
        { optionClass: 0xffff, optionType: 0, optionLength: 124, index: 63 },
      ],
    },
    bytes: '0604002800000001000023200000001800000000000000000102800400000000ffff007c003f0000',
  },
  {
    read: `NXT_TLV_TABLE_MOD (xid=0x1):
 DEL mapping table:
  class  type  length  match field
 ------  ----  ------  --------------
  0x102  0x80       4  tun_metadata0`,
    version: 1,
    message: {
      kind: 'tlv_table_mod',
      command: 'delete',
      mappings: [{ optionClass: 0x0102, optionType: 0x80, optionLength: 4, index: 0 }],
    },
    bytes: '0104002000000001000023200000001800010000000000000102800400000000',
  },
  {
    read: `NXT_TLV_TABLE_MOD (OF1.3) (xid=0x1):
 CLEAR`,
    version: 4,
    message: { kind: 'tlv_table_mod', command: 'clear', mappings: [] },
    bytes: '040400180000000100002320000000180002000000000000',
  },
  {
    read: `NXT_TLV_TABLE_REQUEST (OF1.5) (xid=0x1):`,
    version: 6,
    message: { kind: 'tlv_table_request' },
    bytes: '06040010000000010000232000000019',
  },
];

test('messages are written as these bytes, and read from them', () => {
  expect(cases.map(outcome)).toEqual(cases.map(wanted));
});
