/** Commands on the mapping of Geneve options to fields, as ovs-ofctl(8) has them. */
import type { TlvMapping, TlvTableMod } from '../message/tlv-table.js';
import { requireNumber } from '../text/split.js';
import { asking, type Command, change } from './command.js';
import { UsageError } from './options.js';

/** `{class=0x102,type=0x80,len=4}->tun_metadata0`, several separated by commas. */
function parseMapping(part: string): TlvMapping {
  const found = /^\{class=([^,]+),type=([^,]+),len=([^}]+)\}->tun_metadata(\d+)$/.exec(part.replaceAll(' ', ''));
  if (found === null) throw new UsageError(`${part}: invalid option mapping`);
  return {
    optionClass: requireNumber(found[1], 'class', 0xffff),
    optionType: requireNumber(found[2], 'type', 0xff),
    optionLength: requireNumber(found[3], 'len', 124),
    index: requireNumber(found[4], 'field', 63),
  };
}

/** Commas inside the braces do not separate mappings. */
function mappingsOf(text: string): readonly TlvMapping[] {
  return text.split(/,(?=\s*\{)/).map((part) => parseMapping(part.trim()));
}

function tlvMap(usage: string, command: TlvTableMod['command'], least: number): Command {
  return {
    usage,
    least,
    most: 2,
    run: (context, [target = '', text]) =>
      change(context, target, [
        text === undefined
          ? { kind: 'tlv_table_mod', command: 'clear', mappings: [] }
          : { kind: 'tlv_table_mod', command, mappings: mappingsOf(text) },
      ]),
  };
}

export const tunnelOptionCommands: Readonly<Record<string, Command>> = {
  'add-tlv-map': tlvMap('add-tlv-map SWITCH MAP', 'add', 2),
  'del-tlv-map': tlvMap('del-tlv-map SWITCH [MAP]', 'delete', 1),
  'dump-tlv-map': asking('dump-tlv-map SWITCH', 1, () => ({ kind: 'tlv_table_request' })),
};
