import { once } from 'node:events';
import { existsSync, mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from '@jest/globals';
import { listenSocket, openSocket } from './socket.js';

test('a bridge whose socket has a path that is longer than a socket name may be', async () => {
  const root = mkdtempSync(join(tmpdir(), 'openflow-'));
  const directory = join(root, 'd'.repeat(60), 'e'.repeat(60));
  mkdirSync(directory, { recursive: true });
  const path = join(directory, 'br-int.mgmt');
  try {
    const listening = await listenSocket(`punix:${path}`, (socket) => void socket.end('hello'));
    expect(existsSync(path)).toBe(true);
    const socket = await openSocket(`unix:${path}`);
    const [said] = await once(socket, 'data');
    expect(String(said)).toBe('hello');
    await listening.close();
    await expect(openSocket(`unix:${path}`)).rejects.toThrow(`unix:${path}: `);
    await expect(openSocket(`unix:${join(directory, 'gone', 'br-int.mgmt')}`)).rejects.toThrow('ENOENT');
  } finally {
    rmSync(root, { recursive: true });
  }
});
