import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from '@jest/globals';
import { recorder } from './record.js';

test('a daemon that goes to another directory keeps its records where they were begun', () => {
  const before = process.cwd();
  const directory = mkdtempSync(join(tmpdir(), 'h'));
  try {
    process.chdir(directory);
    const record = recorder('rec');
    process.chdir(before);
    record([]);
    expect(readFileSync(join(directory, 'rec'), 'utf8')).toBe('[]\n');
  } finally {
    process.chdir(before);
    rmSync(directory, { recursive: true });
  }
});
