import { expect, test } from '@jest/globals';
import { ByteWriter, parseIpv4, parseIpv6, parseMac } from '#base';
import { type ControllerOpcode, controllerOpcodes } from '#logical';
import { type Action, fields, formatActions, formatMatch, type MatchField, type PacketIn } from '#openflow';
import {
  buildEthernet,
  buildIcmp,
  buildIpv4Packet,
  buildIpv6Packet,
  buildNeighborMessage,
  buildTcp,
  ETHERTYPE_IPV4,
  ETHERTYPE_IPV6,
  IPPROTO_ICMPV6,
  IPPROTO_TCP,
  ipv4PseudoSum,
  ipv6PseudoSum,
  linkAddressOf,
  parseArp,
  parseEthernet,
  parseIcmp,
  parseIpv4Packet,
  parseIpv6Packet,
  parseNeighborMessage,
  parseTcp,
  TCP_ACK,
  TCP_RST,
  TCP_SYN,
} from '#packets';
import { type Answer, answerPacketIn } from './answer.js';

const ip4 = (text: string) => parseIpv4(text)!;
const ip6 = (text: string) => parseIpv6(text)!;
const A = parseMac('40:44:00:00:00:01')!;
const B = parseMac('40:44:00:00:00:02')!;
const NEXT: readonly Action[] = [{ kind: 'resubmit', table: 37 }];

function packetIn(opcode: ControllerOpcode, packet: Uint8Array, metadata: readonly MatchField[]): PacketIn {
  const userdata = new ByteWriter().u32(controllerOpcodes[opcode]).u32(0).finish();
  return {
    kind: 'packet_in',
    packet,
    totalLength: packet.length,
    table: 29,
    cookie: 0n,
    reason: 'action',
    metadata,
    userdata,
  };
}

const place: readonly MatchField[] = [
  { field: fields.reg0, value: 0xc0a80005 },
  { field: fields.reg1, value: 0 },
  { field: fields.reg14, value: 3 },
  { field: fields.metadata, value: 2n },
  { field: fields.in_port, value: 7 },
];

function ask(opcode: ControllerOpcode, packet: Uint8Array): Answer {
  return answerPacketIn(packetIn(opcode, packet, place), () => NEXT);
}

function packetOf(answer: Answer) {
  if (answer.kind !== 'packet') throw new Error(answer.kind);
  return { ...answer.message, frame: parseEthernet(answer.message.packet) };
}

const tcp4 = (flags: number) => {
  const [source, destination] = [ip4('10.0.0.1'), ip4('10.0.0.2')];
  const payload = buildTcp(
    { sourcePort: 1000, destinationPort: 80, sequence: 41, acknowledgment: 7, flags, payload: new Uint8Array(2) },
    (length) => ipv4PseudoSum(source, destination, IPPROTO_TCP, length),
  );
  return buildEthernet({
    source: A,
    destination: B,
    etherType: ETHERTYPE_IPV4,
    payload: buildIpv4Packet({ source, destination, protocol: IPPROTO_TCP, payload }),
  });
};

test('arp {}: a request of the sender for the destination, sent on with the registers that the packet had', () => {
  const answer = packetOf(ask('arp', tcp4(TCP_SYN)));
  expect(formatActions(answer.actions)).toBe(
    'set_field:0xc0a80005->reg0,set_field:0x3->reg14,set_field:0x2->metadata,resubmit(,37)',
  );
  expect(answer.metadata).toEqual([{ field: fields.in_port, value: 0xfffd }]);
  expect(parseArp(answer.frame.payload)).toEqual({
    operation: 1,
    senderMac: A,
    senderIp: '10.0.0.1',
    targetMac: '00:00:00:00:00:00',
    targetIp: '10.0.0.2',
  });
});

test('tcp_reset: takes up the sequence numbers; ports turned, addresses not', () => {
  const ofSyn = parseTcp(parseIpv4Packet(packetOf(ask('tcp_reset', tcp4(TCP_SYN))).frame.payload).payload);
  expect(ofSyn).toMatchObject({ sourcePort: 80, destinationPort: 1000, sequence: 0, acknowledgment: 44 });
  expect(ofSyn.flags).toBe(TCP_RST | TCP_ACK);
  const ofAck = parseTcp(parseIpv4Packet(packetOf(ask('tcp_reset', tcp4(TCP_ACK))).frame.payload).payload);
  expect(ofAck).toMatchObject({ sequence: 7, flags: TCP_RST });
  expect(ask('tcp_reset', tcp4(TCP_RST))).toMatchObject({ kind: 'none' });
});

test('icmp4 {}: host unreachable with the packet that caused it', () => {
  const ip = parseIpv4Packet(packetOf(ask('icmp', tcp4(TCP_SYN))).frame.payload);
  expect(ip).toMatchObject({ source: '10.0.0.1', destination: '10.0.0.2', ttl: 255, protocol: 1 });
  const icmp = parseIcmp(ip.payload);
  expect(icmp).toMatchObject({ type: 3, code: 1 });
  expect([...icmp.payload]).toEqual([...parseEthernet(tcp4(TCP_SYN)).payload]);
});

