import { expect, test } from '@jest/globals';
import type { Command } from './command.js';
import { checkOperands, takeDatabase, takeServer } from './operands.js';

const command = (least: number, most: number): Command => ({
  name: 'c',
  needs: 'database',
  operands: [least, most],
  help: ['c'],
  run: async () => {},
});

test('a server is a word with a colon that the command does not need for itself', () => {
  expect(takeServer(command(1, 1), ['tcp:h:1', 'x'], 'unix:d')).toEqual({ server: 'tcp:h:1', rest: ['x'] });
  expect(takeServer(command(1, 1), ['a:b'], 'unix:d')).toEqual({ server: 'unix:d', rest: ['a:b'] });
  expect(takeServer(command(0, 1), ['[x:y]'], 'unix:d').server).toBe('unix:d');
});

test('the database is named, Open_vSwitch, or the only one', () => {
  const take = (words: string[], ...names: string[]) => takeDatabase(command(1, 9), words, names);
  expect(take(['N', 'x'], 'N', 'S')).toEqual({ database: 'N', rest: ['x'] });
  expect(take(['x'], 'Open_vSwitch', 'S')).toEqual({ database: 'Open_vSwitch', rest: ['x'] });
  expect(take(['x'], '_Server', 'S')).toEqual({ database: 'S', rest: ['x'] });
  expect(() => take(['x'], 'N', 'S')).toThrow('could not find a default database, please specify a database name');
});

test('too many words', () => {
  expect(() => checkOperands(command(0, 0), ['x'])).toThrow("invalid syntax for 'c' (use --help for help)");
});
