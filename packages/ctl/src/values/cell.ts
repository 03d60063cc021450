/** Values as they are printed: `--data=string` (the default), `bare` or `json`. */
import {
  type Atom,
  atomsOf,
  atomToText,
  type ColumnType,
  isMap,
  stringifyJson,
  type Value,
  valueToJson,
  valueToText,
} from '#ovsdb/notation';

export const cellFormats = ['string', 'bare', 'json'] as const;

export type CellFormat = (typeof cellFormats)[number];

export function cellText(type: ColumnType, value: Value, format: CellFormat): string {
  switch (format) {
    case 'string':
      return valueToText(type, value);
    case 'bare':
      return bareText(type, value);
    case 'json':
      return stringifyJson(valueToJson(type, value));
  }
}

function bareText(type: ColumnType, value: Value): string {
  if (isMap(value)) {
    const valueType = type.value ?? type.key;
    return [...value]
      .map(([key, each]) => `${bareAtom(type.key.type, key)}=${bareAtom(valueType.type, each)}`)
      .join(' ');
  }
  return atomsOf(value)
    .map((atom) => bareAtom(type.key.type, atom))
    .join(' ');
}

/** Strings as they are, without quotes. */
export function bareAtom(type: ColumnType['key']['type'], atom: Atom): string {
  return typeof atom === 'string' ? atom : atomToText(type, atom);
}
