import { join } from 'node:path';
import { expect, test } from '@jest/globals';
import { makeRunDirectory, removeRunDirectory } from '#testing';
import { type ServerPrograms, startDatabases } from './databases.js';
import { readRecordings } from './recording.js';
import { replay } from './replay.js';

const OURS: ServerPrograms = {
  serve: ({ name, file, socket, control }) => [
    join(process.cwd(), 'bin', 'ovsdb'),
    `--create=${name}=${file}`,
    `--remote=punix:${socket}`,
    `--unixctl=${control}`,
    '--no-chdir',
  ],
};

test.each(readRecordings().map((recording) => [recording.name, recording] as const))(
  'our server answers %s as ovsdb-server did',
  async (_name, recording) => {
    const directory = makeRunDirectory();
    const { sockets, daemons } = await startDatabases(OURS, directory, recording.setup);
    try {
      expect(await replay(recording, sockets)).toEqual([]);
    } finally {
      for (const daemon of daemons) await daemon.stop();
      removeRunDirectory(directory);
    }
  },
  30_000,
);
