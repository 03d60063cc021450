import { expect, test } from '@jest/globals';
import { fields } from '#openflow';
import { Packet } from './packet.js';
import { PacketClass } from './packet-class.js';

test('what a packet has not is 0, a bigint for fields of more than 32 bits', () => {
  const packet = new Packet([[fields.tcp_dst, 80]]);
  expect([packet.get(fields.tcp_dst), packet.get(fields.tcp_src), packet.get(fields.eth_dst)]).toEqual([80, 0, 0n]);
});

test('parts of registers are read and written in place', () => {
  const packet = new Packet([[fields.xxreg0, 0xaaaaaaaa_bbbbbbbb_cccccccc_ddddddddn]]);
  packet.write({ field: fields.xxreg0, offset: 96, bits: 32 }, 0x11111111n);
  packet.write({ field: fields.xxreg0, offset: 1, bits: 1 }, 1n);
  packet.write({ field: fields.xxreg0, offset: 32, bits: 32 }, 0x22222222n, 0xffff0000n);
  expect(BigInt(packet.get(fields.xxreg0)).toString(16)).toBe('11111111bbbbbbbb2222ccccdddddddf');
  expect(packet.read({ field: fields.xxreg0, offset: 96, bits: 32 })).toBe(0x11111111n);
});

test('a value that is too wide for the field is cut', () => {
  const packet = new Packet();
  packet.write({ field: fields.reg15, offset: 0, bits: 32 }, 0x1_0000_0002n);
  expect(packet.get(fields.reg15)).toBe(2);
});

test('a copy goes its own way', () => {
  const packet = new Packet([[fields.nw_ttl, 64]]);
  const copy = packet.clone();
  copy.set(fields.nw_ttl, 63);
  expect([packet, copy].map((each) => each.get(fields.nw_ttl))).toEqual([64, 63]);
});

test('registers end with their pipeline, tracking with ct_clear', () => {
  const packet = new Packet([
    [fields.xxreg0, 1n],
    [fields.xreg4, 1n],
    [fields.reg10, 1],
    [fields.ct_state, 33],
    [fields.ct_mark, 5],
  ]);
  packet.clearRegisters();
  packet.clearConnection();
  const left = [fields.xxreg0, fields.xreg4, fields.reg10, fields.ct_state, fields.ct_mark];
  expect(left.map((field) => packet.get(field))).toEqual([0n, 0n, 1, 0, 0]);
});

test('a packet is of its class until what makes the class changes', () => {
  const packet = new Packet([[fields.tcp_dst, 80]]);
  packet.likeness = new PacketClass(packet);
  packet.set(fields.ip_dst, 5);
  packet.set(fields.tcp_dst, 80);
  const copy = packet.clone();
  expect([packet, copy].map(({ likeness }) => likeness?.text)).toEqual([packet.likeness.text, packet.likeness.text]);
  copy.set(fields.tcp_dst, 81);
  expect([packet.likeness?.text === undefined, copy.likeness]).toEqual([false, undefined]);
});
