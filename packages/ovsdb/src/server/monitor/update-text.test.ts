import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { parseJson, parseSchema } from '#ovsdb/notation';
import { Change } from '../change.js';
import { wholeText } from '../listing.js';
import { Row } from '../row.js';
import { finish } from '../steps.js';
import { testService } from '../testing-service.js';
import { parseSelections } from './selection.js';
import { changesText, longChangesText } from './update-text.js';

const COLUMNS = '"columns":{"n":{"type":"integer"},"s":{"type":"string"}}';
const SCHEMA = `{"name":"D","version":"1.0.0","tables":{"T":{${COLUMNS}},"U":{${COLUMNS}},"V":{${COLUMNS}}}}`;

test('updates that are made as they are taken say what those say that are made at once', () => {
  const { service } = testService('{"name":"Other","version":"1.0.0","tables":{}}');
  const database = service.newDatabase(parseSchema(parseJson(SCHEMA)), '');
  const requestsFor = (where: string) =>
    parseJson(
      `{"T":[{"columns":["n","_version"]}],"U":[{"columns":["s"],"select":{"insert":false}},{${where}"columns":["n"]}]}`,
    );
  const row = fc.option(fc.tuple(fc.integer({ min: 0, max: 3 }), fc.constantFrom('', 'a', '"')), { nil: undefined });
  const change = fc.tuple(fc.constantFrom('T', 'U', 'V'), row, row);
  fc.assert(
    fc.property(
      fc.constantFrom('update' as const, 'update2' as const, 'update3' as const),
      fc.array(change, { minLength: 1, maxLength: 700 }),
      (form, made) => {
        const { selections } = database.groups.join(
          form,
          parseSelections(database, form, requestsFor(form === 'update' ? '' : '"where":[["n",">",1]],')),
        );
        const changes = made.map(([name, before, after], i) => {
          const of = (values: readonly [number, string] | undefined) =>
            values === undefined ? undefined : new Row(`row ${i}`, i, 1, 0, values);
          const changed =
            before === undefined || after === undefined ? [] : [0, 1].filter((at) => before[at] !== after[at]);
          return new Change(database.tables.get(name)!, of(before), of(after), changed);
        });
        const told = changes.filter(({ before, after }) => before !== undefined || after !== undefined);
        const pieces = finish(longChangesText(selections, told, form, database.versions));
        const atOnce = changesText(selections, told, form, database.versions);
        expect(pieces === undefined ? undefined : wholeText(pieces)).toBe(atOnce);
      },
    ),
    { numRuns: 50 },
  );
});
