import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from '@jest/globals';

const TOOLS = ['appctl', 'nbctl', 'ofctl', 'ovsdb-client', 'ovsdb-tool', 'sbctl', 'trace', 'vsctl'];

/** What each tool says on standard error when nobody reads its output. */
test('a reader that goes early, as head does, is told nothing', () => {
  const programs: unknown = JSON.parse(readFileSync('scripts/programs.json', 'utf8'));
  const sources = new Map(Object.entries(typeof programs === 'object' ? (programs ?? {}) : {}));
  const said = TOOLS.map((name) => {
    const main = join('build', String(sources.get(name)));
    const pipe = `"${process.execPath}" "${main}" --help | true`;
    return [name, spawnSync('sh', ['-c', pipe], { encoding: 'utf8' }).stderr];
  });
  expect(said).toEqual(TOOLS.map((name) => [name, '']));
}, 120_000);
