/** Transcripts of ovs-vsctl 3.1 on an ovsdb-server, as far as they do not depend on its order of rows: ours gives the same. */
import { readdirSync, readFileSync } from 'node:fs';
import { expect, test } from '@jest/globals';
import { replay } from '#ctl';
import { vsctl } from './program.js';

const DIRECTORY = 'packages/vsctl/src/recorded';

test.each(readdirSync(DIRECTORY))('%s', (file) => {
  const said = readFileSync(`${DIRECTORY}/${file}`, 'utf8');
  expect(said).toMatch(/^\$ /);
  expect(replay(vsctl, said)).toBe(said);
});
