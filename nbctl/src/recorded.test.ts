/** Transcripts of ovn-nbctl 23.03.1 on an ovsdb-server, as far as they do not depend on its order of rows: ours gives the same. */
import { readdirSync, readFileSync } from 'node:fs';
import { expect, test } from '@jest/globals';
import { replay } from '#ctl';
import { nbctl } from './program.js';

const DIRECTORY = 'nbctl/src/recorded';

test.each(readdirSync(DIRECTORY))('%s', (file) => {
  const said = readFileSync(`${DIRECTORY}/${file}`, 'utf8');
  expect(said).toMatch(/^\$ /);
  expect(replay(nbctl, said)).toBe(said);
});
