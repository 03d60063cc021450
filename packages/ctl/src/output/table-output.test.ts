import { expect, test } from '@jest/globals';
import type { ColumnType } from '#ovsdb/notation';
import { renderTable, type TableContent, type TableStyle } from './table-output.js';

const name: ColumnType = { key: { type: 'string' }, min: 1, max: 1 };
const ports: ColumnType = { key: { type: 'uuid' }, min: 0, max: 'unlimited' };

const table: TableContent = {
  columns: [
    { heading: 'name', type: name },
    { heading: 'ports', type: ports },
  ],
  rows: [
    ['sw 0', ['11111111-2222-3333-4444-555555555555']],
    ['', []],
  ],
};

function render(style: Partial<TableStyle>): string {
  return renderTable(table, {
    format: 'list',
    cells: 'string',
    headings: true,
    pretty: false,
    maxColumnWidth: 0,
    ...style,
  });
}

test('one table in all formats', () => {
  expect(render({})).toBe(`name                : "sw 0"
ports               : [11111111-2222-3333-4444-555555555555]

name                : ""
ports               : []
`);
  expect(render({ cells: 'bare', headings: false })).toBe('sw 0\n11111111-2222-3333-4444-555555555555\n\n\n\n');
  expect(render({ format: 'table' })).toBe(`name   ports
------ --------------------------------------
"sw 0" [11111111-2222-3333-4444-555555555555]
""     []
`);
  expect(render({ format: 'table', maxColumnWidth: 4 })).toBe('name ports\n---- -----\n"sw  [1111\n""   []\n');
  expect(render({ format: 'csv' })).toBe('name,ports\n"""sw 0""",[11111111-2222-3333-4444-555555555555]\n"""""",[]\n');
  expect(render({ format: 'json' })).toBe(
    '{"data":[["sw 0",["uuid","11111111-2222-3333-4444-555555555555"]],["",["set",[]]]],"headings":["name","ports"]}\n',
  );
  expect(render({ format: 'json', pretty: true })).toBe(`{
  "data": [
    [
      "sw 0",
      [
        "uuid",
        "11111111-2222-3333-4444-555555555555"]],
    [
      "",
      [
        "set",
        []]]],
  "headings": [
    "name",
    "ports"]}
`);
  expect(render({ format: 'html', headings: false })).toContain('    <td>&quot;sw 0&quot;</td>\n');
});
