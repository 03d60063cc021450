import { closeSync, existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync, writeSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from '@jest/globals';
import { openForRecords } from './direct-file.js';

const BLOCK = 4096;

/** The disk of this test, and one in memory, which has no direct writes everywhere. */
const places = [tmpdir(), '/dev/shm'].filter((place) => existsSync(place));

test.each(places)('in %s records are written from both buffers, and what the file held is kept', (place) => {
  const directory = mkdtempSync(join(place, 'heddle-'));
  const path = join(directory, 'log');
  writeFileSync(path, `first${'.'.repeat(4 * BLOCK - 5)}`);
  const { descriptor, buffers } = openForRecords(path, 2 * BLOCK);
  const opened = readFileSync(path, 'latin1').slice(0, 6);
  buffers[0].fill('a');
  buffers[1].fill('b');
  const written = [
    writeSync(descriptor, buffers[0], 0, BLOCK, BLOCK),
    writeSync(descriptor, buffers[1], 0, 2 * BLOCK, 2 * BLOCK),
  ];
  closeSync(descriptor);
  const blocks = [0, 1, 2, 3].map((block) => readFileSync(path, 'latin1').slice(block * BLOCK, block * BLOCK + 6));
  rmSync(directory, { recursive: true });
  expect({ opened, written, blocks }).toEqual({
    opened: 'first.',
    written: [BLOCK, 2 * BLOCK],
    blocks: ['first.', 'aaaaaa', 'bbbbbb', 'bbbbbb'],
  });
});

test('a file without blocks is opened, too', () => {
  const directory = mkdtempSync(join(tmpdir(), 'heddle-'));
  const path = join(directory, 'log');
  writeFileSync(path, '');
  const { descriptor, buffers } = openForRecords(path, BLOCK);
  closeSync(descriptor);
  rmSync(directory, { recursive: true });
  expect(buffers.map(({ length }) => length)).toEqual([BLOCK, BLOCK]);
});
