/** Conversions chosen by hand: each kind of change of a schema, with rows that fit it and rows that do not. */
import type { Json, JsonObject } from '#ovsdb/notation';
import { CONVERTED, type Conversion, contents, convert } from './conversions.js';
import type { Step } from './steps.js';

const [A, B, C] = [given(1), given(2), given(3)];
/** A uuid of one digit: it stays as it is when answers are compared. */
function given(digit: number): string {
  return [8, 4, 4, 4, 12].map((length) => String(digit).repeat(length)).join('-');
}

const ask = (method: string, params: Json, client = 0): Step => ({ client, method, params });
/** Who does not know of conversions is dropped after the first one, who asked for it, too. */
const stays = ask('set_db_change_aware', [true]);
const insert = (table: string, row: JsonObject, uuid: Json, client = 0) =>
  ask('transact', [CONVERTED, { op: 'insert', table, row, uuid }], client);

const column = (type: Json, more: JsonObject = {}): JsonObject => ({ type, ...more });
const several = (key: Json, min: number, max: Json, value?: Json): Json =>
  value === undefined ? { key, min, max } : { key, value, min, max };
const oneTable = (columns: JsonObject, more: JsonObject = {}): JsonObject => ({
  name: CONVERTED,
  version: '1.0.0',
  tables: { T: { columns, isRoot: true, ...more } },
});

/** From a type with these values to each of the types. */
interface Change {
  readonly from: Json;
  readonly values: readonly Json[];
  readonly to: readonly Json[];
}

const anySet = (key: Json) => several(key, 0, 'unlimited');
const optional = (key: Json) => several(key, 0, 1);
const NUMBERS: readonly Json[] = ['integer', 'real', 'string', 'boolean', 'uuid'];
const SHAPES: readonly Json[] = [
  ...NUMBERS,
  ...[optional('integer'), anySet('integer'), several('integer', 1, 2), several('integer', 2, 3), optional('string')],
  ...[anySet('string'), several('string', 0, 'unlimited', 'string'), several('integer', 0, 1, 'integer')],
  { key: { type: 'integer', minInteger: 2 } },
  { key: { type: 'integer', maxInteger: 2 } },
  { key: { type: 'integer', enum: ['set', [1, 5]] } },
  { key: { type: 'string', minLength: 2 } },
  { key: { type: 'string', maxLength: 1 }, min: 0, max: 2 },
  { key: { type: 'string', enum: ['set', ['a', 'b']] } },
  { key: { type: 'real', minReal: 1.5 } },
];

const CHANGES: readonly Change[] = [
  { from: 'integer', values: [0, 1, 3], to: SHAPES },
  { from: 'real', values: [0, 1, 1.5], to: SHAPES },
  { from: 'string', values: ['', 'a', 'abc'], to: SHAPES },
  { from: 'boolean', values: [true, false], to: SHAPES },
  { from: optional('integer'), values: [['set', []], 1], to: SHAPES },
  { from: anySet('integer'), values: [['set', []], 1, ['set', [1, 2]], ['set', [1, 2, 3]]], to: SHAPES },
  { from: anySet('string'), values: [['set', []], 'a', ['set', ['a', 'b']]], to: SHAPES },
  {
    from: several('string', 0, 'unlimited', 'string'),
    values: [
      ['map', []],
      ['map', [['a', 'b']]],
    ],
    to: SHAPES,
  },
];

export const TYPE_CHANGES: readonly (Conversion & { readonly name: string })[] = CHANGES.flatMap(
  ({ from, values, to }) =>
    to.flatMap((type) =>
      values.map((value) => ({
        name: `a column of ${JSON.stringify(from)} with ${JSON.stringify(value)} becomes ${JSON.stringify(type)}`,
        schema: oneTable({ c: column(from), d: column('string') }),
        steps: [
          insert('T', { c: value, d: 'x' }, A),
          convert(oneTable({ c: column(type), d: column('string') })),
          contents(oneTable({})),
        ],
      })),
    ),
);

