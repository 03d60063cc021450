import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import type { Atom } from './atom.js';
import { compareAtoms } from './atom.js';
import { matchesAll, matchesAny, parseConditions } from './condition.js';
import { applyDifference, difference } from './difference.js';
import { type Json, parseJson, stringifyJson } from './json.js';
import { applyMutation, parseMutation } from './mutation.js';
import { OvsdbError } from './ovsdb-error.js';
import type { ColumnType } from './schema.js';
import { parseSchema } from './schema-parse.js';
import { schemaToJson } from './schema-print.js';
import { defaultValue, equalValues, sortedMap, type Value, valueFromJson, valueToJson, valueToText } from './value.js';

const many = { min: 0, max: 'unlimited' } as const;
const schema = parseSchema({
  name: 'T',
  version: '1.0.0',
  cksum: '1 2',
  tables: {
    A: {
      isRoot: true,
      columns: {
        s: { type: 'string' },
        i: { type: 'integer' },
        r: { type: 'real' },
        b: { type: 'boolean' },
        u: { type: 'uuid' },
        os: { type: { key: 'string', min: 0 } },
        oi: { type: { key: 'integer', min: 0 } },
        ss: { type: { key: 'string', ...many } },
        si: { type: { key: 'integer', ...many } },
        s1: { type: { key: 'string', min: 1, max: 'unlimited' } },
        s3: { type: { key: 'integer', min: 0, max: 3 } },
        mss: { type: { key: 'string', value: 'string', ...many } },
        mis: { type: { key: 'integer', value: 'string', min: 0, max: 2 } },
        en: { type: { key: { type: 'string', enum: ['set', ['y', 'x']] } } },
        rg: { type: { key: { type: 'integer', minInteger: 1, maxInteger: 10 }, min: 0 } },
        rmin: { type: { key: { type: 'integer', minInteger: 1 }, min: 0 } },
        rmax: { type: { key: { type: 'integer', maxInteger: 10 }, min: 0 } },
        rr: { type: { key: { type: 'real', minReal: 1.5, maxReal: 2.5 }, min: 0 } },
        l: { type: { key: { type: 'string', minLength: 2, maxLength: 4 }, min: 0 } },
        im: { type: 'string', mutable: false },
        e1: { type: { key: { type: 'string', enum: 'only' } } },
        w: { type: { key: { type: 'uuid', refTable: 'A', refType: 'weak' }, ...many } },
      },
      indexes: [['s', 'i']],
      maxRows: 5,
    },
  },
});
const table = schema.tables.get('A')!;

function typeOf(column: string): ColumnType {
  return table.columns.get(column)!.type;
}

/** What `action` gives, or the error it throws as `error: details [syntax]`. */
function outcome(action: () => unknown): unknown {
  try {
    return action();
  } catch (error) {
    if (!(error instanceof OvsdbError)) throw error;
    return `${error.error}: ${error.details ?? ''}${error.syntax === undefined ? '' : ` [${error.syntax}]`}`;
  }
}

const names = (name: string) => `uuid of ${name}`;

