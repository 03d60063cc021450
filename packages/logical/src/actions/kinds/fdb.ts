/** get_fdb, put_fdb, lookup_fdb: MAC addresses learned on switch ports with unknown addresses. */
import { fields, wholeField } from '#openflow';
import { flagBits, openflowTables } from '#pipeline';
import type { SymbolBits } from '../../expr/symbol.js';
import type { LogicalAction } from '../action.js';
import { type ActionParser, formatField } from '../action-parser.js';
import { type Encoder, toSubfield } from '../encoder.js';
import { parseArguments } from './mac-binding.js';

export function parseGetFdb(destination: SymbolBits, parser: ActionParser): LogicalAction<'get_fdb'> {
  parser.check(destination, destination.symbol.bits === 0 ? 0 : 32, 'write');
  const [mac] = parseArguments(parser, [48]);
  return { kind: 'get_fdb', destination, mac: mac! };
}

export function parsePutFdb(parser: ActionParser): LogicalAction<'put_fdb'> {
  const [port, mac] = parseArguments(parser, [0, 48]);
  return { kind: 'put_fdb', port: port!, mac: mac! };
}

export function parseLookupFdb(destination: SymbolBits, parser: ActionParser): LogicalAction<'lookup_fdb'> {
  parser.check(destination, 1, 'write');
  const [port, mac] = parseArguments(parser, [0, 48]);
  return { kind: 'lookup_fdb', destination, port: port!, mac: mac! };
}

export function formatGetFdb({ destination, mac }: LogicalAction<'get_fdb'>): string {
  return `${formatField(destination)} = get_fdb(${formatField(mac)});`;
}

export function formatPutFdb({ port, mac }: LogicalAction<'put_fdb'>): string {
  return `put_fdb(${formatField(port)}, ${formatField(mac)});`;
}

export function formatLookupFdb({ destination, port, mac }: LogicalAction<'lookup_fdb'>): string {
  return `${formatField(destination)} = lookup_fdb(${formatField(port)}, ${formatField(mac)});`;
}

/** Table 71 answers in the register of the egress port. */
export function encodeGetFdb({ destination, mac }: LogicalAction<'get_fdb'>, encoder: Encoder): void {
  encoder.withArguments([[mac, fields.eth_dst]], () => {
    encoder.add({ kind: 'set_field', field: fields.reg15, value: 0 });
    encoder.resubmit(openflowTables.getFdb);
  });
  const target = toSubfield(destination);
  if (target.field !== fields.reg15) {
    encoder.add({ kind: 'move', source: wholeField(fields.reg15), destination: target });
  }
}

export function encodePutFdb({ port, mac }: LogicalAction<'put_fdb'>, encoder: Encoder): void {
  encoder.withArguments(
    [
      [port, fields.reg14],
      [mac, fields.eth_src],
    ],
    () => encoder.controller('put_fdb'),
  );
}

export function encodeLookupFdb({ destination, port, mac }: LogicalAction<'lookup_fdb'>, encoder: Encoder): void {
  encoder.withArguments(
    [
      [port, fields.reg14],
      [mac, fields.eth_src],
    ],
    () => encoder.lookUp(openflowTables.lookupFdb, flagBits.fdbHit.offset),
  );
  encoder.moveFlag(flagBits.fdbHit.offset, destination);
}