const two = (t: JsonObject, u: JsonObject, more: JsonObject = {}): JsonObject => ({
  name: CONVERTED,
  version: '1.0.0',
  tables: { T: { columns: t, isRoot: true }, U: { columns: u, ...more } },
});
const refs = (refType: string, min = 0, max: Json = 'unlimited', refTable = 'U') =>
  column({ key: { type: 'uuid', refTable, refType }, min, max });
const n = { n: column('integer') };

/** Everything that watches or waits, before a conversion. */
const watched: Step[] = [
  ask('set_db_change_aware', [true], 1),
  ask('monitor', [CONVERTED, 'm', { T: {} }], 1),
  ask('monitor_cond', [CONVERTED, 'c', { T: [{ columns: ['n'], where: [['n', '>', 0]] }] }], 1),
  ask('monitor', [CONVERTED, 'm', { T: {} }], 2),
  ask('lock', ['l1'], 1),
  ask('lock', ['l1'], 0),
  ask('lock', ['l2'], 2),
  ask('lock', ['l2'], 1),
];
const wait = (client: number, rows: Json[]): Step =>
  ask('transact', [CONVERTED, { op: 'wait', table: 'T', where: [], columns: ['n'], until: '==', rows }], client);
const plain = oneTable(n);
const wider = oneTable({ ...n, s: column('string') });
const strict = oneTable({ n: column({ key: { type: 'integer', maxInteger: 0 } }) });

