import { expect, test } from '@jest/globals';
import { type Ipv4, parseIpv4, parseMac } from '#base';
import {
  buildDhcp,
  buildIpv4Packet,
  buildUdp,
  DHCP_DECLINE,
  DHCP_DISCOVER,
  DHCP_INFORM,
  DHCP_REQUEST,
  type Dhcp,
  type DhcpOption,
  ETHERTYPE_IPV4,
  type Ethernet,
  IPPROTO_UDP,
  parseDhcp,
  parseEthernet,
  parseIpv4Packet,
  parseUdp,
} from '#packets';
import { answerDhcp } from './put-dhcp-opts.js';

const ip = (text: string): Ipv4 => parseIpv4(text)!;
const CLIENT = parseMac('40:44:00:00:00:01')!;
const NOBODY = ip('0.0.0.0');

/** The offer 10.0.0.4; boot file "a", for others "b", next server 10.0.0.9, lease 60, router 10.0.0.1. */
const DATA = Buffer.from('0a000004 430161 fe0162 fd040a000009 33040000003c 03040a000001'.replaceAll(' ', ''), 'hex');

const type = (value: number): DhcpOption => ({ code: 53, data: Uint8Array.of(value) });
const wish = (last: number): DhcpOption => ({ code: 50, data: Uint8Array.of(10, 0, 0, last) });

function request(options: readonly DhcpOption[], more: Partial<Dhcp> = {}): Ethernet {
  const message = buildDhcp({
    operation: 1,
    transaction: 7,
    seconds: 1,
    flags: 0,
    clientIp: NOBODY,
    yourIp: NOBODY,
    serverIp: NOBODY,
    relayIp: NOBODY,
    clientMac: CLIENT,
    serverName: '',
    bootFile: '',
    options,
    ...more,
  });
  const payload = buildUdp({ sourcePort: 68, destinationPort: 67, payload: message });
  const packet = { source: NOBODY, destination: ip('255.255.255.255'), protocol: IPPROTO_UDP, ttl: 9, payload };
  return {
    source: CLIENT,
    destination: parseMac('ff:ff:ff:ff:ff:ff')!,
    vlans: [],
    etherType: ETHERTYPE_IPV4,
    payload: buildIpv4Packet(packet),
  };
}

/** An answer in words; undefined for none. */
function answer(frame: Ethernet): string | undefined {
  const bytes = answerDhcp(frame, DATA);
  if (bytes === undefined) return undefined;
  const packet = parseIpv4Packet(parseEthernet(bytes).payload);
  const dhcp = parseDhcp(parseUdp(packet.payload).payload);
  const options = dhcp.options.map(({ code, data }) => `${code}=${Buffer.from(data).toString('hex')}`);
  return `to ${packet.destination} ttl ${packet.ttl}: op ${dhcp.operation} your ${dhcp.yourIp} server ${dhcp.serverIp} ${options.join(' ')}`;
}

const LEASE = '67=62 253=0a000009 51=0000003c 3=0a000001';

test.each([
  ['an offer', [type(DHCP_DISCOVER)], {}, `to 10.0.0.4 ttl 9: op 2 your 10.0.0.4 server 10.0.0.9 53=02 ${LEASE}`],
  [
    'by broadcast',
    [type(DHCP_DISCOVER)],
    { flags: 0x8000 },
    `to 255.255.255.255 ttl 9: op 2 your 10.0.0.4 server 10.0.0.9 53=02 ${LEASE}`,
  ],
  [
    'a boot loader has a file of its own',
    [type(DHCP_REQUEST), wish(4), { code: 175, data: new Uint8Array(0) }],
    {},
    `to 10.0.0.4 ttl 9: op 2 your 10.0.0.4 server 10.0.0.9 53=05 ${LEASE.replace('67=62', '67=61')}`,
  ],
  [
    'what the client has counts where it wishes nothing',
    [type(DHCP_REQUEST)],
    { clientIp: ip('10.0.0.4') },
    `to 10.0.0.4 ttl 9: op 2 your 10.0.0.4 server 10.0.0.9 53=05 ${LEASE}`,
  ],
  [
    'another address is refused',
    [type(DHCP_REQUEST), wish(5)],
    {},
    'to 10.0.0.4 ttl 9: op 2 your 0.0.0.0 server 0.0.0.0 53=06',
  ],
  [
    'information only: no lease',
    [type(DHCP_INFORM)],
    {},
    'to 10.0.0.4 ttl 9: op 2 your 0.0.0.0 server 0.0.0.0 53=05 67=62 253=0a000009 3=0a000001',
  ],
  ['nothing to say', [type(DHCP_DECLINE), wish(4)], {}, undefined],
  ['no type', [wish(4)], {}, undefined],
  ['a reply', [type(DHCP_DISCOVER)], { operation: 2 }, undefined],
])('%s', (_, options, more, wanted) => {
  expect(answer(request(options, more))).toBe(wanted);
});

test('messages that end early', () => {
  const whole = request([type(DHCP_DISCOVER), wish(4)]);
  const cutBy = (bytes: number): Ethernet => {
    const packet = parseIpv4Packet(whole.payload);
    const udp = parseUdp(packet.payload);
    const payload = buildUdp({ ...udp, payload: udp.payload.subarray(0, udp.payload.length - bytes) });
    return { ...whole, payload: buildIpv4Packet({ ...packet, payload }) };
  };
  expect(answer(cutBy(3))).toContain('53=02');
  expect([answer(cutBy(10)), answer(cutBy(100)), answer(cutBy(250))]).toEqual([undefined, undefined, undefined]);
});
