/** What a switch refuses as it reads a message, by the name of the error: each as ovs-vswitchd 3.1 answers it. */
import { expect, test } from '@jest/globals';
import { OpenFlowError } from '../errors.js';
import { decode } from './decode.js';

const bytesOf = (text: string) => Buffer.from(text.replaceAll(' ', ''), 'hex');
const u16 = (value: number) => Buffer.of(value >>> 8, value & 255);

function message(version: number, type: number, body: Uint8Array): Uint8Array {
  return Uint8Array.from(Buffer.concat([Buffer.of(version, type), u16(body.length + 8), bytesOf('00000001'), body]));
}

/** A flow of these match fields and actions, in hexadecimal. */
function flow(fields: string, actions: string, version = 4): Uint8Array {
  const match = Buffer.concat([u16(1), u16(4 + bytesOf(fields).length), bytesOf(fields)]);
  const list = bytesOf(actions);
  const apply = list.length === 0 ? list : Buffer.concat([u16(4), u16(8 + list.length), bytesOf('00000000'), list]);
  const head = bytesOf(`${'00'.repeat(22)} 8000 ffffffff ffffffff ffffffff 00000000`);
  const padding = new Uint8Array((8 - (match.length % 8)) % 8);
  return message(version, 14, Buffer.concat([head, match, padding, apply]));
}

/** A group mod of OpenFlow 1.5. */
function group(head: string, commandBucket: string, buckets: string, properties = ''): Uint8Array {
  const length = u16(bytesOf(buckets).length);
  const parts = [bytesOf(head), length, bytesOf(`0000 ${commandBucket}`), bytesOf(buckets), bytesOf(properties)];
  return message(6, 15, Buffer.concat(parts));
}

function refusal(bytes: Uint8Array): string {
  try {
    return decode(bytes, { side: 'switch' }).message.kind;
  } catch (error) {
    if (error instanceof OpenFlowError) return error.code;
    throw error;
  }
}

const IP = '80000a020800';
const TCP = `${IP} 8000140106`;
const IP6 = '80000a0286dd 800014013a';
const ALL = 'ffffffff';
const OUTPUT = '00000010 00000002 ffff 000000000000';
const bucket = (id: string, properties = '') =>
  `${u16(24 + bytesOf(properties).length).toString('hex')} 0010 ${id} ${OUTPUT} ${properties}`;
const selection = (method: string, experimenter = '0000154d 00000001') =>
  `ffff 0028 ${experimenter} 00000000 ${Buffer.from(method.padEnd(16, '\0')).toString('hex')} 0000000000000000`;

