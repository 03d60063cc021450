/** What `ovsdb-client` prints: tables and JSON in the form that its options ask for (ovsdb-client(1), "Table Formatting Options"). */
import { textChunks } from '#base';
import type { GivenOption } from '#daemon';
import {
  type ColumnSchema,
  type ColumnType,
  type Json,
  stringifyJson,
  valueFromJson,
  valueToBareText,
  valueToText,
} from '#ovsdb/notation';
import { valueTextOf } from '#ovsdb/server';
import { prettyJson } from './pretty-json.js';
import { type Cell, FORMATS, type Format, type TextTable, tableText } from './table-text.js';

const DATA = ['string', 'bare', 'json'] as const;
type Data = (typeof DATA)[number];

export interface OutputOptions {
  readonly format: Format;
  readonly data: Data;
  readonly hasHeadings: boolean;
  readonly isPretty: boolean;
  /** Whether updates say when they came. */
  readonly isTimed: boolean;
  /** In bytes; undefined for any. */
  readonly maxColumnWidth: number | undefined;
}

/** What a command line asks for: of options that say the same thing the last one. Throws an Error of a name that is no format's. */
export function readOutputOptions(given: readonly GivenOption[]): OutputOptions {
  let options: OutputOptions = {
    format: 'table',
    data: 'string',
    hasHeadings: true,
    isPretty: false,
    isTimed: false,
    maxColumnWidth: undefined,
  };
  for (const option of given) options = { ...options, ...meaningOf(option) };
  return options;
}

function meaningOf({ name, argument = '' }: GivenOption): Partial<OutputOptions> {
  switch (name) {
    case 'format':
      return { format: known(FORMATS, argument, 'output') };
    case 'data':
      return { data: known(DATA, argument, 'data') };
    case 'bare':
      return { format: 'list', data: 'bare', hasHeadings: false };
    case 'no-headings':
      return { hasHeadings: false };
    case 'pretty':
      return { isPretty: true };
    case 'timestamp':
      return { isTimed: true };
    case 'max-column-width':
      return { maxColumnWidth: readWidth(argument) };
    default:
      return {};
  }
}

/** 0: no limit. */
function readWidth(text: string): number | undefined {
  if (!/^\d+$/.test(text)) throw new Error(`--max-column-width: "${text}" is not a number`);
  return Number(text) === 0 ? undefined : Number(text);
}

function known<T extends string>(names: readonly T[], wanted: string, kind: string): T {
  const found = names.find((each) => each === wanted);
  if (found === undefined) throw new Error(`unknown ${kind} format "${wanted}"`);
  return found;
}

export class Output {
  readonly options: OutputOptions;
  readonly #write: (text: string) => void;
  readonly #now: () => number;
  #tables = 0;

  /** `now`: milliseconds since 1970. */
  constructor(options: OutputOptions, write: (text: string) => void, now: () => number) {
    this.options = options;
    this.#write = write;
    this.#now = now;
  }

  line(text: string): void {
    this.#write(`${text}\n`);
  }

  /** On one line, or spread over many with `--pretty`; members in the order of their names. */
  json(json: Json): void {
    this.line(this.jsonText(json));
  }

  jsonText(json: Json): string {
    const text = stringifyJson(json, 'sorted');
    return this.options.isPretty ? prettyJson(text) : text;
  }

  /** `isUpdate`: with a time if the options want it. */
  table(table: TextTable, isUpdate = false): void {
    const { format, hasHeadings, isPretty, isTimed, maxColumnWidth } = this.options;
    // Tables after the first stand apart, aside from those that mark their own ends.
    if (this.#tables++ > 0 && format !== 'json' && format !== 'html') this.#write('\n');
    const time = isUpdate && isTimed ? new Date(this.#now()).toISOString().replace('T', ' ').slice(0, 23) : undefined;
    if (time !== undefined && format !== 'json') this.line(time);
    const timed = time === undefined ? {} : { time };
    const text = tableText(table, { format, hasHeadings, isPretty, maxColumnWidth, ...timed });
    for (const chunk of textChunks(text)) this.#write(chunk);
  }

  /** A value in the form that `--data` asks for. As JSON it is written as its type has it. */
  cell({ name, type }: ColumnSchema, wire: Json): Cell {
    const { data } = this.options;
    // What changed of a set may be any number of elements.
    const loose: ColumnType = { ...type, min: 0, max: type.max === 1 ? 1 : 'unlimited' };
    const value = valueFromJson(loose, wire);
    const json = valueTextOf(loose)(value);
    const text = data === 'json' ? json : data === 'bare' ? valueToBareText(type, value) : valueToText(type, value);
    return { text, json, isOwnUuid: name === '_uuid' };
  }

  /** The same of an update, whose JSON is shown as it came; undefined for a value that it does not tell. */
  updateCell(column: ColumnSchema, wire: Json | undefined): Cell {
    if (wire === undefined) return { text: '', json: 'null' };
    const json = stringifyJson(wire, 'sorted');
    const cell = this.cell(column, wire);
    return { ...cell, json, text: this.options.data === 'json' ? json : cell.text };
  }

  /** The id of a transaction, above what it changed. */
  transactionId(id: string): void {
    const { format } = this.options;
    this.#write(`\nlast_id: ${id}`);
    // Other tables begin with the end of this line.
    if (format === 'json' || format === 'html') this.#write('\n');
  }
}

export function plain(text: string): Cell {
  return { text, json: stringifyJson(text) };
}
