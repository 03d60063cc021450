/**
 * put_dhcp_opts, put_dhcpv6_opts, put_nd_ra_opts: the controller answers the packet with these options and stores in one
 * bit whether it did. Over 200 lines because three protocols write their options in a dozen forms.
 */
import { ByteWriter, ipv4MaskToPrefix, ipv6MaskToPrefix, ipv6ToBytes, parseIpv6 } from '#base';
import type { IntegerConstant } from '../../expr/constant.js';
import { formatString } from '../../expr/constant.js';
import type { SymbolBits } from '../../expr/symbol.js';
import { SyntaxProblem } from '../../expr/syntax-problem.js';
import type { LogicalAction, OptionValue } from '../action.js';
import {
  type ActionParser,
  formatField,
  formatIntegers,
  type OptionDefinition,
  type OptionTable,
} from '../action-parser.js';
import { type Encoder, toSubfield } from '../encoder.js';

type PutOptions = LogicalAction<'put_options'>;

/** Options of router advertisements (RFC 4861, RFC 8106, RFC 4191), by the names of ovn-sb(5). */
const RA_OPTIONS: OptionTable = new Map(
  (
    [
      ['addr_mode', 0, 'str'],
      ['router_preference', 0, 'str'],
      ['slla', 1, 'mac'],
      ['prefix', 3, 'ipv6'],
      ['mtu', 5, 'uint32'],
      ['rdnss', 25, 'ipv6'],
      ['dnssl', 31, 'str'],
      ['route_info', 24, 'str'],
    ] as const
  ).map(([name, code, type]): [string, OptionDefinition] => [name, { name, code, type }]),
);

const FAMILIES = { put_dhcp_opts: 'DHCPv4', put_dhcpv6_opts: 'DHCPv6', put_nd_ra_opts: 'IPv6 ND RA' } as const;

const STRING_TYPES: ReadonlySet<string> = new Set(['str', 'domains']);

export function parsePutOptions(verb: PutOptions['verb'], destination: SymbolBits, parser: ActionParser): PutOptions {
  const { lexer, options: context } = parser;
  const table =
    verb === 'put_dhcp_opts' ? context.dhcpOptions : verb === 'put_dhcpv6_opts' ? context.dhcpv6Options : RA_OPTIONS;
  parser.check(destination, 1, 'write');
  lexer.force('(');
  const options: OptionValue[] = [];
  while (!lexer.match(')')) {
    options.push(parseOption(parser, table, FAMILIES[verb]));
    lexer.match(',');
  }
  if (verb === 'put_dhcp_opts' && !options.some((option) => option.code === 0)) {
    throw new SyntaxProblem('put_dhcp_opts requires offerip to be specified.');
  }
  if (verb === 'put_nd_ra_opts') {
    checkAdvertisement(options);
    parser.need('ip6');
  }
  return { kind: 'put_options', verb, destination, options };
}

/** `name = value` of the current token. */
export function parseOption(parser: ActionParser, table: OptionTable, family: string): OptionValue {
  const { lexer } = parser;
  if (lexer.kind !== 'identifier') return lexer.fail('');
  const definition = table.get(lexer.word);
  if (definition === undefined) return lexer.fail(`expecting ${family} option name`);
  lexer.next();
  lexer.force('=');
  const value = parser.constants();
  const { name, type } = definition;
  if (STRING_TYPES.has(type) && value.strings.length === 0) {
    throw new SyntaxProblem(`${family} option ${name} requires string value.`);
  }
  if (!STRING_TYPES.has(type) && type !== 'host_id' && value.integers.length === 0) {
    throw new SyntaxProblem(`${family} option ${name} requires numeric value.`);
  }
  return { ...definition, ...value };
}

const ADDRESS_MODES: Readonly<Record<string, number>> = { slaac: 0, dhcpv6_stateful: 0x80, dhcpv6_stateless: 0x40 };
const PREFERENCES: Readonly<Record<string, number>> = { MEDIUM: 0, HIGH: 0x08, LOW: 0x18 };

/** Options that take several values. */
const LISTS: ReadonlySet<string> = new Set(['rdnss']);

function checkAdvertisement(options: readonly OptionValue[]): void {
  const fail = (name: string): never => {
    throw new SyntaxProblem(`Invalid value for "${name}" option`);
  };
  let needsPrefix = true;
  for (const { name, integers, strings } of options) {
    const [text = ''] = strings;
    const [value] = integers;
    if (integers.length + strings.length !== 1 && !LISTS.has(name)) fail(name);
    switch (name) {
      case 'addr_mode':
        if (ADDRESS_MODES[text] === undefined) fail(name);
        needsPrefix = text !== 'dhcpv6_stateful';
        break;
      case 'router_preference':
        if (PREFERENCES[text] === undefined) fail(name);
        break;
      case 'slla':
        if (value?.format !== 'ethernet') fail(name);
        break;
      case 'mtu':
        if (value?.format !== 'decimal') fail(name);
        break;
      case 'prefix':
        if (value?.format !== 'ipv6' || value.mask === undefined) fail(name);
        break;
      case 'rdnss':
        if (value?.format !== 'ipv6') fail(name);
        break;
      default:
    }
  }
  const names = new Set(options.map((option) => option.name));
  if (!names.has('slla')) throw new SyntaxProblem('slla option not present');
  if (needsPrefix && !names.has('prefix')) {
    throw new SyntaxProblem('prefix option needs to be set when address mode is slaac/dhcpv6_stateless.');
  }
}