/** Column, JSON, and the in-memory value or ovsdb-server 3.1's error. */
test.each<[string, string, unknown]>([
  ['s', '"a"', 'a'],
  ['s', '["set",["a"]]', 'a'],
  ['s', '1', 'syntax error: expected string [1]'],
  ['s', '["set",[]]', 'syntax error: set must have exactly one member but 0 are present [["set",[]]]'],
  ['s', '["set",["a","b"]]', 'syntax error: set must have exactly one member but 2 are present [["set",["a","b"]]]'],
  ['s', '{}', 'syntax error: expected string [{}]'],
  ['i', '1e3', 1000],
  ['i', '1.5', 'syntax error: expected integer [1.5]'],
  ['i', '9223372036854775807', 9223372036854775807n],
  ['i', '-9223372036854775808', -9223372036854775808n],
  ['i', '12345678901234567890', 'syntax error: expected integer [1.23456789012346e+19]'],
  ['i', '1e17', 100000000000000000n],
  ['r', '12345678901234567890', Number('12345678901234567890')],
  ['r', '-0.0', 0],
  ['b', '1', 'syntax error: expected boolean [1]'],
  ['u', '"x"', 'syntax error: expected ["uuid", <string>] ["x"]'],
  ['u', '["uuid","x"]', 'syntax error: "x" is not a valid UUID [["uuid","x"]]'],
  ['u', '["uuid","FFFFFFFF-aaaa-aaaa-aaaa-aaaaaaaaaaaa"]', 'ffffffff-aaaa-aaaa-aaaa-aaaaaaaaaaaa'],
  ['u', '["named-uuid","x"]', 'uuid of x'],
  ['u', '["named-uuid","1x"]', 'syntax error: named-uuid string is not a valid <id> [["named-uuid","1x"]]'],
  ['u', '["named-uuid",5]', 'syntax error: expected ["uuid", <string>] [["named-uuid",5]]'],
  ['os', '["set",[]]', undefined],
  ['os', '["set",["a","b"]]', 'syntax error: set must have 0 to 1 members but 2 are present [["set",["a","b"]]]'],
  ['ss', '"a"', ['a']],
  ['ss', '["set",["b","a"]]', ['a', 'b']],
  ['ss', '["set","x"]', 'syntax error: expected ["set", <array>] [["set","x"]]'],
  ['ss', '["set",["a","a"]]', 'ovsdb error: set contains duplicate'],
  ['ss', '["map",[]]', 'syntax error: expected string [["map",[]]]'],
  ['s1', '["set",[]]', 'syntax error: set must have 1 to 4294967295 members but 0 are present [["set",[]]]'],
  ['s3', '["set",[1,2,3,4]]', 'syntax error: set must have 0 to 3 members but 4 are present [["set",[1,2,3,4]]]'],
  [
    'mss',
    '["map",[["b","1"],["a","2"]]]',
    new Map([
      ['a', '2'],
      ['b', '1'],
    ]),
  ],
  ['mss', '["map",[["a","b"],["a","b"]]]', 'ovsdb error: map contains duplicate key'],
  ['mss', '["map",[["a"]]]', 'syntax error: expected 2-element array [["a"]]'],
  ['mss', '["set",[]]', 'syntax error: expected ["map", <array>] [["set",[]]]'],
  [
    'mis',
    '["map",[[1,"a"],[2,"b"],[3,"c"]]]',
    'syntax error: map must have 0 to 2 members but 3 are present [["map",[[1,"a"],[2,"b"],[3,"c"]]]]',
  ],
  ['en', '"z"', 'constraint violation: z is not one of the allowed values ([x, y])'],
  ['en', '""', 'constraint violation: "" is not one of the allowed values ([x, y])'],
  ['rg', '11', 'constraint violation: 11 is not in the valid range 1 to 10 (inclusive)'],
  ['rmin', '0', 'constraint violation: 0 is less than minimum allowed value 1'],
  ['rmax', '11', 'constraint violation: 11 is greater than maximum allowed value 10'],
  ['rr', '1', 'constraint violation: 1 is not in the valid range 1.5 to 2.5 (inclusive)'],
  ['l', '"é"', 'constraint violation: "é" length 1 is less than minimum allowed length 2'],
  ['l', '"abcde"', 'constraint violation: "abcde" length 5 is greater than maximum allowed length 4'],
])('value of %s: %s', (column, json, expected) => {
  expect(outcome(() => valueFromJson(typeOf(column), parseJson(json), names))).toEqual(expected);
});

const row: Readonly<Record<string, Value>> = {
  i: 5,
  oi: 3,
  os: 'hi',
  s: 'q',
  ss: ['a', 'b'],
  si: [1, 2],
  s3: [1],
  s1: ['z'],
  mss: new Map([
    ['k', 'v'],
    ['k2', 'v2'],
  ]),
  mis: new Map([
    [1, 'a'],
    [2, 'b'],
  ]),
  r: 1.5,
  rg: 5,
};
const empty = (column: string) => (column === '_uuid' ? '' : defaultValue(typeOf(column)));