const solicitation = (source: string) => {
  const [from, to] = [ip6(source), ip6('ff02::1:ff00:1')];
  const payload = buildNeighborMessage({ target: ip6('fd00::1'), options: [] });
  const icmp = buildIcmp({ type: 135, code: 0, rest: 0, payload }, (length) =>
    ipv6PseudoSum(from, to, IPPROTO_ICMPV6, length),
  );
  return buildEthernet({
    source: A,
    destination: B,
    etherType: ETHERTYPE_IPV6,
    payload: buildIpv6Packet({
      source: from,
      destination: to,
      protocol: IPPROTO_ICMPV6,
      hopLimit: 255,
      payload: icmp,
    }),
  });
};

test.each([
  ['nd_na', 'fd00::9', { rest: 0x60000000, destination: 'fd00::9' }],
  ['nd_na_router', 'fd00::9', { rest: 0xe0000000, destination: 'fd00::9' }],
  ['nd_na', '::', { rest: 0x20000000, destination: 'ff02::1' }],
] as const)('%s {} answers a solicitation from %s', (opcode, source, wanted) => {
  const { frame } = packetOf(ask(opcode, solicitation(source)));
  expect([frame.source, frame.destination]).toEqual([B, A]);
  const ip = parseIpv6Packet(frame.payload);
  expect(ip).toMatchObject({ source: 'fd00::1', destination: wanted.destination, hopLimit: 255 });
  const icmp = parseIcmp(ip.payload, ipv6PseudoSum(ip.source, ip.destination, IPPROTO_ICMPV6, ip.payload.length));
  expect(icmp).toMatchObject({ type: 136, rest: wanted.rest });
  const message = parseNeighborMessage(icmp.payload);
  expect(message.target).toBe('fd00::1');
  expect(linkAddressOf(message.options, 2)).toBe(B);
});

test('nd_ns {}: a solicitation for the destination', () => {
  const { frame } = packetOf(ask('nd_ns', solicitation('fd00::9')));
  const ip = parseIpv6Packet(frame.payload);
  expect(frame.destination).toBe('33:33:ff:00:00:01');
  expect(ip).toMatchObject({ source: 'fe80::4244:ff:fe00:1', destination: 'ff02::1:ff00:1', hopLimit: 255 });
});

test('what is learnt: addresses from registers and packet', () => {
  expect(ask('put_arp', tcp4(TCP_SYN))).toEqual({
    kind: 'learned',
    learned: { kind: 'neighbor', datapath: 2, port: 3, ip: '192.168.0.5', mac: A },
  });
  expect(ask('put_fdb', tcp4(TCP_SYN))).toEqual({
    kind: 'learned',
    learned: { kind: 'forwarding', datapath: 2, port: 3, mac: A },
  });
});

test('a packet that waits goes on, with the bit of the result set where there is an answer', () => {
  // To bit 3 of reg0, as xxreg0[99].
  const result = new ByteWriter().u32(0x0001de10).u32(99);
  const asked = { ...packetIn('dns_lookup', tcp4(TCP_SYN), place), continuation: Uint8Array.of(1, 2) };
  const userdata = new ByteWriter().u32(controllerOpcodes.dns_lookup).u32(0).bytes(result.finish()).finish();
  const answer = answerPacketIn({ ...asked, userdata }, () => NEXT);
  expect(answer).toMatchObject({
    kind: 'resume',
    message: { packet: asked.packet, continuation: Uint8Array.of(1, 2) },
  });
  expect(answer.kind === 'resume' && formatMatch(answer.message.metadata)).toBe(
    'reg0=0xc0a80005,reg14=0x3,metadata=0x2,in_port=7',
  );
  const { continuation: _, ...running } = asked;
  expect(answerPacketIn({ ...running, userdata }, () => NEXT).kind).toBe('none');
});

test('who speaks for a virtual port', () => {
  const asked = packetIn('bind_vport', tcp4(TCP_SYN), place);
  const userdata = new ByteWriter().u32(controllerOpcodes.bind_vport).u32(0).u32(9).finish();
  expect(answerPacketIn({ ...asked, userdata }, () => NEXT)).toEqual({
    kind: 'learned',
    learned: { kind: 'virtual', datapath: 2, port: 3, virtualPort: 9 },
  });
  expect(() => answerPacketIn(asked, () => NEXT)).toThrow();
});

test('userdata of others, and packets that are none, are not answered', () => {
  const strange = { ...packetIn('arp', tcp4(TCP_SYN), place), userdata: new Uint8Array(3) };
  expect(answerPacketIn(strange, () => NEXT).kind).toBe('none');
  expect(() => ask('arp', new Uint8Array(20))).toThrow();
});