export function formatPutOptions({ verb, destination, options }: PutOptions): string {
  return `${formatField(destination)} = ${verb}(${options.map(formatOption).join(', ')});`;
}

export function formatOption({ name, integers, strings }: OptionValue): string {
  return `${name} = ${strings.length > 0 ? strings.map(formatString).join(', ') : formatIntegers(integers)}`;
}

/** Where the result goes: the header of the field as OpenFlow's extended match writes it, and the bit. */
export function resultHeader(destination: SymbolBits): ByteWriter {
  const { field, offset } = toSubfield(destination);
  const header = field.oxm ?? field.nxm;
  if (header === undefined) throw new Error(`${field.name} has no header`);
  const writer = new ByteWriter();
  writer.u16(header.class);
  writer.u8(header.number << 1);
  writer.u8(field.bytes);
  writer.u32(offset);
  return writer;
}

export function encodePutOptions({ verb, destination, options }: PutOptions, encoder: Encoder): void {
  const writer = resultHeader(destination);
  if (verb === 'put_dhcp_opts') writeDhcp(options, writer);
  else if (verb === 'put_dhcpv6_opts') for (const option of options) writeDhcpv6(option, writer);
  else writeAdvertisement(options, writer);
  encoder.controller(verb, writer.finish(), true);
}

/** Codes of DHCP options that the controller looks for before it walks through the rest. */
const NEXT_SERVER = 253;
const FIRST_CODES = [67, 254, NEXT_SERVER];

function writeDhcp(options: readonly OptionValue[], writer: ByteWriter): void {
  const offer = options.find((option) => option.code === 0);
  writer.u32(Number(offer?.integers[0]?.value ?? 0));
  const first = FIRST_CODES.flatMap((code) => options.filter((option) => option.code === code));
  const rest = options.filter((option) => option !== offer && !FIRST_CODES.includes(option.code));
  for (const option of [...first, ...rest]) {
    const body = new ByteWriter();
    writeDhcpValue(option, body);
    const bytes = body.finish();
    writer.u8(option.code);
    writer.u8(bytes.length & 0xff);
    writer.bytes(bytes);
  }
}

function writeDhcpValue({ code, type, integers, strings }: OptionValue, writer: ByteWriter): void {
  const first = Number(integers[0]?.value ?? 0);
  switch (type) {
    case 'bool':
    case 'uint8':
      writer.u8(first & 0xff);
      return;
    case 'uint16':
      writer.u16(first & 0xffff);
      return;
    case 'uint32':
      writer.u32(first);
      return;
    case 'ipv4':
      // There is one next server.
      for (const { value } of code === NEXT_SERVER ? integers.slice(0, 1) : integers) writer.u32(Number(value));
      return;
    case 'static_routes':
      writeRoutes(integers, writer);
      return;
    case 'str':
      writer.bytes(encodeText(strings[0]));
      return;
    case 'host_id':
      if (strings.length > 0) writer.bytes(encodeText(strings[0]));
      else writer.u32(first);
      return;
    case 'domains':
      writeDomains(strings[0] ?? '', writer);
      return;
    default:
  }
}

/** Pairs of destination and router; of the destination only the bytes that its prefix needs (RFC 3442). */
function writeRoutes(integers: readonly IntegerConstant[], writer: ByteWriter): void {
  for (let i = 0; i + 1 < integers.length; i += 2) {
    const { value, mask } = integers[i]!;
    const length = mask === undefined ? 32 : (ipv4MaskToPrefix(Number(mask)) ?? 32);
    writer.u8(length);
    for (let byte = 0; byte < Math.ceil(length / 8); byte++) writer.u8((Number(value) >>> (24 - byte * 8)) & 0xff);
    writer.u32(Number(integers[i + 1]!.value));
  }
}

/** Domain names with the compression of RFC 1035: a suffix that was written before becomes a pointer to it (RFC 3397). */
function writeDomains(list: string, writer: ByteWriter): void {
  const offsets = new Map<string, number>();
  const start = writer.view().length;
  for (const domain of list.split(',')) {
    const labels = domain
      .trim()
      .split('.')
      .filter((label) => label !== '');
    let isPointer = false;
    for (let i = 0; i < labels.length; i++) {
      const suffix = labels.slice(i).join('.');
      const known = offsets.get(suffix);
      if (known !== undefined) {
        writer.u16(0xc000 | known);
        isPointer = true;
        break;
      }
      offsets.set(suffix, writer.view().length - start);
      const bytes = encodeText(labels[i]);
      writer.u8(bytes.length);
      writer.bytes(bytes);
    }
    if (!isPointer && labels.length > 0) writer.u8(0);
  }
}