/** A clause, and whether it holds for `row` and for a row of defaults. */
test.each<[string, [boolean, boolean] | string]>([
  ['["i","<",6]', [true, true]],
  ['["i",">=",5]', [true, false]],
  ['["oi","<",4]', [true, false]],
  ['["oi","==",["set",[]]]', [false, true]],
  ['["oi","!=",["set",[]]]', [true, false]],
  ['["oi","includes",["set",[]]]', [true, true]],
  ['["oi","excludes",3]', [false, true]],
  ['["ss","includes",["set",["a","c"]]]', [false, false]],
  ['["ss","excludes",["set",["a","c"]]]', [false, true]],
  ['["s3","excludes",["set",[7,2,3,4]]]', [true, true]],
  ['["os","excludes",["set",["hi","b"]]]', [false, true]],
  ['["mss","includes",["map",[["k","v"]]]]', [true, false]],
  ['["mss","excludes",["map",[["k","w"]]]]', [true, true]],
  ['["mss","excludes",["map",[["k","v"]]]]', [false, true]],
  ['["mis","excludes",["map",[[1,"b"],[2,"c"],[3,"z"]]]]', [true, true]],
  ['true', [true, true]],
  ['false', [false, false]],
  ['["oi","<",["set",[]]]', 'syntax error: set must have exactly one member but 0 are present [["set",[]]]'],
  [
    '["os","<","z"]',
    'syntax error: Type mismatch: "<" operator may not be applied to column os of type set of up to 1 strings. [["os","<","z"]]',
  ],
  [
    '["mss","<",["map",[]]]',
    'syntax error: Type mismatch: "<" operator may not be applied to column mss of type map of (string, string) pairs. [["mss","<",["map",[]]]]',
  ],
  [
    '["s3","<",3]',
    'syntax error: Type mismatch: "<" operator may not be applied to column s3 of type set of up to 3 integers. [["s3","<",3]]',
  ],
  [
    '["os","includes",["set",["a","b"]]]',
    'syntax error: set must have 0 to 1 members but 2 are present [["set",["a","b"]]]',
  ],
  ['["i","foo",5]', 'unknown function: No function named foo.'],
  ['["nope","==",5]', 'unknown column: No column nope in table A. [["nope","==",5]]'],
  ['["i","=="]', 'syntax error: Parse error in condition. [["i","=="]]'],
  ['["i","includes",["set",[]]]', 'syntax error: set must have exactly one member but 0 are present [["set",[]]]'],
])('condition %s', (clause, expected) => {
  expect(
    outcome(() => {
      const conditions = parseConditions(table, [parseJson(clause)]);
      return [matchesAll(conditions, (column) => row[column]), matchesAll(conditions, empty)];
    }),
  ).toEqual(expected);
});

test('clauses are ANDed in operations and ORed in monitors', () => {
  const conditions = parseConditions(table, [
    ['i', '==', 5],
    ['i', '==', 6],
  ]);
  const read = (column: string) => row[column];
  expect([matchesAll(conditions, read), matchesAny(conditions, read)]).toEqual([false, true]);
  expect([matchesAll([], read), matchesAny([], read), matchesAny([false], read)]).toEqual([true, true, false]);
});

