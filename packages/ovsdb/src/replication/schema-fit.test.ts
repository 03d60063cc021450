import { expect, test } from '@jest/globals';
import { type DatabaseSchema, parseJson, parseSchema } from '#ovsdb/notation';
import { misfitOf } from './schema-fit.js';

const schema = (tables: string): DatabaseSchema =>
  parseSchema(parseJson(`{"name":"D","version":"1.0.0","tables":${tables}}`));
const ACTIVE = schema('{"T":{"columns":{"n":{"type":"integer"}}}}');

test.each([
  ['the same', '{"T":{"columns":{"n":{"type":{"key":"integer"}}}}}', undefined],
  [
    'more',
    '{"T":{"columns":{"n":{"type":"integer"},"m":{"type":"string"}}},"U":{"columns":{"m":{"type":"string"}}}}',
    undefined,
  ],
  ['a table less', '{"U":{"columns":{"m":{"type":"string"}}}}', 'Table T not present in the local db schema'],
  [
    'a column less',
    '{"T":{"columns":{"m":{"type":"string"}}}}',
    'Column n not present in the local db schema table T.',
  ],
  ['another type', '{"T":{"columns":{"n":{"type":"real"}}}}', 'Column n mismatch in local db schema table T.'],
])('a backup with %s', (_, own, misfit) => expect(misfitOf(schema(own), ACTIVE)).toBe(misfit));