function writeDhcpv6({ code, type, integers, strings }: OptionValue, writer: ByteWriter): void {
  const body = new ByteWriter();
  if (type === 'ipv6') for (const { value } of integers) writeIpv6(BigInt(value), body);
  else if (type === 'mac') writeMac(BigInt(integers[0]?.value ?? 0), body);
  else if (type === 'str') body.bytes(encodeText(strings[0]));
  const bytes = body.finish();
  writer.u16(code);
  writer.u16(bytes.length);
  writer.bytes(bytes);
}

/** The advertisement from its type byte on, with the options in the order given. */
function writeAdvertisement(options: readonly OptionValue[], writer: ByteWriter): void {
  const text = (name: string) => options.find((option) => option.name === name)?.strings[0] ?? '';
  const flags = (ADDRESS_MODES[text('addr_mode')] ?? 0) | (PREFERENCES[text('router_preference')] ?? 0);
  writer.u32(0x86000000);
  writer.u8(255);
  writer.u8(flags);
  writer.u16(0xffff);
  writer.u32(0);
  writer.u32(0);
  const isStateful = text('addr_mode') === 'dhcpv6_stateful';
  for (const option of options) writeAdvertisementOption(option, isStateful, writer);
}

function writeAdvertisementOption(option: OptionValue, isStateful: boolean, writer: ByteWriter): void {
  const { name, integers, strings } = option;
  const [constant] = integers;
  switch (name) {
    case 'slla':
      writer.u16(0x0101);
      writeMac(BigInt(constant!.value), writer);
      return;
    case 'mtu':
      writer.u16(0x0501);
      writer.u16(0);
      writer.u32(Number(constant!.value));
      return;
    case 'prefix':
      writer.u16(0x0304);
      writer.u8(ipv6MaskToPrefix(BigInt(constant!.mask!)) ?? 0);
      // On-link; hosts make addresses of it themselves unless DHCPv6 deals them.
      writer.u8(isStateful ? 0x80 : 0xc0);
      writer.u32(0xffffffff);
      writer.u32(0xffffffff);
      writer.u32(0);
      writeIpv6(BigInt(constant!.value), writer);
      return;
    case 'rdnss':
      writer.u8(25);
      writer.u8(1 + 2 * integers.length);
      writer.u16(0);
      writer.u32(0xffffffff);
      for (const { value } of integers) writeIpv6(BigInt(value), writer);
      return;
    case 'dnssl': {
      const body = new ByteWriter();
      for (const domain of strings[0]!.split(',').filter((name) => name !== '')) {
        for (const label of domain.trim().split('.')) {
          const bytes = encodeText(label);
          body.u8(bytes.length);
          body.bytes(bytes);
        }
        body.u8(0);
      }
      body.align(8);
      const bytes = body.finish();
      writer.u8(31);
      writer.u8(1 + bytes.length / 8);
      writer.u16(0);
      writer.u32(0xffffffff);
      writer.bytes(bytes);
      return;
    }
    case 'route_info':
      for (const { preference, prefix, length } of routes(strings[0]!) ?? []) {
        const words = length > 64 ? 2 : length > 0 ? 1 : 0;
        writer.u8(24);
        writer.u8(1 + words);
        writer.u8(length);
        writer.u8(preference);
        writer.u32(0xffffffff);
        writer.bytes(prefix.subarray(0, words * 8));
      }
      return;
    default:
  }
}

interface RouteInformation {
  readonly preference: number;
  readonly prefix: Uint8Array;
  readonly length: number;
}

/** `HIGH-aef1::/48,LOW-aef2::/64`; undefined when malformed. */
function routes(text: string): readonly RouteInformation[] | undefined {
  const result: RouteInformation[] = [];
  for (const part of text.split(',')) {
    const [name = '', network = ''] = part.split('-');
    const preference = PREFERENCES[name];
    const [addressText = '', lengthText = '128'] = network.split('/');
    const address = parseIpv6(addressText);
    const length = Number(lengthText);
    if (preference === undefined || address === undefined || !(length >= 0 && length <= 128)) return undefined;
    result.push({ preference, prefix: ipv6ToBytes(address), length });
  }
  return result;
}

function writeIpv6(value: bigint, writer: ByteWriter): void {
  writer.u64(value >> 64n);
  writer.u64(value & 0xffffffffffffffffn);
}

function writeMac(value: bigint, writer: ByteWriter): void {
  writer.u16(Number(value >> 32n) & 0xffff);
  writer.u32(Number(value & 0xffffffffn));
}

function encodeText(text = ''): Uint8Array {
  return new TextEncoder().encode(text);
}
