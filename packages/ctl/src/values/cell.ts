/** Values as they are printed: `--data=string` (the default), `bare` or `json`. */
import { type ColumnType, stringifyJson, type Value, valueToBareText, valueToJson, valueToText } from '#ovsdb/notation';

export const cellFormats = ['string', 'bare', 'json'] as const;

export type CellFormat = (typeof cellFormats)[number];

export function cellText(type: ColumnType, value: Value, format: CellFormat): string {
  switch (format) {
    case 'string':
      return valueToText(type, value);
    case 'bare':
      return valueToBareText(type, value);
    case 'json':
      return stringifyJson(valueToJson(type, value));
  }
}