export const CONVERSIONS: readonly (Conversion & { readonly name: string })[] = [
  {
    name: 'what is no schema, or another database',
    schema: plain,
    steps: [
      insert('T', { n: 1 }, A),
      ...[{}, 5, null, [], { ...plain, name: 'Other' }, { ...plain, extra: 1 }, { ...plain, tables: { T: {} } }].map(
        (json) => convert(json),
      ),
      convert(two({ n: refs('strong', 0, 1, 'Nope') }, n)),
      convert(oneTable({ n: column('integer', { ephemeral: true }) }, { indexes: [['n']] })),
      convert(oneTable({ n: column(several('integer', 0, 1, { type: 'uuid', refTable: 'Nope' })) })),
      { ...ask('convert', [CONVERTED]), isAwaited: true },
      { ...ask('convert', []), isAwaited: true },
      { ...ask('convert', ['Nope', plain]), isAwaited: true },
      { ...ask('convert', ['_Server', plain]), isAwaited: true },
      { ...ask('convert', [CONVERTED, plain, 1]), isAwaited: true },
      contents(plain),
    ],
  },
  {
    name: 'a conversion that is done under clients that watch, wait and hold locks',
    schema: plain,
    steps: [
      insert('T', { n: 1 }, A),
      ...watched,
      wait(0, [{ n: 2 }]),
      wait(1, [{ n: 2 }]),
      wait(2, [{ n: 2 }]),
      convert(wider),
      ask('transact', [CONVERTED, { op: 'update', table: 'T', where: [], row: { n: 2, s: 'x' } }]),
      ask('monitor', [CONVERTED, 'm', { T: {} }], 1),
      ask('monitor_cond_change', ['c', 'c', { T: [{ where: [true] }] }], 1),
      ask(
        'transact',
        [CONVERTED, { op: 'assert', lock: 'l2' }, { op: 'update', table: 'T', where: [], row: { n: 3 } }],
        1,
      ),
      ask('transact', [CONVERTED, { op: 'assert', lock: 'l1' }], 1),
      ask('transact', [CONVERTED, { op: 'assert', lock: 'l1' }], 0),
      contents(wider, CONVERTED, 0),
      contents(wider, CONVERTED, 1),
      contents(wider, CONVERTED, 2),
    ],
  },
  {
    name: 'a conversion that is refused under clients that watch, wait and hold locks',
    schema: plain,
    steps: [
      insert('T', { n: 1 }, A),
      ...watched,
      wait(1, [{ n: 2 }]),
      convert(strict),
      ask('transact', [CONVERTED, { op: 'update', table: 'T', where: [], row: { n: 2 } }]),
      ask('transact', [CONVERTED, { op: 'assert', lock: 'l2' }], 2),
      contents(plain, CONVERTED, 2),
    ],
  },
  {
    name: 'a conversion into the same schema, asked for by a client that knows of conversions',
    schema: plain,
    steps: [insert('T', { n: 1 }, A), ...watched, convert(plain, 1), contents(plain, CONVERTED, 1)],
  },
  {
    name: 'waits that the new schema fulfils, or whose table or column it lacks',
    schema: wider,
    steps: [
      ...[0, 1, 2].map((client) => ask('set_db_change_aware', [true], client)),
      insert('T', { n: 1, s: 'x' }, A),
      ask('transact', [CONVERTED, { op: 'wait', table: 'T', where: [], columns: ['s'], until: '==', rows: [] }], 1),
      ask('transact', [CONVERTED, { op: 'wait', table: 'T', where: [], columns: ['n'], until: '==', rows: [] }], 2),
      convert(plain),
      convert({ ...plain, tables: {} }),
      contents({}, CONVERTED, 1),
    ],
  },
  {
    name: 'tables dropped, added and dropped that are referred to',
    schema: two({ r: refs('strong'), w: refs('weak') }, n),
    steps: [
      stays,
      ask('transact', [
        CONVERTED,
        { op: 'insert', table: 'U', row: { n: 1 }, uuid: B, 'uuid-name': 'b' },
        { op: 'insert', table: 'T', row: { r: ['named-uuid', 'b'], w: ['named-uuid', 'b'] }, uuid: A },
      ]),
      convert(oneTable({ r: refs('strong') })),
      convert(oneTable({ r: column(anySet('uuid')) })),
      contents(plain),
      convert(two({ r: refs('strong') }, n)),
      convert(two({ r: refs('weak') }, n)),
      contents(two({}, {})),
      convert(two({ r: refs('weak', 1) }, n, { isRoot: true })),
      contents(two({}, {})),
    ],
  },
  {
    name: 'references change in kind and rows go that nobody refers to',
    schema: two({ r: refs('strong') }, n, { isRoot: true }),
    steps: [
      stays,
      ...[B, C].map((uuid) => insert('U', { n: uuid === B ? 1 : 2 }, uuid)),
      insert('T', { r: ['uuid', B] }, A),
      convert(two({ r: refs('weak') }, n, { isRoot: true })),
      contents(two({}, {})),
      convert(two({ r: refs('strong') }, n)),
      contents(two({}, {})),
      convert(two({ r: refs('weak') }, n)),
      contents(two({}, {})),
      convert(two({ r: refs('strong', 0, 1, 'T') }, n)),
      contents(two({}, {})),
    ],
  },
  {
    name: 'indexes, limits on rows, ephemeral and immutable columns',
    schema: oneTable({ ...n, e: column('string', { ephemeral: true }), f: column('string', { mutable: false }) }),
    steps: [
      stays,
      ...[A, B].map((uuid) => insert('T', { n: 1, e: 'e', f: 'f' }, uuid)),
      convert(oneTable(n, { indexes: [['n']] })),
      convert(oneTable(n, { maxRows: 1 })),
      convert(oneTable({ ...n, e: column('string', { ephemeral: true }), f: column('string') })),
      contents(plain),
      insert('T', { n: 2, e: 'e' }, C),
      convert(oneTable({ ...n, e: column('string'), f: column('string', { ephemeral: true }) })),
      contents(plain),
      convert(oneTable({ ...n, e: column('string', { ephemeral: true }), f: column('string') }, { maxRows: 3 })),
      contents(plain),
      ask('transact', [CONVERTED, { op: 'update', table: 'T', where: [], row: { f: 'g' } }], 1),
    ],
  },
  {
    name: 'new columns and their defaults',
    schema: plain,
    steps: [
      stays,
      insert('T', { n: 1 }, A),
      ...SHAPES.map((type) => convert(oneTable({ ...n, d: column(type) }))).flatMap((step) => [
        step,
        contents(plain),
        convert(plain),
      ]),
      convert(two(n, { x: column('string') })),
      insert('U', { x: 'y' }, B),
      contents(two({}, {})),
      convert(two(n, {}, { isRoot: true })),
    ],
  },
];
