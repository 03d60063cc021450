import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { expect, test } from '@jest/globals';
import { stagesPage } from './stages-page.js';

const FILE = 'docs/generated/stages.md';

test('the generated page is fresh', () => {
  if (process.env['HEDDLE_RECORD'] === '1') {
    mkdirSync('docs/generated', { recursive: true });
    writeFileSync(FILE, stagesPage());
  }
  expect(readFileSync(FILE, 'utf8')).toBe(stagesPage());
});
