import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from '@jest/globals';
import type { Json } from '#ovsdb/notation';
import type { Connection } from '../connection.js';
import { innerConnections } from './inner-connections.js';

const place = mkdtempSync(join(tmpdir(), 'h'));
afterAll(() => rmSync(place, { recursive: true, force: true }));

function nextMessage(connection: Connection): Promise<Json> {
  return new Promise((resolve, reject) => {
    connection.start({ message: resolve, close: (reason) => reject(new Error(reason)) });
  });
}

test('each client talks with the server of its own pair, and nothing is left in the file system', async () => {
  const pairs = await innerConnections(3, place);
  const heard = pairs.map(({ server }) => nextMessage(server));
  const answered = pairs.map(({ client }) => nextMessage(client));
  for (const [i, { client, server }] of pairs.entries()) {
    client.send({ asks: i });
    server.send({ answers: i });
  }
  expect({ heard: await Promise.all(heard), answered: await Promise.all(answered) }).toEqual({
    heard: [{ asks: 0 }, { asks: 1 }, { asks: 2 }],
    answered: [{ answers: 0 }, { answers: 1 }, { answers: 2 }],
  });
  for (const { client } of pairs) client.close();
  expect(readdirSync(place)).toEqual([]);
});
