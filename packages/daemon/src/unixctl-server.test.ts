import { existsSync, mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from '@jest/globals';
import { Log } from './log.js';
import { unixctlCall } from './unixctl-client.js';
import { serveUnixctl } from './unixctl-server.js';

test('a control socket whose path is longer than a socket name may be', async () => {
  const root = mkdtempSync(join(tmpdir(), 'unixctl-'));
  const directory = join(root, 'd'.repeat(60), 'e'.repeat(60));
  mkdirSync(directory, { recursive: true });
  const path = join(directory, 'daemon.1.ctl');
  try {
    const log = new Log(() => 0).module('unixctl');
    const server = await serveUnixctl(path, async (method) => ({ status: 'done', text: `${method}!` }), log);
    expect(existsSync(path)).toBe(true);
    expect(await unixctlCall(path, 'version', [])).toEqual({ isError: false, text: 'version!' });
    server.close();
    expect(existsSync(path)).toBe(false);
    await expect(unixctlCall(path, 'version', [])).rejects.toThrow('No such file or directory');
    await expect(unixctlCall(join(directory, 'gone', 'x.ctl'), 'version', [])).rejects.toThrow(
      'No such file or directory',
    );
  } finally {
    rmSync(root, { recursive: true });
  }
});
