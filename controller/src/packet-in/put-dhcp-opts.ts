import { ByteReader, ByteWriter, ipv4FromNumber } from '#base';
import {
  buildEthernet,
  buildIpv4Packet,
  buildUdp,
  DHCP_ACK,
  DHCP_DISCOVER,
  DHCP_INFORM,
  DHCP_NAK,
  DHCP_OFFER,
  DHCP_REQUEST,
  type DhcpOption,
  type Ethernet,
  IPPROTO_UDP,
  parseIpv4Packet,
  parseUdp,
} from '#packets';

/** Where the fields of a message are that an answer changes (RFC 2131, 2). */
const OPERATION = 0;
const FLAGS = 10;
const CLIENT_IP = 12;
const YOUR_IP = 16;
const SERVER_IP = 20;
const COOKIE_AT = 236;
const OPTIONS_AT = 240;

const COOKIE = 0x63825363;
const BOOT_REQUEST = 1;
const BOOT_REPLY = 2;
const BROADCAST_FLAG = 0x8000;
const BROADCAST = 0xffffffff;

const PAD = 0;
const REQUESTED_ADDRESS = 50;
const MESSAGE_TYPE = 53;
const BOOT_FILE = 67;
/** Sent by boot loaders (iPXE, Etherboot). */
const ETHERBOOT = 175;
const NEXT_SERVER = 253;
/** In place of the boot file, for who is no boot loader. */
const BOOT_FILE_ALTERNATIVE = 254;
const END = 255;
/** Netmask, lease and its timers: who asks for information only has an address already. */
const OF_LEASE: ReadonlySet<number> = new Set([1, 51, 58, 59]);

/** What of a request an answer goes by. */
interface Request {
  readonly type: number;
  /** That the client wishes, or has. */
  readonly address: number;
  readonly isBootLoader: boolean;
}

/**
 * `put_dhcp_opts` (ovn-sb(5)): the answer to a DHCP message that came in `frame`, with the addresses of Ethernet and the source of
 * IP as they are. `data`: the offered address, then options. Undefined for what is no message that is answered. Throws what the
 * packet codecs throw.
 */
export function answerDhcp(frame: Ethernet, data: Uint8Array): Uint8Array | undefined {
  const ip = parseIpv4Packet(frame.payload, 'no-checksum');
  if (ip.protocol !== IPPROTO_UDP) return undefined;
  const udp = parseUdp(ip.payload);
  const request = parseRequest(udp.payload);
  if (request === undefined) return undefined;
  const reader = new ByteReader(data);
  const offered = reader.u32();
  const type = answerTo(request, offered);
  if (type === undefined) return undefined;
  const options = type === DHCP_NAK ? [] : answeredOptions(readOptions(reader.rest()), request);
  const message = Uint8Array.from(udp.payload.subarray(0, OPTIONS_AT));
  const view = new DataView(message.buffer);
  const isLease = type !== DHCP_NAK && request.type !== DHCP_INFORM;
  const server = options.find(({ code, data: value }) => code === NEXT_SERVER && value.length === 4)?.data;
  view.setUint8(OPERATION, BOOT_REPLY);
  view.setUint32(YOUR_IP, isLease ? offered : 0);
  view.setUint32(SERVER_IP, isLease && server !== undefined ? new ByteReader(server).u32() : 0);
  const payload = new ByteWriter().bytes(message).u8(MESSAGE_TYPE).u8(1).u8(type);
  for (const { code, data: value } of options) payload.u8(code).u8(value.length).bytes(value);
  // With pads around the end, as ovn-controller has them.
  payload.zeros(4).u8(END).zeros(4);
  const isBroadcast = (view.getUint16(FLAGS) & BROADCAST_FLAG) !== 0;
  return buildEthernet({
    ...frame,
    payload: buildIpv4Packet({
      ...ip,
      destination: ipv4FromNumber(isBroadcast ? BROADCAST : offered),
      payload: buildUdp({ ...udp, payload: payload.finish() }),
    }),
  });
}

function parseRequest(message: Uint8Array): Request | undefined {
  if (message.length < OPTIONS_AT || message[OPERATION] !== BOOT_REQUEST) return undefined;
  const view = new DataView(message.buffer, message.byteOffset, message.length);
  if (view.getUint32(COOKIE_AT) !== COOKIE) return undefined;
  let type: number | undefined;
  let wished = 0;
  let isBootLoader = false;
  for (const { code, data } of readOptions(message.subarray(OPTIONS_AT))) {
    if (code === MESSAGE_TYPE && data.length === 1) type = data[0];
    else if (code === REQUESTED_ADDRESS && data.length === 4) wished = new ByteReader(data).u32();
    else if (code === ETHERBOOT) isBootLoader = true;
  }
  return type === undefined ? undefined : { type, address: wished || view.getUint32(CLIENT_IP), isBootLoader };
}

/** Options up to the end or to where they are cut off. */
function readOptions(bytes: Uint8Array): readonly DhcpOption[] {
  const options: DhcpOption[] = [];
  for (let at = 0; at < bytes.length; ) {
    const code = bytes[at++];
    if (code === undefined || code === END) break;
    if (code === PAD) continue;
    const length = bytes[at++];
    if (length === undefined || at + length > bytes.length) break;
    options.push({ code, data: bytes.subarray(at, at + length) });
    at += length;
  }
  return options;
}

function answerTo({ type, address }: Request, offered: number): number | undefined {
  switch (type) {
    case DHCP_DISCOVER:
      return DHCP_OFFER;
    case DHCP_REQUEST:
      return address === offered ? DHCP_ACK : DHCP_NAK;
    case DHCP_INFORM:
      return DHCP_ACK;
    default:
      return undefined;
  }
}

function answeredOptions(options: readonly DhcpOption[], { type, isBootLoader }: Request): readonly DhcpOption[] {
  const hasAlternative = options.some(({ code }) => code === BOOT_FILE_ALTERNATIVE);
  return options.flatMap((option) => {
    if (type === DHCP_INFORM && OF_LEASE.has(option.code)) return [];
    if (option.code === BOOT_FILE) return isBootLoader || !hasAlternative ? [option] : [];
    if (option.code === BOOT_FILE_ALTERNATIVE) return isBootLoader ? [] : [{ ...option, code: BOOT_FILE }];
    return [option];
  });
}
