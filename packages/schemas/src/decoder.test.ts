import { expect, test } from '@jest/globals';
import { parseUuid, type Uuid } from '#base';
import { compileDecoder } from './decoder.js';
import { Logical_Flow, Port_Binding } from './southbound/index.js';

function id(digit: number): Uuid {
  return parseUuid<string>(`00000000-0000-0000-0000-00000000000${digit}`)!;
}

const flow = {
  match: 'ip4',
  priority: 100,
  logical_datapath: ['uuid', id(1)],
  external_ids: [
    'map',
    [
      ['stage-name', 'x'],
      ['source', 'y'],
    ],
  ],
};

test('a row: what is left out is the default, maps are in order, rows are plain objects', () => {
  const row = compileDecoder(Logical_Flow).row(id(9), flow);
  expect(row).toStrictEqual({
    _uuid: id(9),
    logical_datapath: id(1),
    logical_dp_group: undefined,
    pipeline: '',
    table_id: 0,
    priority: 100,
    match: 'ip4',
    actions: '',
    tags: new Map(),
    controller_meter: undefined,
    external_ids: new Map([
      ['source', 'y'],
      ['stage-name', 'x'],
    ]),
  });
  const ids = row['external_ids'];
  expect(ids instanceof Map ? [...ids.keys()] : ids).toEqual(['source', 'stage-name']);
});

test('columns that are not monitored hold their default', () => {
  expect(compileDecoder(Logical_Flow, ['priority']).row(id(9), flow)).toMatchObject({ priority: 100, match: '' });
});

test('changes: optional columns whole, sets and maps as differences; the rest keeps its identity', () => {
  const decoder = compileDecoder(Port_Binding);
  const before = decoder.row(id(9), {
    mac: ['set', ['b', 'a']],
    chassis: ['uuid', id(1)],
    options: [
      'map',
      [
        ['k', 'v'],
        ['l', 'w'],
      ],
    ],
    external_ids: ['map', [['n', 'x']]],
  });
  const after = decoder.changed(before, {
    mac: ['set', ['c', 'a']],
    chassis: ['set', []],
    options: [
      'map',
      [
        ['k', 'v'],
        ['l', 'new'],
        ['m', 'x'],
      ],
    ],
  });
  expect(after).toMatchObject({
    mac: ['b', 'c'],
    chassis: undefined,
    options: new Map([
      ['l', 'new'],
      ['m', 'x'],
    ]),
  });
  expect(after['external_ids']).toBe(before['external_ids']);
  expect(before).toMatchObject({ mac: ['a', 'b'], chassis: id(1) });
});

test('a replacement that changes nothing is the row itself', () => {
  const decoder = compileDecoder(Logical_Flow);
  const before = decoder.row(id(9), flow);
  expect(decoder.replaced(before, { ...flow })).toBe(before);
  const after = decoder.replaced(before, { ...flow, priority: 5 });
  expect(after).toMatchObject({ priority: 5, match: 'ip4' });
  expect(after['external_ids']).toBe(before['external_ids']);
});

test('what is no value of the column is refused', () => {
  const decoder = compileDecoder(Logical_Flow);
  expect(() => decoder.row(id(9), { priority: 'x' })).toThrow('syntax error: expected integer');
  expect(() => decoder.row(id(9), { external_ids: ['map', [['a', 1]]] })).toThrow('syntax error: expected string');
});