/** A mutation of `row`, and the column afterwards as JSON. */
test.each<[string, unknown]>([
  ['["i","+=",1]', 6],
  ['["i","-=",7]', -2],
  ['["i","/=",-2]', -2],
  ['["i","%=",3]', 2],
  ['["i","/=",0]', 'domain error: Division by zero.'],
  ['["i","*=",9223372036854775807]', 'range error: Result of "*=" operation is out of range.'],
  ['["i","+=",9223372036854775000]', 9223372036854775005n],
  ['["r","*=",3]', 4.5],
  [
    '["r","%=",2]',
    'syntax error: Type mismatch: "%=" operator may not be applied to column r of type real. [["r","%=",2]]',
  ],
  ['["si","+=",1]', ['set', [2, 3]]],
  ['["si","*=",0]', 'constraint violation: Result of "*=" operation contains duplicates.'],
  ['["oi","+=",1]', 4],
  ['["rg","+=",10]', 'constraint violation: 15 is not in the valid range 1 to 10 (inclusive)'],
  ['["ss","insert",["set",["a","c"]]]', ['set', ['a', 'b', 'c']]],
  ['["ss","delete",["set",["a","z"]]]', 'b'],
  [
    '["mss","insert",["map",[["k","new"],["k3","v3"]]]]',
    [
      'map',
      [
        ['k', 'v'],
        ['k2', 'v2'],
        ['k3', 'v3'],
      ],
    ],
  ],
  ['["mss","delete",["map",[["k","new"],["k2","v2"]]]]', ['map', [['k', 'v']]]],
  ['["mss","delete",["set",["k"]]]', ['map', [['k2', 'v2']]]],
  ['["mss","delete","k"]', ['map', [['k2', 'v2']]]],
  ['["mss","insert",["set",["k"]]]', 'syntax error: expected ["map", <array>] [["set",["k"]]]'],
  ['["os","insert","x"]', 'constraint violation: Attempted to store 2 elements in set of up to 1 strings.'],
  ['["os","delete",["set",["hi","b"]]]', ['set', []]],
  ['["s1","delete","z"]', 'constraint violation: Attempted to store 0 elements in set of 1 or more strings.'],
  [
    '["s3","insert",["set",[2,3,4]]]',
    'constraint violation: Attempted to store 4 elements in set of up to 3 integers.',
  ],
  ['["s3","delete",["set",[1,2,3,4,5]]]', ['set', []]],
  [
    '["mis","insert",["map",[[3,"c"]]]]',
    'constraint violation: Attempted to store 3 elements in map of up to 2 (integer, string) pairs.',
  ],
  ['["im","insert",1]', 'constraint violation: Cannot mutate immutable column im in table A. [["im","insert",1]]'],
  [
    '["_uuid","insert",1]',
    'constraint violation: Cannot mutate immutable column _uuid in table A. [["_uuid","insert",1]]',
  ],
  ['["i","foo",1]', 'unknown mutator: No mutator named foo.'],
  [
    '["i","insert",1]',
    'syntax error: Type mismatch: "insert" operator may not be applied to column i of type integer. [["i","insert",1]]',
  ],
  ['["i","+="]', 'syntax error: Parse error in mutation. [["i","+="]]'],
])('mutation %s', (text, expected) => {
  expect(
    outcome(() => {
      const mutation = parseMutation(table, parseJson(text));
      return valueToJson(mutation.column.type, applyMutation(mutation, row[mutation.column.name]));
    }),
  ).toEqual(expected);
});

/** A schema, and why ovsdb-tool 3.1 refuses it. */
test.each<[string, string]>([
  ['{"name":"T"}', "Parsing database schema failed: Required 'tables' member is missing."],
  ['{"name":"1T","version":"1.0.0","tables":{}}', "Parsing database schema failed: Type mismatch for member 'name'."],
  ['{"name":"T","version":"1","tables":{}}', 'schema version "1" not in format x.y.z'],
  ['{"name":"T","version":"1.0.0","tables":{"A":{"columns":{}}}}', 'table must have at least one column'],
  [
    '{"name":"T","version":"1.0.0","tables":{"A":{"columns":{"_a":{"type":"string"}}}}}',
    'names beginning with "_" are reserved',
  ],
  ['{"name":"T","version":"1.0.0","tables":{"A":{"columns":{"a":{"type":"foo"}}}}}', '"foo" is not an atomic-type'],
  [
    '{"name":"T","version":"1.0.0","tables":{"A":{"columns":{"a":{"type":"string","x":1}}}}}',
    "Parsing schema for column a failed: Member 'x' is present but not allowed here.",
  ],
  [
    '{"name":"T","version":"1.0.0","tables":{"A":{"columns":{"a":{"type":{"key":"string","min":1,"max":0}}}}}}',
    'ovsdb type fails constraint checks',
  ],
  [
    '{"name":"T","version":"1.0.0","tables":{"A":{"columns":{"a":{"type":{"key":{"type":"uuid","refTable":"B"}}}}}}}',
    'column a key refers to undefined table B',
  ],
  [
    '{"name":"T","version":"1.0.0","tables":{"A":{"columns":{"a":{"type":"string"}},"indexes":[["b"]]}}}',
    'b is not a valid column name',
  ],
  [
    '{"name":"T","version":"1.0.0","tables":{"A":{"columns":{"a":{"type":"string","ephemeral":true}},"indexes":[["a"]]}}}',
    'ephemeral columns (such as a) may not be indexed',
  ],
  [
    '{"name":"T","version":"1.0.0","tables":{"A":{"columns":{"a":{"type":"string"}},"maxRows":0}}}',
    'maxRows must be at least 1',
  ],
  ['{"name":"T","version":"","tables":{}}', 'schema version "" not in format x.y.z'],
  ['{"name":"T","tables":{"1x":{}}}', 'name must be a valid id'],
  ['{"name":"T","tables":{"A":{"columns":{"a b":{}}}}}', 'name must be a valid id'],
  [
    '{"name":"T","tables":{"A":{"columns":{"a":{"type":{"key":"string","x":1,"y":2}}}}}}',
    "Parsing ovsdb type failed: Member 'x' and 1 other member are present but not allowed here.",
  ],
])('schema %s', (text, details) => {
  const parse = () => parseSchema(parseJson(text));
  expect(parse).toThrow(OvsdbError);
  expect(String(outcome(parse))).toContain(`syntax error: ${details}`);
});

