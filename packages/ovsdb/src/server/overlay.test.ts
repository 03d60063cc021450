import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { Overlay } from './overlay.js';
import { testService } from './testing-service.js';

const SCHEMA = `{"name":"D","version":"1.0.0","tables":{
  "A":{"isRoot":true,"columns":{"n":{"type":"integer"}}},"B":{"isRoot":true,"columns":{"n":{"type":"integer"}}}}}`;

const change = fc.record({
  act: fc.constantFrom('insert', 'write', 'delete', 'forget'),
  table: fc.constantFrom('A', 'B'),
  row: fc.nat(8),
});

test('the pieces are all drafts, whatever has been done since they were last asked for', async () => {
  const { service, client } = testService(SCHEMA);
  const stored = ['A', 'B'].flatMap((table) => [0, 1, 2].map((n) => ({ op: 'insert', table, row: { n } })));
  await client().ask('transact', ['D', ...stored]);
  const { tables } = service.database('D')!;
  fc.assert(
    fc.property(fc.array(change, { maxLength: 30 }), (changes) => {
      const overlay = new Overlay();
      for (const { act, table: name, row } of changes) {
        const table = tables.get(name)!;
        const id = [...table.rows.keys()][row] ?? `new row ${row}`;
        const draft = overlay.drafts.get(table)?.get(id);
        if (act === 'insert' && !overlay.knows(table, id)) overlay.insert(table, id, table.initialValues());
        else if (act === 'write' && overlay.has(table, id)) overlay.write(table, id)[0] = row;
        else if (act === 'delete' && overlay.has(table, id)) overlay.delete(table, id);
        else if (act === 'forget' && draft !== undefined) overlay.forget(draft);
        const drafts = [...overlay.drafts.values()].flatMap((own) => [...own.values()]);
        expect(overlay.pieces().flat()).toEqual(drafts);
        expect([...overlay.drafts.values()].every((own) => own.size > 0)).toBe(true);
      }
    }),
  );
});
