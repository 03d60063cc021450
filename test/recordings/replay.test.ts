import { join } from 'node:path';
import { expect, test } from '@jest/globals';
import { makeRunDirectory, removeRunDirectory } from '#testing';
import { startDatabases } from './databases.js';
import { readRecordings } from './recording.js';
import { replay } from './replay.js';

const bin = (name: string) => join(process.cwd(), 'bin', name);

const OURS = {
  create: (file: string, schema: string) => [bin('ovsdb-tool'), 'create', file, schema],
  serve: (file: string, socket: string, control: string) => [bin('ovsdb'), file, `--remote=punix:${socket}`, `--unixctl=${control}`, '--no-chdir'],
};

test.each(readRecordings().map((recording) => [recording.name, recording] as const))(
  "our server answers %s as ovsdb-server did",
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
