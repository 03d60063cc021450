import { expect, test } from '@jest/globals';
import { createSymbolTable, parseActions, parseMatch } from '../index.js';
import { NO_SETS } from './named-sets.js';
import { expandTemplates } from './template.js';

const VARIABLES = new Map([
  ['vip', '10.0.0.9'],
  ['a.b', '80'],
  ['empty', ''],
  ['other', '^vip'],
]);

test.each([
  // The text, and with its variables replaced.
  ['ip4.dst == ^vip && tcp.dst == ^a.b', 'ip4.dst==10.0.0.9&&tcp.dst==80'],
  ['no variable "x^vip" // ^vip', 'no variable "x^vip" // ^vip'],
  ['reg0 == {1 ^a.b, 2}', 'reg0=={180,2}'],
  ['ip4 ^empty', 'ip4'],
  ['reg0 == ^unknown', 'reg0==unknown'],
  ['reg0 == ^other', 'reg0==^vip'],
  ['reg0 == ^', "reg0==error(`^' must be followed by a valid identifier.)"],
  ['ip4 & ^vip', "ip4error(`&' is only valid as part of `&&'.)10.0.0.9"],
])('%s', (text, expanded) => {
  expect(expandTemplates(text, () => VARIABLES)).toBe(expanded);
});

const symbols = createSymbolTable();

test('a match and actions with variables', () => {
  const problem = (text: string) => parseMatch(text, { symbols, sets: NO_SETS, variables: () => VARIABLES }).error;
  expect(['ip4.dst == ^vip', 'ip4.dst == ^', 'ip4.dst == ^other', 'ip4 ^other', '^'].map(problem)).toEqual([
    undefined,
    "Syntax error at `error' expecting constant.",
    'Unexpanded template.',
    "Syntax error at `^vip' expecting end of input.",
    'parsing function name',
  ]);
  const place = { symbols, pipeline: 'ingress', table: 3, dhcpOptions: new Map(), dhcpv6Options: new Map() } as const;
  const actions = (text: string) => parseActions(text, { ...place, variables: () => VARIABLES }).error;
  expect(['reg0 = ^vip;', 'reg0 = ^;', '^;'].map(actions)).toEqual([
    undefined,
    "Syntax error at `error' expecting field name.",
    "Syntax error at `error' expecting action.",
  ]);
});
