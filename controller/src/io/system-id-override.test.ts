import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from '@jest/globals';
import { Log } from '#daemon';
import { readSystemIdOverride } from './system-id-override.js';

test('the first line names the chassis; no file, no name', () => {
  const directory = mkdtempSync(join(tmpdir(), 'heddle-'));
  const file = join(directory, 'system-id-override');
  const log = new Log(() => 0);
  log.setLevel(undefined, 'console', 'OFF');
  const read = () => readSystemIdOverride({ OVN_SYSCONFDIR: directory }, log.module('test'));
  const outcomes = [read()];
  for (const text of ['host7\n', ' host8 \nignored\n', '\n', '']) {
    writeFileSync(file, text);
    outcomes.push(read());
  }
  rmSync(file);
  mkdirSync(file);
  outcomes.push(read());
  rmSync(directory, { recursive: true });
  expect(outcomes).toEqual([undefined, 'host7', 'host8', undefined, undefined, undefined]);
});