/** A column's type, why ovsdb-tool 3.1 refuses it, and the part that it names. */
test.each<[string, string, string]>([
  ['3', "Parsing schema for column a failed: Type mismatch for member 'type'.", '{"type":3}'],
  ['{"key":3}', "Parsing ovsdb type failed: Type mismatch for member 'key'.", '{"key":3}'],
  ['{"key":"foo","min":-1}', '"foo" is not an atomic-type', '"foo"'],
  ['{"key":"string","min":-1}', 'bad min or max value', '-1'],
  ['{"key":"string","min":2}', 'ovsdb type fails constraint checks', '{"key":"string","min":2}'],
  ['{"key":"string","max":"x"}', 'bad min or max value', '"x"'],
  ['{"key":"string","max":4294967295}', 'bad min or max value', '4294967295'],
  [
    '{"key":"string","max":1e100}',
    "Parsing ovsdb type failed: Type mismatch for member 'max'.",
    '{"key":"string","max":1e+100}',
  ],
  ['{"key":{"type":"string","minLength":-1}}', 'minLength out of valid range 0 to 4294967295', '-1'],
  ['{"key":{"type":"string","maxLength":4294967296}}', 'maxLength out of valid range 0 to 4294967295', '4294967296'],
  [
    '{"key":{"type":"integer","minInteger":1e100}}',
    "Parsing ovsdb type failed: Type mismatch for member 'minInteger'.",
    '{"minInteger":1e+100,"type":"integer"}',
  ],
  [
    '{"key":{"type":"uuid","refTable":"A","refType":1}}',
    "Parsing ovsdb type failed: Type mismatch for member 'refType'.",
    '{"refTable":"A","refType":1,"type":"uuid"}',
  ],
])('type %s', (text, details, syntax) => {
  const parse = () => parseSchema(parseJson(`{"name":"T","tables":{"A":{"columns":{"a":{"type":${text}}}}}}`));
  expect(outcome(parse)).toBe(`syntax error: ${details} [${syntax}]`);
});

test.each(['0.0.0', ' 1.2.3', '+1.2.3', '-1.2.3', '99999999999.0.0'])('version "%s" is one', (version) => {
  expect(parseSchema({ name: 'T', version, tables: {} }).version).toBe(version);
});

test('columns that rows live by are not ephemeral, whatever the schema says', () => {
  const to = (refTable: string, refType: string, value?: Json): Json => ({
    type: { key: { type: 'uuid', refTable, refType }, ...(value === undefined ? {} : { value }), ...many },
    ephemeral: true,
  });
  const columns = {
    text: { type: 'string', ephemeral: true },
    part: to('Part', 'strong'),
    parts: { type: { key: 'string', value: { type: 'uuid', refTable: 'Part' }, ...many }, ephemeral: true },
    seen: to('Part', 'weak'),
    root: to('Root', 'strong'),
  };
  const tables = { Root: { isRoot: true, columns }, Part: { columns: { n: { type: 'integer' } } } };
  const parsed = parseSchema({ name: 'T', version: '1.0.0', tables }).tables.get('Root')?.columns.values() ?? [];
  expect([...parsed].map(({ name, ephemeral }) => `${name} ${ephemeral ? 'ephemeral' : 'kept'}`)).toEqual([
    'text ephemeral',
    'part kept',
    'parts kept',
    'seen ephemeral',
    'root ephemeral',
  ]);
});

