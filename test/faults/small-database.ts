/** A service of one small database, for tests of what clients send it: on a unix socket, and over WebSocket. */
import { writeFileSync } from 'node:fs';
import type { Site } from './site.js';

const SCHEMA = `{"name":"D","version":"1.0.0","tables":{
  "T":{"isRoot":true,"columns":{"name":{"type":"string"},"n":{"type":"integer"}}}}}`;

/** Starts it under the name `d`, on `d.sock`. */
export async function startSmallDatabase(
  site: Site,
  webSocketPort: number,
  ...options: readonly string[]
): Promise<void> {
  writeFileSync(site.path('d.ovsschema'), SCHEMA);
  await site.start(
    'd',
    'ovsdb',
    `--create=${site.path('d.ovsschema')}=${site.path('d.db')}`,
    `--remote=punix:${site.path('d.sock')}`,
    `--ws-listen=${webSocketPort}`,
    ...options,
  );
}
