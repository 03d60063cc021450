import { expect, test } from '@jest/globals';
import { messageOf } from '#base';
import { type Command, flag, valued } from './command.js';
import { parseChain } from './command-chain.js';

function command(name: string, counts: readonly [number, number], options: Command['options']): Command {
  return {
    name,
    usage: '',
    summary: '.',
    minArguments: counts[0],
    maxArguments: counts[1],
    options,
    needs: () => [],
    run: () => undefined,
  };
}

const commands = new Map(
  [
    command('ls-add', [0, 1], [flag('may-exist')]),
    command('list', [1, 9], [valued('columns')]),
    command('route', [1, 1], [{ name: 'bfd', argument: 'optional' }]),
  ].map((each) => [each.name, each]),
);

function parse(text: string, first: ReadonlyMap<string, string | undefined> = new Map()): string {
  try {
    return parseChain(text === '' ? [] : text.split(' '), first, commands)
      .map(({ command: { name }, arguments: args, options }) => {
        const shown = [...options].map(([option, value]) => `--${option}${value === undefined ? '' : `=${value}`}`);
        return [...shown, name, ...args].join(' ');
      })
      .join(' | ');
  } catch (error) {
    return messageOf(error);
  }
}

test('chains of commands and what is wrong with them', () => {
  const table: readonly (readonly [string, string])[] = [
    ['ls-add a -- ls-add b', 'ls-add a | ls-add b'],
    ['-- -- ls-add', 'ls-add'],
    ['ls-add -- --may-exist ls-add a', 'ls-add | --may-exist ls-add a'],
    ['-- --columns=a,b list t', '--columns=a,b list t'],
    ['-- --bfd route x -- --bfd=u route x', '--bfd route x | --bfd=u route x'],
    ['', 'missing command name (use --help for help)'],
    ['-- --may-exist', 'missing command name (use --help for help)'],
    ['ls-ad', "unknown command 'ls-ad'; use --help for help"],
    ['ls-add a b', "'ls-add' command takes at most 1 arguments"],
    [
      'ls-add a --may-exist',
      '\'ls-add\' command takes at most 1 arguments (note that options must precede command names and follow a "--" argument)',
    ],
    ['list', "'list' command requires at least 1 arguments"],
    ['-- --columns list t', "missing argument to '--columns' option on 'list' command"],
    ['-- --may-exist=3 ls-add', "'--may-exist' option on 'ls-add' does not accept an argument"],
    ['-- --nope ls-add', "'ls-add' command has no '--nope' option"],
    ['-- --may-exist --may-exist ls-add', "'--may-exist' option specified multiple times"],
  ];
  expect(table.map(([text]) => [text, parse(text)])).toEqual(table);
});

test('options that were read before the chain belong to its first command', () => {
  expect(parse('ls-add a -- ls-add b', new Map([['may-exist', undefined]]))).toBe('--may-exist ls-add a | ls-add b');
  expect(parse('list t', new Map([['may-exist', undefined]]))).toBe("'list' command has no '--may-exist' option");
});