test('a schema survives printing and parsing', () => {
  expect(parseSchema(schemaToJson(schema))).toEqual(schema);
});

const setType: ColumnType = { key: { type: 'integer' }, ...many };
const mapType: ColumnType = { key: { type: 'string' }, value: { type: 'integer' }, ...many };
const sets = fc.uniqueArray(fc.integer({ min: 0, max: 20 })).map((atoms): Value => [...atoms].sort(compareAtoms));
const maps = fc
  .uniqueArray(fc.tuple(fc.string({ maxLength: 2 }), fc.nat(3)), { selector: ([key]) => key })
  .map((entries): Value => sortedMap(entries.map(([k, v]): [Atom, Atom] => [k, v])));

test.each([
  ['sets', setType, sets],
  ['maps', mapType, maps],
] as const)('differences of %s lead from one to the other, and values survive the wire', (_, type, values) => {
  fc.assert(
    fc.property(values, values, (before, after) => {
      const change = difference(type, before, after);
      const received = valueFromJson(type, valueToJson(type, change));
      expect(equalValues(applyDifference(type, before, received), after)).toBe(true);
      expect(equalValues(valueFromJson(type, valueToJson(type, after)), after)).toBe(true);
    }),
  );
});

test('the order of strings is that of their UTF-8 bytes', () => {
  const strings = ['', 'a', 'aa', 'b', 'é', '\uffff', '😀'];
  const byBytes = [...strings].sort((a, b) => Buffer.compare(Buffer.from(a), Buffer.from(b)));
  expect([...strings].reverse().sort(compareAtoms)).toEqual(byBytes);
});

test('values as people read them', () => {
  const text = (column: string, json: Json) => valueToText(typeOf(column), valueFromJson(typeOf(column), json));
  expect([
    text('s', 'rv-1'),
    text('s', '10.0.0.1'),
    text('s', 'true'),
    text('os', ['set', []]),
    text('os', 'a b'),
    text('ss', ['set', ['b', 'a c']]),
    text('mss', [
      'map',
      [
        ['k', 'v'],
        ['k 2', ''],
      ],
    ]),
    text('r', 0.00001),
  ]).toEqual(['rv-1', '"10.0.0.1"', '"true"', '[]', '"a b"', '["a c", b]', '{k=v, "k 2"=""}', '1e-05']);
});

test.each([
  [Number.MAX_VALUE, '1.79769313486231e+308'],
  [-Number.MAX_VALUE, '-1.79769313486231e+308'],
  [2.2250738585072014e-308, '2.22507385850721e-308'],
  [-2.2250738585072014e-308, '-2.22507385850721e-308'],
  [1e308, '1e+308'],
])('what is printed of %p can be read back', (value, text) => {
  expect(stringifyJson([value])).toBe(`[${text}]`);
  expect(parseJson(`[${text}]`)).toEqual([Number(text)]);
});

test('a number beyond a double is none', () => {
  for (const text of ['1e400', '-1e400', '5e-324', `[0.${'0'.repeat(310)}1]`, '9'.repeat(400), '{"a":1E0999}']) {
    expect(() => parseJson(text)).toThrow('number outside valid range');
  }
});

test.each([
  ['1e300', 1e300],
  ['[0e999]', [0]],
  ['1e-400', 0],
  ['9007199254740993.0', 9007199254740993n],
  ['9.007199254740993e15', 9007199254740993n],
  ['90071992547409930e-1', 9007199254740993n],
  ['[1e18,-1E+18]', [10n ** 18n, -(10n ** 18n)]],
  ['100000000000000000000e-2', 10n ** 18n],
  ['1e19', 1e19],
  ['9223372036854775807.0', 9223372036854775807n],
  ['9223372036854775808.0', 2 ** 63],
  ['123456789012345678.9', Number('123456789012345678.9')],
  ['[0.0e30,1.5e1,15e-1,12e1]', [0, 15, 1.5, 120]],
  ['2.2250738585072014e-308', 2.2250738585072014e-308],
  ['"1e400"', '1e400'],
])('at the edge of the range: %s', (text, value) => expect(parseJson(text)).toEqual(value));
