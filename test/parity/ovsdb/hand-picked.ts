/** Requests chosen by hand: each case of the tables of RFC 7047 and of what C clients were seen to send. */
import type { Json } from '#ovsdb/notation';
import type { Step } from './steps.js';

interface Case {
  readonly name: string;
  readonly steps: readonly Step[];
}

const A = '11111111-1111-1111-1111-111111111111';
const B = '22222222-2222-2222-2222-222222222222';
const C = '44444444-4444-4444-4444-444444444444';
const K = '33333333-3333-3333-3333-333333333333';
const DB = 'Everything';

const ask = (method: string, params: Json, client = 0): Step => ({ client, method, params });
const transact = (...operations: Json[]): Step => ask('transact', [DB, ...operations]);
const insert = (table: string, row: Json, uuid: string, name?: string): Json => ({
  op: 'insert',
  table,
  row,
  uuid,
  ...(name === undefined ? {} : { 'uuid-name': name }),
});
const single: Json = ['map', [['a', 1]]];
const two: Json = [
  'map',
  [
    ['a', 1],
    ['b', 2],
  ],
];
const one = (...operations: Json[]): Step[] => operations.map((operation) => transact(operation));
const watch = (method: string, id: string, requests: Json, ...more: Json[]): Step =>
  ask(method, [DB, id, requests, ...more], 1);

/** Numbers in forms that JSON programs do not agree on; past a double's range ovsdb-server drops the client. */
const NUMBERS = [
  ...['-0', '-0.0', '1e2', '1.0', '1E+2', '9007199254740993.0', '1e18', '9223372036854775807', '9223372036854775808'],
  ...[
    '-9223372036854775808',
    '-9223372036854775809',
    '1e19',
    '12345678901234567890123',
    '0.1e1',
    '90071992547409930e-1',
    '9.007199254740993e15',
    '5.0e-1',
    '1e-1',
  ],
  // The ends of the range of reals; what lies beyond these ovsdb-server prints so that nobody can read it (docs/differences.md).
  ...['123456789012345678', '0.1000000000000000055', '1.79769313486231e308', '2.22507385850721e-308'],
  ...['1e400', '-1e400', '5e-324', '01', '1.', '.5', '+1', '0x10', '1e', '- 1', 'Infinity', 'NaN'],
].map((number): Case => {
  const row = (column: string) => `{"op":"insert","table":"Root","uuid":"${A}","row":{"${column}":${number}}}`;
  const of = (column: string): Step => ({
    ...ask('transact', []),
    text: `["${DB}",${row(column)},{"op":"select","table":"Root","where":[],"columns":["${column}"]},{"op":"abort"}]`,
  });
  return { name: `the number ${number}`, steps: [of('ratio'), of('big'), of('numbers'), ask('echo', [])] };
});

