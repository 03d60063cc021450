import { expect, test } from '@jest/globals';
import { type Ipv4, parseIpv4, parseMac } from '#base';
import {
  buildDhcp,
  buildEthernet,
  buildIpv4Packet,
  buildUdp,
  DHCP_ACK,
  DHCP_NAK,
  DHCP_OFFER,
  type DhcpOption,
  dhcpOption,
  ETHERTYPE_IPV4,
  IPPROTO_UDP,
  parseDhcp,
  parseEthernet,
  parseIpv4Packet,
  parseUdp,
} from '#packets';
import { HandClock } from '../fixture/hand-clock.js';
import { Machine } from './machine.js';
import { readMachineOptions } from './machine-options.js';

const ip = (text: string): Ipv4 => parseIpv4(text)!;
const MAC = parseMac('02:00:00:00:00:01')!;
const SERVER_MAC = parseMac('02:00:00:00:00:99')!;
const KINDS: Readonly<Record<number, string>> = { 1: 'discover', 3: 'request' };

/** A machine that asks for its address. `asked` is what it has sent since the last look; `hear` gives it a message. */
function lab() {
  const clock = new HandClock();
  const frames: Uint8Array[] = [];
  const options = readMachineOptions(new Map([['ip', 'dhcp']]));
  if ('problem' in options) throw new Error(options.problem);
  let transaction = 0;
  const random = () => Uint8Array.of(0, 0, 0, ++transaction);
  const machine = new Machine('vm', MAC, options, { clock, random, send: (frame) => void frames.push(frame) });
  const asked = () =>
    frames.splice(0).map((frame) => {
      const { source, destination, payload } = parseIpv4Packet(parseEthernet(frame).payload);
      const message = parseDhcp(parseUdp(payload).payload);
      const text = (code: number) => dhcpOption(message, code)?.join('.') ?? '-';
      const kind = KINDS[dhcpOption(message, 53)?.[0] ?? 0];
      return `${kind} ${message.transaction} ${source} > ${destination} wants ${text(50)} of ${text(54)}`;
    });
  const hear = (type: number, transaction: number, more: readonly DhcpOption[] = [], mac = MAC) => {
    const none = ip('0.0.0.0');
    const message = buildDhcp({
      operation: 2,
      transaction,
      seconds: 0,
      flags: 0,
      clientIp: none,
      yourIp: ip('10.0.0.5'),
      serverIp: none,
      relayIp: none,
      clientMac: mac,
      serverName: '',
      bootFile: '',
      options: [{ code: 53, data: Uint8Array.of(type) }, ...more],
    });
    const payload = buildIpv4Packet({
      source: ip('10.0.0.1'),
      destination: ip('255.255.255.255'),
      protocol: IPPROTO_UDP,
      payload: buildUdp({ sourcePort: 67, destinationPort: 68, payload: message }),
    });
    machine.receive(buildEthernet({ source: SERVER_MAC, destination: MAC, etherType: ETHERTYPE_IPV4, payload }));
  };
  machine.start();
  return { clock, machine, asked, hear };
}

const SERVER: DhcpOption = { code: 54, data: Uint8Array.of(10, 0, 0, 1) };
const MASK: DhcpOption = { code: 1, data: Uint8Array.of(255, 255, 0, 0) };
const ROUTER: DhcpOption = { code: 3, data: Uint8Array.of(10, 0, 0, 254, 10, 0, 0, 253) };

test('it asks until it is offered an address, takes it, and asks no more', () => {
  const { clock, machine, asked, hear } = lab();
  expect(asked()).toEqual(['discover 1 0.0.0.0 > 255.255.255.255 wants - of -']);
  clock.advance(4000);
  expect(asked()).toHaveLength(2);
  hear(DHCP_OFFER, 3, [SERVER]);
  expect(asked()).toEqual(['request 3 0.0.0.0 > 255.255.255.255 wants 10.0.0.5 of 10.0.0.1']);
  expect(machine.describe()).toBe('vm: 02:00:00:00:00:01 dhcp pending');
  hear(DHCP_ACK, 3, [SERVER, MASK, ROUTER]);
  expect(machine.describe()).toBe('vm: 02:00:00:00:00:01 10.0.0.5/16 gateway 10.0.0.254');
  clock.advance(60_000);
  expect(asked()).toEqual([]);
});

test('without a mask the network has 24 bits, without a router there is no gateway', () => {
  const { machine, hear } = lab();
  hear(DHCP_ACK, 1);
  expect(machine.describe()).toBe('vm: 02:00:00:00:00:01 10.0.0.5/24');
});

test('what is not for it, and an offer of nobody, is not heard', () => {
  const { machine, asked, hear } = lab();
  asked();
  hear(DHCP_OFFER, 2, [SERVER]);
  hear(DHCP_OFFER, 1, [SERVER], SERVER_MAC);
  hear(DHCP_OFFER, 1);
  hear(DHCP_ACK, 2);
  expect([asked(), machine.subnet]).toEqual([[], undefined]);
});

test('an address that is taken back is asked for anew', () => {
  const { clock, machine, asked, hear } = lab();
  hear(DHCP_ACK, 1, [MASK]);
  clock.advance(2000);
  asked();
  hear(DHCP_NAK, 1);
  expect(machine.subnet).toBeUndefined();
  expect(asked()).toEqual(['discover 2 0.0.0.0 > 255.255.255.255 wants - of -']);
  // A refused request does not speed up the asking.
  hear(DHCP_NAK, 2);
  clock.advance(1999);
  expect(asked()).toEqual([]);
});

test('a machine that is closed asks nothing', () => {
  const { clock, machine, asked } = lab();
  asked();
  machine.close();
  clock.advance(10_000);
  expect(asked()).toEqual([]);
});
