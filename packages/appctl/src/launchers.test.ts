import { accessSync, constants, readdirSync, readFileSync, readlinkSync } from 'node:fs';
import { expect, test } from '@jest/globals';

test('every program has a launcher, and every name of a C program is a link to one', () => {
  const programs = Object.keys(JSON.parse(readFileSync('scripts/programs.json', 'utf8')));
  const launchers = readdirSync('bin').filter((name) => name !== 'compat');
  expect(launchers.sort()).toEqual(programs.sort());
  for (const name of launchers) {
    accessSync(`bin/${name}`, constants.X_OK);
    expect(readFileSync(`bin/${name}`, 'utf8')).toContain(`/dist/${name}.mjs`);
  }
  const links = readdirSync('bin/compat').map((name) => readlinkSync(`bin/compat/${name}`));
  expect(links.filter((target) => !launchers.some((name) => target === `../${name}`))).toEqual([]);
});