export const HAND_PICKED: readonly Case[] = [
  ...NUMBERS,
  {
    name: 'databases and schemas',
    steps: [
      ask('list_dbs', []),
      ask('get_schema', [DB]),
      ask('get_schema', ['_Server']),
      ask('get_schema', []),
      ask('get_schema', ['nope']),
      ask('echo', ['x', 1, null, { a: [] }]),
      ask('set_db_change_aware', [true]),
      ask('set_db_change_aware', []),
      ask('nope', []),
      ask('transact', ['_Server', { op: 'delete', table: 'Database', where: [] }]),
      ask('transact', ['_Server', { op: 'comment', comment: 'x' }, { op: 'commit', durable: true }]),
      ask('transact', ['_Server', { op: 'insert', table: 'Database', row: {} }]),
    ],
  },
  {
    name: 'malformed transactions',
    steps: [
      ask('transact', []),
      ask('transact', [5]),
      ask('transact', ['nope']),
      transact(),
      ...one(
        5,
        {},
        { op: 5 },
        { op: 'frob' },
        { op: 'insert', table: 'Root' },
        { op: 'insert', table: 5, row: {} },
        { op: 'insert', table: 'Root', row: 5 },
        { op: 'insert', table: 'Root', row: {}, extra: 1 },
        { op: 'insert', table: 'Single', row: {}, uuid: 'x' },
        { op: 'insert', table: 'Single', row: {}, 'uuid-name': '5' },
        { op: 'select', table: 'Root' },
        { op: 'select', table: 'Root', where: 5 },
        { op: 'select', table: 'Root', where: [], columns: ['nope'] },
        { op: 'select', table: 'Root', where: [], columns: ['name', 'name'] },
        { op: 'select', table: 'Root', where: [], columns: [5] },
        { op: 'select', table: 'Root', where: [['name', '=', 'x']] },
        { op: 'select', table: 'Root', where: [['name', '<', 'x']] },
        { op: 'select', table: 'Root', where: [['name', '==']] },
        { op: 'mutate', table: 'Root', where: [], mutations: 5 },
        { op: 'mutate', table: 'Root', where: [], mutations: [5] },
        { op: 'mutate', table: 'Root', where: [], mutations: [['fixed', '+=', 1]] },
        { op: 'mutate', table: 'Root', where: [], mutations: [['name', 'insert', 'x']] },
        { op: 'update', table: 'Root', where: [], row: { fixed: 'x' } },
        { op: 'update', table: 'Root', where: [], row: { _version: ['uuid', A] } },
        { op: 'wait', table: 'Root', where: [], rows: [], until: '>', timeout: 0 },
        { op: 'wait', table: 'Root', where: [], rows: [], until: '==', timeout: -5 },
        { op: 'wait', table: 'Root', where: [], rows: [], until: '==', timeout: 1e300 },
        { op: 'wait', table: 'Root', where: [], rows: [], until: '==', timeout: 1.5 },
        { op: 'wait', table: 'Root', where: [], rows: 5, until: '==' },
        { op: 'commit' },
        { op: 'commit', durable: 5 },
        { op: 'comment' },
        { op: 'assert', lock: '5' },
        { op: 'assert', lock: 'l1' },
      ),
      transact({ op: 'abort' }, { op: 'select', table: 'Root', where: [] }),
    ],
  },
  {
    // Each alone, so that it is known where a random request has several and the servers name different ones.
    name: 'faults of all kinds',
    steps: [
      ask('steal', []),
      ask('unlock', []),
      ask('monitor_cond_change', ['nope', 'nope', {}], 1),
      ask('transact', [DB, { op: 'insert', table: 'Single', row: {} }, 'more']),
      ...one(
        { op: 'nothing' },
        { op: 'insert', row: {} },
        { op: 'select', table: 'Nowhere', where: [] },
        { op: 'insert', table: 'Single', row: {}, extra: 1, more: 2 },
        { op: 'mutate', table: 'Root', where: [], mutations: [['name', 'x', 1]] },
        { op: 'insert', table: 'Root', row: { exact: two } },
        { op: 'insert', table: 'Root', row: { exact: ['map', []] } },
        { op: 'insert', table: 'Root', row: { pair: two } },
        { op: 'insert', table: 'Root', row: { any: ['map', []] } },
        { op: 'insert', table: 'Root', row: { some: ['set', []] } },
      ),
      transact(insert('Root', { name: 'f' }, A, 'f'), insert('Root', { name: 'g' }, B, 'f')),
      transact(insert('Root', { name: 'f', exact: single, some: ['set', [1, 2, 3]], any: single }, A)),
      ...one(
        ...[
          ['exact', 'insert', two],
          ['exact', 'delete', single],
          ['pair', 'insert', two],
          ['any', 'delete', single],
          ['sizes', 'insert', ['map', [1, 2, 3].map((n): Json => [n, 1.5])]],
          ['some', 'delete', ['set', [1, 2, 3]]],
          ['some', 'insert', ['set', [4]]],
          ['few', 'insert', ['set', ['a', 'b', 'c']]],
        ].map((mutation): Json => ({ op: 'mutate', table: 'Root', where: [], mutations: [mutation] })),
      ),
      transact({ op: 'update', table: 'Root', where: [], row: { flag: true } }, insert('Root', { name: 'f' }, B)),
      transact(insert('Child', { n: 1 }, K, 'k'), {
        op: 'update',
        table: 'Root',
        where: [],
        row: { children: ['named-uuid', 'k'] },
      }),
      transact({ op: 'delete', table: 'Child', where: [] }),
      transact({ op: 'delete', table: 'Root', where: [] }),
    ],
  },
  {
    name: 'references and garbage collection',
    steps: [
      transact(
        insert('Root', { name: 'a', some: 1, children: ['named-uuid', 'k'], friend: ['named-uuid', 'k'] }, A),
        insert('Child', { n: 1 }, K, 'k'),
      ),
      transact({ op: 'select', table: 'Root', where: [] }, { op: 'select', table: 'Child', where: [] }),
      transact({ op: 'delete', table: 'Child', where: [] }),
      transact(insert('Child', { n: 2 }, C)),
      transact(insert('Child', { n: 2, next: ['uuid', C] }, C)),
      transact({ op: 'select', table: 'Child', where: [], columns: ['n'] }),
      transact({ op: 'update', table: 'Root', where: [], row: { children: ['set', []] } }),
      transact({ op: 'select', table: 'Root', where: [], columns: ['children', 'friend'] }),
      transact(insert('Root', { name: 'b', children: ['uuid', C] }, B)),
      transact(
        insert(
          'Root',
          {
            name: 'b',
            friends: [
              'set',
              [
                ['uuid', A],
                ['uuid', K],
              ],
            ],
          },
          B,
        ),
      ),
      transact({ op: 'delete', table: 'Root', where: [['_uuid', '==', ['uuid', A]]] }),
      transact({ op: 'select', table: 'Root', where: [], columns: ['friends'] }),
      transact(
        insert('Child', { n: 5, next: ['named-uuid', 'b'] }, K, 'a'),
        insert('Child', { n: 6, next: ['named-uuid', 'a'] }, A, 'b'),
      ),
      transact({ op: 'select', table: 'Child', where: [], columns: ['n', 'next'] }),
      transact({ op: 'delete', table: 'Child', where: [['n', '==', 5]] }),
      transact({ op: 'delete', table: 'Child', where: [] }),
    ],
  },
  {
    name: 'limits and indexes',
    steps: [
      transact({ op: 'insert', table: 'Single', row: {} }, { op: 'insert', table: 'Single', row: {} }),
      transact(insert('Single', {}, A)),
      transact(insert('Single', {}, A)),
      transact(insert('Single', {}, B)),
      transact({ op: 'delete', table: 'Single', where: [] }, insert('Single', { value: 'x' }, B)),
      transact(insert('Root', { name: 'a', count: 1 }, A), insert('Root', { name: 'a', count: 1 }, B)),
      transact(insert('Root', { name: 'a', count: 1 }, A), insert('Root', { name: 'b', count: 1 }, B)),
      transact({ op: 'update', table: 'Root', where: [], row: { name: 'c' } }),
      transact({ op: 'update', table: 'Root', where: [['name', '==', 'a']], row: { name: 'b' } }),
      transact(
        { op: 'update', table: 'Root', where: [['_uuid', '==', ['uuid', A]]], row: { name: 'b' } },
        { op: 'update', table: 'Root', where: [['_uuid', '==', ['uuid', B]]], row: { name: 'a' } },
      ),
      transact({
        op: 'select',
        table: 'Root',
        where: [
          ['name', '==', 'a'],
          ['count', '==', 1],
        ],
        columns: ['_uuid'],
      }),
    ],
  },
  {
    name: 'values and their limits',
    steps: [
      ...[
        { count: 11 },
        { count: -6 },
        { count: 1.5 },
        { count: 1e3 },
        { big: 9223372036854775807n },
        { big: -9223372036854775808n },
        { big: 9223372036854775808n },
        { ratio: 0.1 },
        { ratio: 1e300 },
        { ratio: 3 },
        { bounded: 2.6 },
        { bounded: -1.6 },
        ...[{ low: -1.6 }, { high: 2.6 }, { least: -6 }, { most: 11 }, { long: 'a' }, { short: 'abc' }],
        ...[{ numeral: 3 }, { numeral: 9007199254740993n }, { yes: false }, { yes: true }, { long: 'éé' }],
        { kind: 'd' },
        { label: '' },
        { label: 'éèà' },
        { label: 'abcd' },
        { numbers: ['set', [3, 1, 2]] },
        { numbers: ['set', [1, 1]] },
        { numbers: ['set', 5] },
        { few: ['set', ['a', 'b', 'c']] },
        { some: ['set', []] },
        {
          options: [
            'map',
            [
              ['b', '2'],
              ['a', '1'],
            ],
          ],
        },
        {
          options: [
            'map',
            [
              ['a', '1'],
              ['a', '2'],
            ],
          ],
        },
        { options: ['map', [['a']]] },
        { options: ['set', []] },
        {
          sizes: [
            'map',
            [
              [1, 1.5],
              [2, 2],
              [3, 3],
            ],
          ],
        },
        { flag: 1 },
        { name: null },
        { nope: 1 },
        { children: ['uuid', 'x'] },
        { children: 'x' },
        { ratio: {} },
        { ratio: 'x' },
        { big: 'x' },
        { big: {} },
        { flag: 'x' },
        { name: {} },
        { name: 1 },
        { options: 5 },
        { options: ['map', 5] },
        { numbers: ['set'] },
        { friend: ['named-uuid', '5'] },
      ].map((row) =>
        transact(
          insert('Root', row, A),
          { op: 'select', table: 'Root', where: [], columns: Object.keys(row) },
          { op: 'abort' },
        ),
      ),
    ],
  },
  {
    name: 'mutations',
    steps: [
      transact(
        insert('Root', { name: 'm', count: 3, big: 9223372036854775807n, ratio: 1.5, numbers: ['set', [1, 2, 3]] }, A),
      ),
      ...(
        [
          ['count', '+=', 20],
          ['count', '-=', 1],
          ['count', '*=', 2],
          ['count', '/=', 0],
          ['count', '%=', 0],
          ['count', '%=', 3],
          ['count', '/=', -2],
          ['big', '+=', 1],
          ['ratio', '/=', 0],
          ['ratio', '%=', 1],
          ['ratio', '*=', 3],
          ['numbers', '+=', 10],
          ['numbers', '*=', 0],
          ['numbers', 'insert', ['set', [2, 9]]],
          ['numbers', 'insert', ['set', [9, 9]]],
          ['numbers', 'delete', ['set', [1, 100]]],
          ['few', 'insert', ['set', ['a', 'b']]],
          ['few', 'insert', ['set', ['c']]],
          ['some', 'delete', 0],
          [
            'options',
            'insert',
            [
              'map',
              [
                ['k', 'v'],
                ['l', 'w'],
              ],
            ],
          ],
          ['options', 'insert', ['map', [['k', 'other']]]],
          [
            'options',
            'delete',
            [
              'map',
              [
                ['k', 'other'],
                ['l', 'w'],
              ],
            ],
          ],
          ['options', 'delete', ['set', ['k']]],
          ['options', 'delete', 'k'],
          [
            'pair',
            'insert',
            [
              'map',
              [
                ['a', 1],
                ['b', 2],
              ],
            ],
          ],
          ['flag', '+=', 1],
          ['label', 'insert', 'x'],
          ['label', 'insert', 'y'],
          ['label', 'delete', 'x'],
          ['_uuid', 'insert', ['uuid', A]],
        ] satisfies Json[]
      ).map((mutation) =>
        transact(
          { op: 'mutate', table: 'Root', where: [], mutations: [mutation] },
          {
            op: 'select',
            table: 'Root',
            where: [],
            columns: ['count', 'big', 'ratio', 'numbers', 'few', 'some', 'options', 'pair', 'label'],
          },
        ),
      ),
    ],
  },
  {
    name: 'wait',
    steps: [
      transact(insert('Root', { name: 'w', count: 1 }, A)),
      {
        ...transact({ op: 'wait', table: 'Root', where: [], columns: ['name'], until: '==', rows: [], timeout: 20 }),
        isAwaited: true,
      },
      ...one(
        { op: 'wait', table: 'Root', where: [], columns: ['name'], until: '==', rows: [{ name: 'w' }], timeout: 0 },
        { op: 'wait', table: 'Root', where: [], columns: ['name'], until: '!=', rows: [{ name: 'w' }], timeout: 0 },
        {
          op: 'wait',
          table: 'Root',
          where: [],
          columns: ['name'],
          until: '==',
          rows: [{ name: 'w' }, { name: 'w' }],
          timeout: 0,
        },
        { op: 'wait', table: 'Root', where: [], columns: ['name'], until: '==', rows: [], timeout: 0 },
        { op: 'wait', table: 'Root', where: [], columns: ['count'], until: '==', rows: [{ name: 'w' }], timeout: 0 },
        { op: 'wait', table: 'Single', where: [], until: '==', rows: [], timeout: 0 },
        { op: 'wait', table: 'Root', where: [], columns: ['name'], until: '==', rows: [5], timeout: 0 },
        { op: 'wait', table: 'Root', where: [], columns: ['name'], until: '==', rows: [{ name: 5 }], timeout: 0 },
      ),
    ],
  },
  {
    name: 'monitors',
    steps: [
      transact(insert('Root', { name: 'a', numbers: ['set', [1, 2]] }, A)),
      watch('monitor', 'v1', { Root: { columns: ['name', 'numbers'] } }),
      watch('monitor', 'v1', { Root: {} }),
      watch('monitor', 'v1b', {
        Root: [
          { columns: ['name'], select: { initial: false } },
          { columns: ['count', 'ratio'], select: { modify: false } },
        ],
      }),
      watch('monitor', 'x', { Root: [{ columns: ['name'] }, { columns: ['name'] }] }),
      watch('monitor', 'x', { Nope: [{ columns: ['name'] }] }),
      watch('monitor', 'x', { Root: [{ columns: ['nope'] }] }),
      watch('monitor', 'x', { Root: [{ columns: [5] }] }),
      watch('monitor', 'x', { Root: [{ columns: 5 }] }),
      watch('monitor', 'x', { Root: [{ columns: ['name'], where: [] }] }),
      watch('monitor', 'x', { Root: [{ columns: ['name'], select: { initial: 5 } }] }),
      watch('monitor', 'x', { Root: [{ columns: ['name'], select: { odd: true } }] }),
      watch('monitor', 'x', { Root: [{ columns: ['name'], odd: {} }] }),
      watch('monitor', 'x', { Root: 5 }),
      watch('monitor', 'x', 5),
      watch('monitor_cond', 'v2', {
        Root: [
          {
            columns: ['name', 'numbers', 'options', 'count'],
            where: [
              ['name', '==', 'a'],
              ['name', '==', 'b'],
            ],
          },
        ],
      }),
      watch('monitor_cond', 'none', { Root: [{ columns: [] }], Child: [{ columns: ['n'] }] }),
      watch('monitor_cond', 'x', { Root: [{ columns: ['name'], where: [['nope', '==', 1]] }] }),
      watch('monitor_cond', 'x', { Root: [{ columns: ['name'], where: 5 }] }),
      watch(
        'monitor_cond_since',
        'v3',
        { Root: [{ columns: ['name', 'options'] }] },
        '00000000-0000-0000-0000-000000000000',
      ),
      watch('monitor_cond_since', 'x', { Root: [{ columns: ['name'] }] }),
      watch('monitor_cond_since', 'x', { Root: [{ columns: ['name'] }] }, 5),
      watch('monitor_cond_since', 'x', { Root: [{ columns: ['name'] }] }, 'x'),
      transact(
        insert(
          'Root',
          {
            name: 'b',
            count: 2,
            options: [
              'map',
              [
                ['a', '1'],
                ['b', '2'],
              ],
            ],
          },
          B,
        ),
      ),
      transact({ op: 'update', table: 'Root', where: [], row: { ratio: 2.5 } }),
      transact({
        op: 'update',
        table: 'Root',
        where: [['name', '==', 'a']],
        row: { numbers: ['set', [2, 3]], count: 5 },
      }),
      transact({
        op: 'mutate',
        table: 'Root',
        where: [['name', '==', 'b']],
        mutations: [
          ['options', 'delete', 'a'],
          ['options', 'insert', ['map', [['c', '3']]]],
        ],
      }),
      transact({
        op: 'update',
        table: 'Root',
        where: [['name', '==', 'b']],
        row: { options: ['map', [['b', 'new']]] },
      }),
      transact({ op: 'update', table: 'Root', where: [['name', '==', 'b']], row: { name: 'c' } }),
      ask('monitor_cond_change', ['v2', 'v2', { Root: [{ where: [['name', '==', 'c']] }] }], 1),
      watch('monitor_cond', 'two', { Root: [{ columns: ['name'] }], Child: [{ columns: ['n'], where: [false] }] }),
      ask('monitor_cond_change', ['two', 'two', { Root: [{ where: [false] }], Child: [{ where: [true] }] }], 1),
      ask(
        'monitor_cond_change',
        ['two', 'two', { Root: [{ where: [['name', '==', 'a']] }], Child: [{ where: [] }] }],
        1,
      ),
      ask('monitor_cond_change', ['v3', 'v4', { Root: [{ where: [false] }] }], 1),
      ask('monitor_cond_change', ['v3', 'v4', { Root: [{ where: [] }] }], 1),
      ask('monitor_cond_change', ['v4', 'v1', { Root: [{ where: [] }] }], 1),
      ask('monitor_cond_change', ['v4', 'v4', { Root: [{ where: [['nope', '==', 1]] }] }], 1),
      ask('monitor_cond_change', ['v4', 'v4', { Nope: [{ where: [] }] }], 1),
      ask('monitor_cond_change', ['v4', 'v4', { Root: { where: [] } }], 1),
      ask('monitor_cond_change', ['v4', 'v4', { Root: [{ where: [], columns: ['name'] }] }], 1),
      ask('monitor_cond_change', ['v4', 'v4', 5], 1),
      ask('monitor_cond_change', ['v1', 'v1', { Root: [{ where: [false] }] }], 1),
      transact({ op: 'update', table: 'Root', where: [], row: { name: 'd' } }, { op: 'abort' }),
      transact({ op: 'delete', table: 'Root', where: [['name', '==', 'c']] }),
      ask('monitor_cancel', ['v1'], 1),
      ask('monitor_cancel', ['v1'], 1),
      ask('monitor_cancel', [], 1),
      transact({ op: 'delete', table: 'Root', where: [] }),
    ],
  },
  {
    name: 'locks',
    steps: [
      ask('lock', ['l1']),
      ask('lock', ['l1']),
      ask('lock', ['l1'], 1),
      ask('lock', ['l1'], 2),
      ask('steal', ['l1'], 2),
      ask('transact', [DB, { op: 'assert', lock: 'l1' }], 1),
      ask('unlock', ['l1']),
      ask('transact', [DB, { op: 'assert', lock: 'l1' }], 1),
      ask('steal', ['l1']),
      ask('transact', [DB, { op: 'assert', lock: 'l1' }], 1),
      ask('lock', ['l1'], 1),
      ask('unlock', ['l1']),
      ask('unlock', ['l1'], 1),
      ask('unlock', ['l1'], 2),
      ask('unlock', ['l1'], 2),
      ask('lock', ['5']),
      ask('lock', []),
      ask('lock', [5]),
      ask('lock', ['a', 'b']),
      ask('steal', ['l2']),
      ask('steal', ['l2']),
    ],
  },
];
