import { mkdtempSync, realpathSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from '@jest/globals';
import { Log } from '#daemon';
import { systemClock } from '#ovsdb/jsonrpc';
import { Child } from './child.js';

/** The directory in which a child runs that is started when central has gone to another one. */
async function directoryOf(before: string, whenStarted: () => void): Promise<string> {
  const here = process.cwd();
  try {
    process.chdir(before);
    return await new Promise<string>((resolve) => {
      const child = new Child({
        name: 'child',
        command: () => ['pwd'],
        log: new Log(() => 0).module('central'),
        clock: systemClock,
        environment: process.env,
        onEnd: (words) => {
          resolve(words);
          return 'stay down';
        },
      });
      process.chdir(here);
      whenStarted();
      child.start();
    });
  } finally {
    process.chdir(here);
  }
}

test('a child runs where the command line was given, at each start', async () => {
  const directory = realpathSync(mkdtempSync(join(tmpdir(), 'h')));
  expect(await directoryOf(directory, () => {})).toBe(directory);
  // Where that is gone, nothing can be found in it.
  expect(await directoryOf(directory, () => rmSync(directory, { recursive: true }))).toBe('/');
});
