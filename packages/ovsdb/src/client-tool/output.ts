/** What `ovsdb-client` prints: tables and JSON in the form that its options ask for (ovsdb-client(1), "Table Formatting Options"). */
import { textChunks } from '#base';
import { type ColumnType, isJsonArray, type Json, stringifyJson, valueFromJson, valueToText } from '#ovsdb/notation';
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

/** `argument` gives an option's argument, `has` says whether it was given. Throws an Error of a name that is no format's. */
export function readOutputOptions(
  argument: (option: string) => string | undefined,
  has: (option: string) => boolean,
): OutputOptions {
  const isBare = has('bare');
  const format = known(FORMATS, argument('format') ?? 'table', 'output');
  const data = known(DATA, argument('data') ?? 'string', 'data');
  return {
    format: isBare ? 'list' : format,
    data: isBare ? 'bare' : data,
    hasHeadings: !isBare && !has('no-headings'),
    isPretty: has('pretty'),
    isTimed: has('timestamp'),
    maxColumnWidth: readWidth(argument('max-column-width')),
  };
}

/** None and 0: no limit. */
function readWidth(text: string | undefined): number | undefined {
  if (text !== undefined && !/^\d+$/.test(text)) throw new Error(`--max-column-width: "${text}" is not a number`);
  return text === undefined || Number(text) === 0 ? undefined : Number(text);
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
    this.line(this.options.isPretty ? prettyJson(json) : stringifyJson(json, 'sorted'));
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

  /** A value in the form that `--data` asks for. */
  cell(type: ColumnType, json: Json): Cell {
    const { data } = this.options;
    const isOwnUuid = type.key.refTable === undefined && isJsonArray(json) && json[0] === 'uuid';
    if (data === 'json') return { text: stringifyJson(json, 'sorted'), json, isOwnUuid };
    const value = valueFromJson({ ...type, min: 0, max: type.max === 1 ? 1 : 'unlimited' }, json);
    const text = valueToText(type, value);
    return { text: data === 'bare' ? text.replace(/[[\]{}"]/g, '').replaceAll(', ', ' ') : text, json, isOwnUuid };
  }
}

export function plain(text: string): Cell {
  return { text, json: text };
}
