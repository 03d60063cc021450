/** Tables on standard output in the formats of `--format`: list, table, html, csv, json (ovs-vsctl(8), "Table Formatting Options"). */
import { csvCell, cutToBytes, escapeHtml, htmlCell } from '#base';
import { type ColumnType, type Json, stringifyJson, type Value, valueToJson } from '#ovsdb/notation';
import { type CellFormat, cellText } from '../values/cell.js';

export const tableFormats = ['table', 'list', 'html', 'csv', 'json'] as const;

export type TableFormat = (typeof tableFormats)[number];

export interface TableStyle {
  readonly format: TableFormat;
  readonly cells: CellFormat;
  readonly headings: boolean;
  readonly pretty: boolean;
  /** Longest cell of format `table`; 0 for no limit. */
  readonly maxColumnWidth: number;
}

export interface Column {
  readonly heading: string;
  readonly type: ColumnType;
}

/** A table to print: rows of values, one for each column. */
export interface TableContent {
  readonly columns: readonly Column[];
  readonly rows: readonly (readonly Value[])[];
}

/** Renders the tables of one invocation: an empty line stands between them, where that is not against the format. */
export class TableOutput {
  readonly style: TableStyle;
  #count = 0;

  constructor(style: TableStyle) {
    this.style = style;
  }

  render(table: TableContent): string {
    const separator = this.#count++ > 0 && ['list', 'table', 'csv'].includes(this.style.format) ? '\n' : '';
    return separator + renderTable(table, this.style);
  }
}

export function renderTable(table: TableContent, style: TableStyle): string {
  if (style.format === 'json') return renderJson(table, style.pretty);
  const headings = table.columns.map((column) => column.heading);
  const cells = table.rows.map((row) => row.map((value, at) => cellOf(table, at, value, style.cells)));
  switch (style.format) {
    case 'table':
      return renderText(headings, cells, style);
    case 'list':
      return renderList(headings, cells, style.headings);
    case 'html':
      return renderHtml(headings, cells, style.headings);
    case 'csv':
      return [...(style.headings ? [headings] : []), ...cells].map((row) => `${row.map(csvCell).join(',')}\n`).join('');
  }
}

function cellOf(table: TableContent, at: number, value: Value, format: CellFormat): string {
  const column = table.columns[at];
  return column === undefined ? '' : cellText(column.type, value, format);
}

function renderText(headings: readonly string[], cells: readonly (readonly string[])[], style: TableStyle): string {
  // A column may be as wide as its heading whatever the limit.
  const cut = (cell: string, at: number) => {
    const limit = Math.max(style.maxColumnWidth, style.headings ? widthOf(headings[at] ?? '') : 0);
    return style.maxColumnWidth > 0 ? cutToBytes(cell, limit) : cell;
  };
  const rows = cells.map((row) => row.map(cut));
  const width = (at: number) =>
    Math.max(...[...(style.headings ? [headings] : []), ...rows].map((row) => widthOf(row[at] ?? '')));
  const widths = headings.map((_, at) => width(at));
  const line = (row: readonly string[]) =>
    `${row
      .map((cell, at) => (at === row.length - 1 ? cell : cell + ' '.repeat((widths[at] ?? 0) - widthOf(cell))))
      .join(' ')
      .replace(/ +$/, '')}\n`;
  const head = style.headings ? [headings, widths.map((each) => '-'.repeat(each))] : [];
  return [...head, ...rows].map(line).join('');
}

/** Width in bytes of UTF-8, as the C tools count it. */
function widthOf(text: string): number {
  return Buffer.byteLength(text);
}

function renderList(headings: readonly string[], cells: readonly (readonly string[])[], withHeadings: boolean): string {
  return cells
    .map((row) =>
      row.map((cell, at) => `${withHeadings ? `${(headings[at] ?? '').padEnd(20)}: ` : ''}${cell}\n`).join(''),
    )
    .join('\n');
}

function renderHtml(headings: readonly string[], cells: readonly (readonly string[])[], withHeadings: boolean): string {
  const row = (tag: string, texts: readonly string[]) =>
    `  <tr>\n${texts.map((text) => `    <${tag}>${text}</${tag}>\n`).join('')}  </tr>\n`;
  const body = cells.map((texts) =>
    row(
      'td',
      texts.map((text, at) => htmlCell(text, headings[at] === '_uuid' ? 'own' : 'other')),
    ),
  );
  return `<table border=1>\n${withHeadings ? row('th', headings.map(escapeHtml)) : ''}${body.join('')}</table>\n`;
}

function renderJson(table: TableContent, pretty: boolean): string {
  const data = table.rows.map((row) => row.map((value, at): Json => jsonCell(table, at, value)));
  const json: Json = { data, headings: table.columns.map((column) => column.heading) };
  return `${pretty ? prettyJson(json, 0) : stringifyJson(json)}\n`;
}

function jsonCell(table: TableContent, at: number, value: Value): Json {
  const column = table.columns[at];
  return column === undefined ? null : valueToJson(column.type, value);
}

/** JSON in the C tools' own layout: closing brackets stay on the line of the last element. */
function prettyJson(json: Json, depth: number): string {
  const indent = '  '.repeat(depth + 1);
  if (Array.isArray(json)) {
    if (json.length === 0) return '[]';
    return `[\n${json.map((each: Json) => indent + prettyJson(each, depth + 1)).join(',\n')}]`;
  }
  if (typeof json === 'object' && json !== null) {
    const entries = Object.entries(json);
    if (entries.length === 0) return '{}';
    return `{\n${entries.map(([key, each]) => `${indent}${JSON.stringify(key)}: ${prettyJson(each, depth + 1)}`).join(',\n')}}`;
  }
  return stringifyJson(json);
}
