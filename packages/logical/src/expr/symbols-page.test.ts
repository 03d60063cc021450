import { readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { expect, test } from '@jest/globals';
import { createSymbolTable } from './symbols.js';
import { symbolsPage } from './symbols-page.js';

const FILE = fileURLToPath(new URL('../../../../../docs/generated/symbols.md', import.meta.url));

test('docs/generated/symbols.md is the table of symbols', () => {
  const page = symbolsPage(createSymbolTable());
  if (process.env['HEDDLE_RECORD'] === '1') writeFileSync(FILE, page);
  expect(readFileSync(FILE, 'utf8')).toBe(page);
});
