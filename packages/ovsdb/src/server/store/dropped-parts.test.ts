import { expect, test } from '@jest/globals';
import { parseSchema } from '#ovsdb/notation';
import { DroppedParts } from './dropped-parts.js';
import { makeTables } from './file-contents.js';
import { Sqlite } from './sqlite.js';
import { TableWriter } from './table-writer.js';

/** A log of which transactions 1 to 3 had 40 parts each, and `kept` are still there. */
function lab(kept: readonly number[]) {
  const sqlite = new Sqlite(':memory:');
  makeTables(sqlite, parseSchema({ name: 'D', version: '1.0.0', tables: {} }), 'base');
  const writer = new TableWriter(sqlite);
  for (let seq = 1; seq <= 3; seq++) {
    for (let part = 0; part < 40; part++) writer.logPart(seq, part, '[]');
    if (kept.includes(seq)) writer.longLog({ seq, id: '', time: 0, comment: '', client: '' }, 40, 80);
  }
  const left = sqlite.prepare<[], string>("SELECT seq || ': ' || count(*) FROM txn_part GROUP BY seq").pluck();
  return { dropped: new DroppedParts(sqlite), left: () => left.all() };
}

test.each([
  { kept: [1, 2, 3], pieces: 1, left: ['1: 40', '2: 40', '3: 40'] },
  { kept: [3], pieces: 3, left: ['3: 40'] },
  { kept: [], pieces: 4, left: [] },
])('parts of entries that are not kept go, piece by piece: kept $kept', ({ kept, pieces, left }) => {
  const log = lab(kept);
  let count = 1;
  while (log.dropped.piece()) count++;
  expect({ pieces: count, left: log.left() }).toEqual({ pieces, left });
});
