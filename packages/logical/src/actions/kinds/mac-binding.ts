/** get_arp, put_arp, lookup_arp, lookup_arp_ip and the same for neighbour discovery: the MAC_Binding table. */
import { fields } from '#openflow';
import { flagBits, openflowTables } from '#pipeline';
import type { SymbolBits } from '../../expr/symbol.js';
import type { LogicalAction } from '../action.js';
import { type ActionParser, formatField } from '../action-parser.js';
import type { Encoder } from '../encoder.js';

/** Widths of the arguments: a port, an address, a MAC. */
const PORT = 0;
const MAC = 48;

function addressBits(verb: string): number {
  return verb.includes('arp') ? 32 : 128;
}

export function parseGetMac(verb: 'get_arp' | 'get_nd', parser: ActionParser): LogicalAction<'get_mac'> {
  const [port, address] = parseArguments(parser, [PORT, addressBits(verb)]);
  return { kind: 'get_mac', verb, port: port!, address: address! };
}

export function parsePutMac(verb: 'put_arp' | 'put_nd', parser: ActionParser): LogicalAction<'put_mac'> {
  const [port, address, mac] = parseArguments(parser, [PORT, addressBits(verb), MAC]);
  return { kind: 'put_mac', verb, port: port!, address: address!, mac: mac! };
}

export function parseLookupMac(
  verb: 'lookup_arp' | 'lookup_nd',
  destination: SymbolBits,
  parser: ActionParser,
): LogicalAction<'lookup_mac'> {
  parser.check(destination, 1, 'write');
  const [port, address, mac] = parseArguments(parser, [PORT, addressBits(verb), MAC]);
  return { kind: 'lookup_mac', verb, destination, port: port!, address: address!, mac: mac! };
}

export function parseLookupMacIp(
  verb: 'lookup_arp_ip' | 'lookup_nd_ip',
  destination: SymbolBits,
  parser: ActionParser,
): LogicalAction<'lookup_mac_ip'> {
  parser.check(destination, 1, 'write');
  const [port, address] = parseArguments(parser, [PORT, addressBits(verb)]);
  return { kind: 'lookup_mac_ip', verb, destination, port: port!, address: address! };
}

/** Fields of the given widths in parentheses. */
export function parseArguments(parser: ActionParser, widths: readonly number[]): readonly SymbolBits[] {
  const { lexer } = parser;
  lexer.force('(');
  const result = widths.map((bits, i) => {
    if (i > 0) lexer.force(',');
    return parser.fieldOf(bits, 'read');
  });
  lexer.force(')');
  return result;
}

export function formatGetMac({ verb, port, address }: LogicalAction<'get_mac'>): string {
  return `${verb}(${formatField(port)}, ${formatField(address)});`;
}

export function formatPutMac({ verb, port, address, mac }: LogicalAction<'put_mac'>): string {
  return `${verb}(${formatField(port)}, ${formatField(address)}, ${formatField(mac)});`;
}

export function formatLookupMac({ verb, destination, port, address, mac }: LogicalAction<'lookup_mac'>): string {
  return `${formatField(destination)} = ${verb}(${formatField(port)}, ${formatField(address)}, ${formatField(mac)});`;
}

export function formatLookupMacIp({ verb, destination, port, address }: LogicalAction<'lookup_mac_ip'>): string {
  return `${formatField(destination)} = ${verb}(${formatField(port)}, ${formatField(address)});`;
}

/** Where the look-up tables expect the address. */
function addressRegister(verb: string) {
  return verb.includes('arp') ? fields.reg0 : fields.xxreg0;
}

export function encodeGetMac({ verb, port, address }: LogicalAction<'get_mac'>, encoder: Encoder): void {
  encoder.withArguments(
    [
      [port, fields.reg15],
      [address, addressRegister(verb)],
    ],
    () => {
      encoder.add({ kind: 'set_field', field: fields.eth_dst, value: 0n });
      encoder.resubmit(openflowTables.macBinding);
    },
  );
}

export function encodePutMac({ verb, port, address, mac }: LogicalAction<'put_mac'>, encoder: Encoder): void {
  encoder.withArguments(
    [
      [port, fields.reg14],
      [address, addressRegister(verb)],
      [mac, fields.eth_src],
    ],
    () => encoder.controller(verb),
  );
}

export function encodeLookupMac(action: LogicalAction<'lookup_mac'>, encoder: Encoder): void {
  const { verb, destination, port, address, mac } = action;
  encoder.withArguments(
    [
      [port, fields.reg14],
      [address, addressRegister(verb)],
      [mac, fields.eth_src],
    ],
    () => encoder.lookUpBit(openflowTables.macLookup, flagBits.macLookupHit.offset, destination),
  );
}

/** Table 66 also writes the MAC it finds: what the packet had is kept and put back. */
export function encodeLookupMacIp(action: LogicalAction<'lookup_mac_ip'>, encoder: Encoder): void {
  const { verb, destination, port, address } = action;
  const ethDst = { field: fields.eth_dst, offset: 0, bits: 48 };
  encoder.withArguments(
    [
      [port, fields.reg15],
      [address, addressRegister(verb)],
    ],
    () => {
      encoder.add({ kind: 'push', source: ethDst });
      encoder.lookUpBit(openflowTables.macBinding, flagBits.macLookupHit.offset, destination);
      encoder.add({ kind: 'pop', destination: ethDst });
    },
  );
}
