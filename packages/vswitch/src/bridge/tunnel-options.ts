/** The bridge's table of tunnel options (NXT_TLV_TABLE_MOD). After: matches, actions and tunnels find tun_metadataN's words. */
import type { ErrorName, TlvTable, TlvTableMod } from '#openflow';
import { TUNNEL_METADATA_WORDS } from '../key/layout.js';
import type { TunnelOption, TunnelOptions } from '../key/slot.js';

/** Mappings after a mod, or why it is refused. */
export function changeTunnelOptions(current: TunnelOptions, mod: TlvTableMod): TunnelOptions | ErrorName {
  const next = new Map(current);
  if (mod.command === 'clear') return new Map();
  for (const mapping of mod.mappings) {
    if (mapping.index > 63) return 'NXTTMFC_BAD_FIELD_IDX';
    if (mod.command === 'delete') {
      next.delete(mapping.index);
      continue;
    }
    const { optionClass, optionType, optionLength, index } = mapping;
    if (next.has(index)) return 'NXTTMFC_ALREADY_MAPPED';
    if (optionLength < 4 || optionLength > 124 || optionLength % 4 !== 0) return 'NXTTMFC_BAD_OPT_LEN';
    if ([...next.values()].some((o) => o.optionClass === optionClass && o.type === optionType)) {
      return 'NXTTMFC_DUP_ENTRY';
    }
    const firstWord = freeWords(next, optionLength / 4);
    if (firstWord === undefined) return 'NXTTMFC_TABLE_FULL';
    next.set(index, { optionClass, type: optionType, length: optionLength, index, firstWord });
  }
  return next;
}

function freeWords(options: TunnelOptions, count: number): number | undefined {
  const used = [...options.values()].sort((a, b) => a.firstWord - b.firstWord);
  let at = 0;
  for (const option of used) {
    if (option.firstWord - at >= count) return at;
    at = option.firstWord + option.length / 4;
  }
  return at + count <= TUNNEL_METADATA_WORDS ? at : undefined;
}

export function tlvTableOf(options: TunnelOptions): TlvTable {
  const mappings = [...options.values()].sort((a, b) => a.index - b.index);
  return {
    maxSpace: TUNNEL_METADATA_WORDS * 4,
    maxFields: 64,
    mappings: mappings.map(({ optionClass, type, length, index }) => ({
      optionClass,
      optionType: type,
      optionLength: length,
      index,
    })),
  };
}

/** Words of metadata in use: those past them need not be looked at. */
export function wordsInUse(options: TunnelOptions): number {
  return Math.max(0, ...[...options.values()].map((option: TunnelOption) => option.firstWord + option.length / 4));
}
