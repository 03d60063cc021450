import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { expect, test } from '@jest/globals';
import { groupsOf, referencePage } from '#ctl';
import { sbctl } from './program.js';

const FILE = 'docs/generated/sbctl.md';

test('the reference page is fresh', () => {
  const page = referencePage(sbctl, groupsOf(sbctl), 'ovn-sbctl');
  if (process.env['HEDDLE_RECORD'] === '1') {
    mkdirSync('docs/generated', { recursive: true });
    writeFileSync(FILE, page);
  }
  expect(readFileSync(FILE, 'utf8')).toBe(page);
});

test('every command has a name of its own and a summary', () => {
  const commands = groupsOf(sbctl).flatMap((group) => group.commands);
  expect(commands.map((command) => command.name)).toEqual([...new Set(commands.map((command) => command.name))]);
  expect(commands.filter((command) => !command.summary.endsWith('.')).map((command) => command.name)).toEqual([]);
});
