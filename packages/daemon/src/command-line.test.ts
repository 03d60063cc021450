import { expect, test } from '@jest/globals';
import { messageOf } from '#base';
import { type OptionSpec, parseCommandLine } from './command-line.js';

const specs: readonly OptionSpec[] = [
  { name: 'timeout', short: 't', argument: 'required' },
  { name: 'verbose', short: 'v', argument: 'optional' },
  { name: 'dry-run', short: 'n', argument: 'none' },
];

function read(text: string, stopAtOperand: boolean): string {
  try {
    const line = parseCommandLine(text.split(' '), specs, { stopAtOperand });
    return `${line.options.map(({ name, argument }) => `${name}=${argument ?? ''}`).join(' ')} | ${line.operands.join(' ')}`;
  } catch (error) {
    return messageOf(error);
  }
}

test('options as getopt_long reads them', () => {
  const table: readonly (readonly [string, boolean, string])[] = [
    ['-t 5 a b', true, 'timeout=5 | a b'],
    ['-t5 a -n', true, 'timeout=5 | a -n'],
    ['a -n', false, 'dry-run= | a'],
    ['-nvdbg --time=3 -- --x', true, 'dry-run= verbose=dbg timeout=3 | --x'],
    ['-v x', true, 'verbose= | x'],
    ['--verbose=a:b --dry', true, 'verbose=a:b dry-run= | '],
    ['-', true, ' | -'],
    ['--dry-run=1', true, "option '--dry-run' doesn't allow an argument"],
    ['-t', true, "option requires an argument -- 't'"],
    ['--timeout', true, "option '--timeout' requires an argument"],
    ['--x=1', true, "unrecognized option '--x=1'"],
  ];
  expect(table.map(([text, stop]) => [text, stop, read(text, stop)])).toEqual(table);
});
