/** Files of the formats before checksums and before parts: opened, they get room for them, and nothing is lost. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from '@jest/globals';
import { parseJson, parseSchema } from '#ovsdb/notation';
import { testService } from '../testing-service.js';
import { metaSum } from './checksums.js';
import { commitLogPath } from './commit-log.js';
import { BLOCK_BYTES, recordBody, sealOf, writeRecord } from './commit-record.js';
import { createDatabaseFile, openDatabaseFile } from './database-file.js';
import { RETENTION } from './log-retention.js';
import { Sqlite } from './sqlite.js';
import { SqliteStore } from './sqlite-store.js';
import { openStored } from './stored-database.js';

const SCHEMA = parseSchema(
  parseJson('{"name":"D","version":"1.0.0","tables":{"T":{"columns":{"n":{"type":"integer"}}}}}'),
);
const BASE = 'eeeeeeee-eeee-eeee-eeee-eeeeeeeeeeee';
const LATE = 'aaaaaaaa-aaaa-4aaa-aaaa-aaaaaaaaaaaa';
const LOG_BYTES = 4 * 1024 * 1024;

/** Serves the file while `operations` are carried out. */
async function served(path: string, ...operations: readonly object[]): Promise<void> {
  const { service, client } = testService('{"name":"Other","version":"1.0.0","tables":{}}');
  const file = openDatabaseFile(path);
  const database = service.newDatabase(file.schema, file.baseId);
  service.addDatabase(database, new SqliteStore(file, database, RETENTION));
  const text = JSON.stringify(['D', ...operations]);
  expect(await client().askLong('transact', parseJson(text))).not.toContain('"details"');
  service.close();
}

/** Makes it what an earlier version wrote, with one more transaction in its commit log: of a server that was killed. */
function downgrade(path: string, format: '1' | '2'): void {
  const sqlite = new Sqlite(path);
  for (const column of ['parts', 'bytes']) sqlite.exec(`ALTER TABLE txn DROP COLUMN ${column}`);
  sqlite.exec('DROP TABLE txn_part');
  sqlite.exec("DELETE FROM meta WHERE name = 'identity'");
  sqlite.prepare("UPDATE meta SET value = ?, sum = ? WHERE name = 'format'").run(format, metaSum('format', format));
  if (format === '1') for (const table of ['meta', 'row', 'txn']) sqlite.exec(`ALTER TABLE ${table} DROP COLUMN sum`);
  const last = sqlite
    .prepare<[], { seq: number; id: string }>('SELECT seq, id FROM txn ORDER BY seq DESC LIMIT 1')
    .get();
  sqlite.close();
  if (last === undefined) throw new Error('no transaction');
  const seq = last.seq + 1;
  const row = [100, 0, LATE, '{"n":77}'] as const;
  const changes = `[["i",0,100,"${LATE}"]]`;
  const late = { seq, id: LATE, time: 1, comment: '', client: '', changes, inserted: [row], deleted: [] };
  const log = Buffer.alloc(LOG_BYTES);
  expect(writeRecord(log, recordBody(last.id, [late]), sealOf(''))).toBe(BLOCK_BYTES);
  writeFileSync(commitLogPath(path), log);
}

function valuesOf(path: string): unknown[] {
  const { database, store } = openStored(path);
  const rows = [...(database.tables.get('T')?.rows.values() ?? [])];
  store.close();
  return rows.map(({ values }) => values[0]);
}

test.each([
  // Rows that were not written since have no checksum.
  { format: '1', rows: 4, sums: 3 },
  { format: '2', rows: 4, sums: 4 },
] as const)('rows, log and the commit log of format $format are taken over, and written on', async (before) => {
  const directory = mkdtempSync(join(tmpdir(), 'h'));
  const path = join(directory, 'd.db');
  try {
    createDatabaseFile(path, SCHEMA, BASE);
    const insert = (n: number) => ({
      op: 'insert',
      table: 'T',
      uuid: `0000000${n}-0000-4000-8000-000000000000`,
      row: { n },
    });
    await served(path, insert(1), insert(2));
    downgrade(path, before.format);
    await served(path, insert(3), { op: 'update', table: 'T', where: [['n', '==', 1]], row: { n: 11 } });
    const values = valuesOf(path);
    const sqlite = new Sqlite(path);
    const sums = sqlite.prepare('SELECT count(*) AS rows, count(sum) AS sums FROM row').get();
    const format = sqlite.prepare("SELECT value FROM meta WHERE name = 'format'").pluck().get();
    sqlite.close();
    const { rows, sums: withSum } = before;
    expect({ values, sums, format }).toEqual({ values: [11, 2, 77, 3], sums: { rows, sums: withSum }, format: '3' });
  } finally {
    rmSync(directory, { recursive: true });
  }
});
