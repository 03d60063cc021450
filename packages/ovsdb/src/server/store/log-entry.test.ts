import { expect, test } from '@jest/globals';
import { messageOf } from '#base';
import { parseSchema } from '#ovsdb/notation';
import { DroppedParts } from './dropped-parts.js';
import { makeTables } from './file-contents.js';
import { ENTRY_BYTES, ENTRY_COLUMNS, EntryGone, EntryReader, type StoredEntry } from './log-entry.js';
import { Sqlite } from './sqlite.js';
import { TableWriter } from './table-writer.js';

const head = (seq: number) => ({ seq, id: `id ${seq}`, time: 1000, comment: 'a comment', client: 'a client' });
const CHANGES = ['[["i",0,1,"a"],["i",0,2,"b"]]', '[["i",0,3,"é"]]', '[["i",0,4,"d"]]'];

/** A log of three transactions: a short one, a long one, a short one. */
function lab() {
  const sqlite = new Sqlite(':memory:');
  makeTables(sqlite, parseSchema({ name: 'D', version: '1.0.0', tables: {} }), 'base');
  const writer = new TableWriter(sqlite);
  writer.log({ ...head(1), changes: '[["i",0,9,"z"]]' });
  CHANGES.forEach((changes, part) => {
    writer.logPart(2, part, changes);
  });
  writer.longLog(head(2), CHANGES.length, Buffer.byteLength(CHANGES.join('')));
  writer.log({ ...head(3), changes: '[]' });
  const entries = sqlite.prepare<[], StoredEntry>(`SELECT ${ENTRY_COLUMNS} FROM txn ORDER BY seq`);
  const sizes = sqlite.prepare<[], number>(`SELECT ${ENTRY_BYTES} FROM txn ORDER BY seq`).pluck();
  const partsLeft = sqlite.prepare<[], number>('SELECT count(*) FROM txn_part').pluck();
  return { sqlite, entries: () => entries.all(), sizes: () => sizes.all(), partsLeft: () => partsLeft.get() };
}

/** What the log says; why it does not. */
function texts(read: () => Iterable<string>): string[] {
  const said: string[] = [];
  try {
    for (const text of read()) said.push(text);
  } catch (error) {
    said.push(`${error instanceof EntryGone ? 'gone' : 'damaged'}: ${messageOf(error)}`);
  }
  return said;
}

test('what a transaction changed is read in as many parts as it was written in', () => {
  const { sqlite, entries, sizes } = lab();
  const reader = new EntryReader(sqlite);
  const read = entries().map((stored) => reader.read(stored));
  expect(read.map(({ texts: read, ...entry }) => ({ ...entry, texts: [...read()] }))).toEqual([
    { ...head(1), size: 15, texts: ['[["i",0,9,"z"]]'] },
    { ...head(2), size: 60, texts: CHANGES },
    { ...head(3), size: 2, texts: ['[]'] },
  ]);
  expect(sizes()).toEqual([15, 60, 2]);
});

test.each([
  [
    'another entry',
    "UPDATE txn SET comment = 'c' WHERE seq = 2",
    ['damaged: transaction 2 of the log is not as it was written'],
  ],
  [
    'fewer parts',
    'UPDATE txn SET parts = 2 WHERE seq = 2',
    ['damaged: transaction 2 of the log is not as it was written'],
  ],
  [
    'another part',
    `UPDATE txn_part SET changes = '[["i",0,3,"e"]]' WHERE part = 1`,
    [CHANGES[0], 'damaged: part 1 of transaction 2 of the log is not as it was written'],
  ],
  [
    'a part less',
    'DELETE FROM txn_part WHERE part = 2',
    [CHANGES[0], CHANGES[1], 'damaged: part 2 of transaction 2 of the log is missing'],
  ],
])('%s than was written shows', (_, change, expected) => {
  const { sqlite, entries } = lab();
  sqlite.exec(change);
  const reader = new EntryReader(sqlite);
  expect(
    texts(function* () {
      const stored = entries()[1];
      if (stored !== undefined) yield* reader.read(stored).texts();
    }),
  ).toEqual(expected);
});

test('who reads an entry that the log drops meanwhile is told so; the others stay', () => {
  const { sqlite, entries, partsLeft } = lab();
  const dropped = new DroppedParts(sqlite);
  expect([dropped.piece(), partsLeft()]).toEqual([false, 3]);
  const [, stored] = entries();
  if (stored === undefined) throw new Error('no entry');
  const { texts: read } = new EntryReader(sqlite).read(stored);
  const said = texts(function* () {
    for (const text of read()) {
      yield text;
      sqlite.exec('DELETE FROM txn WHERE seq <= 2');
      dropped.note();
      dropped.piece();
    }
  });
  expect(said).toEqual([CHANGES[0], 'gone: part 1 of transaction 2 of the log is not kept any more']);
  expect([partsLeft(), entries().map(({ seq }) => seq)]).toEqual([0, [3]]);
});
