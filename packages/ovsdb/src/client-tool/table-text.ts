/** Tables as `ovsdb-client` prints them: with a caption, in the formats of ovs-vsctl(8), "Table Formatting Options". */
import { csvCell, cutToBytes, escapeHtml, htmlCell } from '#base';
import { stringifyJson } from '#ovsdb/notation';
import { prettyJson } from './pretty-json.js';

export const FORMATS = ['table', 'list', 'html', 'csv', 'json'] as const;
export type Format = (typeof FORMATS)[number];

/** A cell: its text, and what stands for it in format `json`. */
export interface Cell {
  readonly text: string;
  /** As JSON text. */
  readonly json: string;
  /** For a row's own uuid. */
  readonly isOwnUuid?: boolean;
}

export interface TextTable {
  readonly caption?: string;
  readonly headings: readonly string[];
  readonly rows: readonly (readonly Cell[])[];
}

export interface TableTextOptions {
  readonly format: Format;
  readonly hasHeadings: boolean;
  /** JSON over many lines. */
  readonly isPretty?: boolean;
  /** When it happened, for format `json`. */
  readonly time?: string;
  /** For format `table`: longer cells are cut; undefined for no limit. */
  readonly maxColumnWidth?: number | undefined;
}

/** In pieces: all of a large table is longer than a string can be. */
export function* tableText(table: TextTable, options: TableTextOptions): Iterable<string> {
  const { format, hasHeadings, isPretty, time, maxColumnWidth = Number.POSITIVE_INFINITY } = options;
  const { caption, headings } = table;
  const rows = table.rows.map((row) => row.map(({ text }) => text));
  if (caption !== undefined && format !== 'json' && format !== 'html') yield `${caption}\n`;
  switch (format) {
    case 'json':
      if (isPretty === true) yield prettyJson([...jsonPieces(table, time)].join(''));
      else yield* jsonPieces(table, time);
      yield '\n';
      return;
    case 'csv':
      for (const row of hasHeadings ? [headings, ...rows] : rows) yield `${row.map(csvCell).join(',')}\n`;
      return;
    case 'html':
      yield* htmlText(table, hasHeadings);
      return;
    case 'list': {
      const line = (cell: string, i: number) => (hasHeadings ? `${headings[i]?.padEnd(20)}: ${cell}\n` : `${cell}\n`);
      for (const [i, row] of rows.entries()) yield `${i > 0 ? '\n' : ''}${row.map(line).join('')}`;
      return;
    }
    case 'table': {
      // Widths in bytes, as the C tool counts.
      const widths = headings.map((heading, i) => {
        const longest = rows.reduce((most, row) => Math.max(most, Buffer.byteLength(row[i] ?? '')), 0);
        return Math.max(Math.min(longest, maxColumnWidth), hasHeadings ? Buffer.byteLength(heading) : 0);
      });
      const line = (cells: readonly string[]) =>
        `${cells
          .map((cell, i) => padded(cell, widths[i] ?? 0))
          .join(' ')
          .replace(/ +$/, '')}\n`;
      if (hasHeadings) yield line(headings) + line(widths.map((width) => '-'.repeat(width)));
      for (const row of rows) yield line(row);
    }
  }
}

/** Exactly so many bytes; a character that would not fit whole is left out. */
function padded(text: string, width: number): string {
  const cut = cutToBytes(text, width);
  return cut + ' '.repeat(width - Buffer.byteLength(cut));
}

function* jsonPieces({ caption, headings, rows }: TextTable, time: string | undefined): Iterable<string> {
  yield `{${caption === undefined ? '' : `"caption":${stringifyJson(caption)},`}"data":[`;
  for (const [i, row] of rows.entries()) yield `${i > 0 ? ',' : ''}[${row.map((cell) => cell.json).join(',')}]`;
  yield `],"headings":${stringifyJson(headings)}${time === undefined ? '' : `,"time":${stringifyJson(time)}`}}`;
}

function* htmlText({ caption, headings, rows }: TextTable, hasHeadings: boolean): Iterable<string> {
  const line = (tag: string, cells: readonly string[]) =>
    `  <tr>\n${cells.map((cell) => `    <${tag}>${cell}</${tag}>\n`).join('')}  </tr>\n`;
  const title = caption === undefined ? '' : `    <caption>${escapeHtml(caption)}</caption>\n`;
  yield `<table border=1>\n${title}${hasHeadings ? line('th', headings.map(escapeHtml)) : ''}`;
  for (const row of rows)
    yield line(
      'td',
      row.map(({ text, isOwnUuid }) => htmlCell(text, isOwnUuid === true ? 'own' : 'other')),
    );
  yield '</table>\n';
}
