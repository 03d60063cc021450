import { expect, test } from '@jest/globals';
import type { TlvMapping, TlvTableMod } from '#openflow';
import type { TunnelOptions } from '../key/slot.js';
import { changeTunnelOptions, tlvTableOf, wordsInUse } from './tunnel-options.js';

const option = (index: number, optionType: number, optionLength: number, optionClass = 0x0102): TlvMapping => ({
  optionClass,
  optionType,
  optionLength,
  index,
});
const mod = (command: TlvTableMod['command'], ...mappings: readonly TlvMapping[]): TlvTableMod => ({
  kind: 'tlv_table_mod',
  command,
  mappings,
});

/** The options after mods that are all right. */
function after(...mods: readonly TlvTableMod[]): TunnelOptions {
  let options: TunnelOptions = new Map();
  for (const each of mods) {
    const next = changeTunnelOptions(options, each);
    if (typeof next === 'string') throw new Error(next);
    options = next;
  }
  return options;
}

test('options get words of the metadata, and words that were freed are given again', () => {
  const first = after(mod('add', option(0, 0x80, 4), option(5, 1, 8), option(63, 2, 4)));
  expect([...first.values()].map(({ index, firstWord }) => [index, firstWord])).toEqual([
    [0, 0],
    [5, 1],
    [63, 3],
  ]);
  expect([wordsInUse(first), wordsInUse(new Map())]).toEqual([4, 0]);
  const second = after(
    mod('add', option(0, 0x80, 4), option(5, 1, 8), option(63, 2, 4)),
    mod('delete', option(5, 1, 8)),
    mod('add', option(7, 3, 4), option(8, 4, 8)),
  );
  expect(tlvTableOf(second)).toEqual({
    maxSpace: 256,
    maxFields: 64,
    mappings: [option(0, 0x80, 4), option(7, 3, 4), option(8, 4, 8), option(63, 2, 4)],
  });
  expect([second.get(7)?.firstWord, second.get(8)?.firstWord, wordsInUse(second)]).toEqual([1, 4, 6]);
  expect(after(mod('add', option(0, 0x80, 4)), mod('clear'))).toEqual(new Map());
  expect(after(mod('delete', option(0, 0x80, 4)))).toEqual(new Map());
});

test('what is refused, by the name of its error', () => {
  const some = after(mod('add', option(0, 0x80, 4)));
  const full = after(mod('add', option(1, 1, 124), option(2, 2, 124), option(3, 3, 4)));
  const table = [
    [some, mod('add', option(64, 1, 4)), 'NXTTMFC_BAD_FIELD_IDX'],
    [some, mod('add', option(1, 1, 0)), 'NXTTMFC_BAD_OPT_LEN'],
    [some, mod('add', option(1, 1, 6)), 'NXTTMFC_BAD_OPT_LEN'],
    [some, mod('add', option(1, 1, 128)), 'NXTTMFC_BAD_OPT_LEN'],
    [some, mod('add', option(0, 1, 4)), 'NXTTMFC_ALREADY_MAPPED'],
    [some, mod('add', option(1, 0x80, 8)), 'NXTTMFC_DUP_ENTRY'],
    [full, mod('add', option(4, 4, 8)), 'NXTTMFC_TABLE_FULL'],
  ] as const;
  expect(table.map(([options, change]) => changeTunnelOptions(options, change))).toEqual(
    table.map(([, , error]) => error),
  );
  // Refused as a whole: what stood before the fault is not there either.
  expect(tlvTableOf(some).mappings).toEqual([option(0, 0x80, 4)]);
});