test.each([
  ['a mask on a field that takes none', flow(`${IP} 80001502 060f`, ''), 'OFPBMC_BAD_MASK'],
  ['such a mask of all bits', flow(`${IP} 80001502 06ff`, ''), 'flow_mod'],
  ['a value with bits outside of its mask', flow(`${IP} 80001708 0a000001 ffff0000`, ''), 'OFPBMC_BAD_WILDCARDS'],
  ['a value that is too much, before what is missing', flow('80001001 40', ''), 'OFPBMC_BAD_VALUE'],
  ['a field in front of what it needs', flow('8000140106 80000a020800', ''), 'OFPBMC_BAD_PREREQ'],
  ['a field twice', flow(`${IP} ${IP}`, ''), 'OFPBMC_DUP_FIELD'],
  [
    'a register and a wider one',
    flow('00010108 00000000 0000ffff 80010110 0000000000000001 000000000000ffff', ''),
    'OFPBMC_DUP_FIELD',
  ],
  ['a VLAN priority without a tag', flow('80000e0103', ''), 'OFPBMC_BAD_PREREQ'],
  [
    'neighbour discovery with a code',
    flow(`${IP6} 80003a0187 80003c0105 80003e10 ${'00'.repeat(16)}`, ''),
    'OFPBMC_BAD_PREREQ',
  ],
  ['ports of a later fragment', flow(`${TCP} 00013401 03 80001a02 0050`, ''), 'OFPBMC_BAD_PREREQ'],
  [
    'a connection of an untracked packet',
    flow(`0001d308 00000020 00000020 ${IP} 0001f004 0a000001`, ''),
    'OFPBMC_BAD_PREREQ',
  ],
  ['a field past the end of the match', flow('80007004', ''), 'OFPBMC_BAD_LEN'],
  ['a field that nobody knows', flow('80007004 00000001', ''), 'OFPBMC_BAD_FIELD'],
  ['a port that there cannot be', flow('80000004 00010000', ''), 'OFPBMC_BAD_VALUE'],
  [
    'a VLAN without its tag',
    flow('80000d04 10001000', '00190010 80000c02 0005 000000000000'),
    'OFPBAC_BAD_SET_ARGUMENT',
  ],
  ['padding that is not zero', flow('', '00190010 00010004 00000001 000000ff'), 'OFPBAC_BAD_SET_ARGUMENT'],
  ['an action of another length', flow('', '00160010 00000001 0000000000000000'), 'OFPBAC_BAD_LEN'],
  ['an action of an unknown type', flow('', '00630008 00000000'), 'OFPBAC_BAD_TYPE'],
  ['an action of an unknown experimenter', flow('', 'ffff0010 00002321 0000000000000000'), 'OFPBAC_BAD_VENDOR'],
  [
    'a load in OpenFlow 1.5',
    flow('', 'ffff0018 00002320 0007 001f 00010004 0000000000000005', 6),
    'OFPBAC_BAD_VENDOR_TYPE',
  ],
  ['one clause of one', flow('', 'ffff0010 00002320 0022 00 01 00000005'), 'NXBAC_BAD_CONJUNCTION'],
  ['ct with force alone', flow(IP, 'ffff0018 00002320 0023 0002 00000000 0000 ff 000000 0000'), 'OFPBAC_BAD_ARGUMENT'],
  ['a zone of eight bits', flow(IP, 'ffff0018 00002320 0023 0000 00010004 0007 ff 000000 0000'), 'OFPBAC_BAD_SET_LEN'],
  [
    'one instruction twice',
    message(4, 14, Buffer.concat([flow('', '').subarray(8), bytesOf('0005000800000000 0005000800000000')])),
    'OFPBIC_DUP_INST',
  ],
  [
    'an unknown instruction',
    message(4, 14, Buffer.concat([flow('', '').subarray(8), bytesOf('0063000800000000')])),
    'OFPBIC_UNKNOWN_INST',
  ],
  [
    'a group of type all with weights',
    group('0000 00 00 00000009', ALL, bucket('00000000', '0000 0008 0005 0000')),
    'OFPGMFC_INVALID_GROUP',
  ],
  [
    'a group of type all that watches',
    group('0000 00 00 00000009', ALL, bucket('00000000', '0001 0008 00000001')),
    'OFPGMFC_WATCH_UNSUPPORTED',
  ],
  ['a failover that watches nothing', group('0000 03 00 00000009', ALL, bucket('00000000')), 'OFPGMFC_INVALID_GROUP'],
  [
    'two buckets of one id',
    group('0000 00 00 00000009', ALL, bucket('00000001') + bucket('00000001')),
    'OFPGMFC_BAD_BUCKET',
  ],
  [
    'an unknown property of a bucket',
    group('0000 01 00 00000009', ALL, bucket('00000000', '0009 0008 00000000')),
    'OFPBPC_BAD_TYPE',
  ],
  [
    'a place in a group that is added',
    group('0000 00 00 00000009', '00000001', bucket('00000000')),
    'OFPGMFC_BAD_BUCKET',
  ],
  ['a group past the last', group('0000 00 00 ffffff01', ALL, bucket('00000000')), 'OFPGMFC_INVALID_GROUP'],
  [
    'an unknown selection method',
    group('0000 01 00 00000009', ALL, bucket('00000000'), selection('hesh')),
    'OFPBPC_BAD_VALUE',
  ],
  ['a selection method by hash', group('0000 01 00 00000009', ALL, bucket('00000000'), selection('hash')), 'group_mod'],
  [
    'another property of Netronome',
    group('0000 01 00 00000009', ALL, bucket('00000000'), selection('hash', '0000154d 00000002')),
    'OFPBPC_BAD_EXP_TYPE',
  ],
  [
    'a meter in packets and kilobits',
    message(4, 29, bytesOf('0000 0003 00000005 0001 0010 0000000a 00000007 00000000')),
    'OFPMMFC_BAD_FLAGS',
  ],
  [
    'a meter of no rate',
    message(4, 29, bytesOf('0000 0001 00000005 0001 0010 00000000 00000007 00000000')),
    'OFPMMFC_BAD_RATE',
  ],
  ['a barrier with a body', message(6, 20, new Uint8Array(4)), 'OFPBRC_BAD_LEN'],
  ['a reply', message(6, 21, new Uint8Array(0)), 'OFPBRC_BAD_TYPE'],
  ['a request for unknown statistics', message(6, 18, bytesOf('0063 0000 00000000')), 'OFPBRC_BAD_STAT'],
  ['a message of an unknown experimenter', message(6, 4, bytesOf('01020304 00000000')), 'OFPBRC_BAD_VENDOR'],
  ['an unknown message of Nicira', message(6, 4, bytesOf('00002320 00000063')), 'OFPBRC_BAD_SUBTYPE'],
  [
    'a packet of more than the pipeline',
    message(6, 13, bytesOf(`ffffffff 0000 0000 0001000a ${IP} 000000000000`)),
    'OFPBRC_PIPELINE_FIELDS_ONLY',
  ],
  ['a packet from nowhere', message(6, 13, bytesOf('ffffffff 0000 0000 00010004 00000000')), 'OFPBRC_BAD_PORT'],
  [
    'a bundled message of another number',
    message(6, 34, Buffer.concat([bytesOf('00000001 0000 0000'), flow('', '', 6).fill(9, 7, 8)])),
    'OFPBFC_MSG_BAD_XID',
  ],
  [
    'a bundled barrier',
    message(6, 34, Buffer.concat([bytesOf('00000001 0000 0000'), message(6, 20, new Uint8Array(0))])),
    'OFPBFC_MSG_UNSUP',
  ],
] as const)('%s', (_, bytes, expected) => {
  expect(refusal(bytes)).toBe(expected);
});
