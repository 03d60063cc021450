/** Bytes that a disk has changed or lost: the file is refused, or nothing is missing and nothing is other than it was. */
import { copyFileSync, existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { messageOf } from '#base';
import { type Json, parseJson, parseSchema } from '#ovsdb/notation';
import { testService } from '../testing-service.js';
import { createDatabaseFile, openDatabaseFile } from './database-file.js';
import { RETENTION } from './log-retention.js';
import { rowDataText } from './log-text.js';
import { SqliteStore } from './sqlite-store.js';
import { openStored } from './stored-database.js';

const OTHER = '{"name":"Other","version":"1.0.0","tables":{}}';
const SCHEMA = parseSchema(
  parseJson(`{"name":"D","version":"1.0.0","tables":{
    "T":{"isRoot":true,"columns":{"n":{"type":"integer"},"text":{"type":"string"}}}}}`),
);
const FILES = ['d.db', 'd.db-wal', 'd.db-commits'];
const TRIES = { numRuns: 40 };

const cleanups: (() => void)[] = [];
afterEach(() => {
  for (const cleanup of cleanups.splice(0).reverse()) cleanup();
});

function directory(): string {
  const path = mkdtempSync(join(tmpdir(), 'h'));
  cleanups.push(() => rmSync(path, { recursive: true }));
  return path;
}

const inserts = (count: number, text: string): Json[] =>
  Array.from({ length: count }, (_, n) => ({ op: 'insert', table: 'T', row: { n, text } }));

/** The files of a database that was written to and closed, or whose server was killed. */
async function filesOf(end: 'closed' | 'killed', hasLarge: boolean): Promise<Map<string, Buffer>> {
  const from = directory();
  const path = join(from, 'd.db');
  createDatabaseFile(path, SCHEMA, 'eeeeeeee-eeee-eeee-eeee-eeeeeeeeeeee');
  const { service, client } = testService(OTHER);
  const file = openDatabaseFile(path);
  const database = service.newDatabase(file.schema, file.baseId);
  service.addDatabase(database, new SqliteStore(file, database, RETENTION));
  const transact = (...operations: Json[]) => client().askLong('transact', ['D', ...operations]);
  for (let round = 0; round < 10; round++) await transact(...inserts(20, `round ${round}`));
  await transact({ op: 'update', table: 'T', where: [['n', '==', 3]], row: { text: 'changed' } });
  if (hasLarge) {
    await transact(...inserts(200, 'x'.repeat(2000)));
    // What the log says of it stands in parts.
    const isLong = ['text', '==', 'x'.repeat(2000)];
    await transact({ op: 'delete', table: 'T', where: [isLong, ['n', '>', 49]] });
  }
  await transact({ op: 'delete', table: 'T', where: [['n', '==', 5]] });
  if (end === 'closed') service.close();
  const to = directory();
  for (const name of FILES) if (existsSync(join(from, name))) copyFileSync(join(from, name), join(to, name));
  if (end === 'killed') service.close();
  return new Map(readdirSync(to).map((name) => [name, readFileSync(join(to, name))]));
}

/** The rows in the files at `path`. Throws when they are refused. */
function rowsAt(path: string, access: 'read' | 'write'): string {
  const { file, database } = openStored(join(path, 'd.db'), access);
  const rows = [...database.tables.values()].flatMap((table) =>
    [...table.rows.values()].map((row) => `${row.id} ${rowDataText(table, row)}`),
  );
  file.close(false);
  return rows.join('\n');
}

function write(path: string, files: ReadonlyMap<string, Buffer>): void {
  for (const [name, bytes] of files) writeFileSync(join(path, name), bytes);
}

const CURE = /^[^\n]*(are missing|is empty|: cannot be read as a database)[^\n]* put a backup in its place[^\n]*$/;

const RECORD = 'HEDDLE COMMIT ';

/**
 * The part of a file in which any damage has to be found. Of the commit log it ends before the last record: that may be torn,
 * and then nobody was told of it.
 */
function vital(name: string, bytes: Buffer): { readonly from: number; readonly to: number } {
  return name === 'd.db-commits'
    ? { from: RECORD.length, to: bytes.lastIndexOf(RECORD) }
    : { from: 0, to: bytes.length };
}

for (const [end, hasLarge] of [
  ['closed', false],
  ['killed', false],
  ['killed', true],
] as const) {
  test(`a database that was ${end}${hasLarge ? ' after a large transaction' : ''}: any byte changed, any end lost`, async () => {
    const files = await filesOf(end, hasLarge);
    const whole = directory();
    write(whole, files);
    const rows = rowsAt(whole, 'write');
    expect(rows.split('\n').length).toBe((hasLarge ? 250 : 200) - (hasLarge ? 11 : 10));
    const names = [...files].flatMap(([name, bytes]) => (bytes.length > 0 ? [name] : []));
    const damages = fc.record({
      name: fc.constantFrom(...names),
      where: fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true }),
      bit: fc.integer({ min: 0, max: 7 }),
      isCut: fc.boolean(),
      access: fc.constantFrom('read' as const, 'write' as const),
    });
    fc.assert(
      fc.property(damages, ({ name, where, bit, isCut, access }) => {
        const bytes = Buffer.from(files.get(name) ?? '');
        const { from, to } = vital(name, bytes);
        const at = from + Math.floor(where * (to - from));
        bytes.writeUInt8(bytes.readUInt8(at) ^ (1 << bit), at);
        const path = directory();
        write(path, files);
        writeFileSync(join(path, name), isCut ? bytes.subarray(0, at) : bytes);
        let found: string;
        try {
          found = rowsAt(path, access);
        } catch (error) {
          expect(messageOf(error)).toMatch(CURE);
          // It did no harm to look: with the damage undone all is there.
          writeFileSync(join(path, name), files.get(name) ?? '');
          found = rowsAt(path, 'write');
        }
        expect(found === rows ? [] : found.split('\n').slice(0, 3)).toEqual([]);
      }),
      TRIES,
    );
  });
}
