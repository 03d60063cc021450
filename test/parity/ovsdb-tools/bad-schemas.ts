/** Schemas with a fault each: what C's ovsdb-tool and ours say of them, and which part they name. */
import { writeFileSync } from 'node:fs';
import { type Json, type JsonObject, stringifyJson } from '#ovsdb/notation';
import type { Compare } from './comparison.js';

const STRING = { type: 'string' };
const database = (members: JsonObject): JsonObject => ({ name: 'X', tables: {}, ...members });
const table = (json: Json) => database({ tables: { T: json } });
const column = (json: Json) => table({ columns: { a: json } });
const type = (json: Json) => column({ type: json });
const key = (json: Json) => type({ key: json });

const SCHEMAS: readonly Json[] = [
  {},
  ['X'],
  ...['', '1', '1.2', '1.2.3.4', '1.2.3 ', ' 1.2.3', '+1.2.-3', 1].map((version) => database({ version })),
  ...['1', '_x', 'a b', ''].flatMap((name): JsonObject[] => [
    database({ name }),
    database({ tables: { [name]: { columns: { a: STRING } } } }),
    table({ columns: { [name]: STRING } }),
    table({ columns: { a: STRING }, indexes: [[name]] }),
    key({ type: 'uuid', refTable: name }),
  ]),
  ...[3, [], { columns: {} }, { columns: { a: STRING }, more: 1 }].map(table),
  ...[0, 1.5, '1'].map((maxRows) => table({ columns: { a: STRING }, maxRows })),
  ...['a', [], [[]], ['a'], [['a', 'a']], [['b']]].map((indexes) => table({ columns: { a: STRING }, indexes })),
  table({ columns: { a: { ...STRING, ephemeral: true } }, indexes: [['a']] }),
  ...[3, {}, { type: 3 }, { type: 'foo', more: 1 }, { ...STRING, mutable: 0 }].map(column),
  ...[{}, { key: 3 }, { key: 'foo', min: -1 }, { key: 'string', value: [] }, { key: 'foo', more: 1 }].map(type),
  ...[-1, 2, 1.5, 'x', 4294967295, 1e100].flatMap((count) => [
    type({ key: 'string', min: count }),
    type({ key: 'string', min: 0, max: count }),
    key({ type: 'string', minLength: count }),
    key({ type: 'string', maxLength: count }),
    key({ type: 'integer', minInteger: count }),
    key({ type: 'real', maxReal: count }),
    key({ type: 'uuid', refTable: 'T', refType: count }),
    key({ type: 'integer', enum: count }),
  ]),
  key({ type: 'integer', enum: ['set', [1, 1]] }),
  key({ type: 'integer', enum: ['set', []] }),
  key({ type: 'integer', enum: 1, minInteger: 1 }),
  key({ type: 'string', minInteger: 1 }),
  key({ type: 'integer', minInteger: 4, maxInteger: 3 }),
  key({ type: 'uuid', refType: 'weak' }),
];

/** `file`: where each is put. */
export async function compareBadSchemas(compare: Compare, file: string): Promise<void> {
  for (const schema of SCHEMAS) {
    const text = stringifyJson(schema);
    writeFileSync(file, text);
    await compare('ovsdb-tool', () => ['schema-name', file], { what: `schema-name of ${text}` });
  }
}
