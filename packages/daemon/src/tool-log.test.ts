import { expect, test } from '@jest/globals';
import { messageOf } from '#base';
import { type CommandLine, parseCommandLine } from './command-line.js';
import { loggingOptions } from './daemon-options.js';
import { startTimeout, toolLog } from './tool-log.js';

const directories = { run: '/r', log: '/nonexistent', database: '/d' };
const line = (...argv: readonly string[]): CommandLine =>
  parseCommandLine(argv, [...loggingOptions, { name: 'timeout', short: 't', argument: 'required' }], {
    stopAtOperand: false,
  });

function problem(...argv: readonly string[]): string {
  try {
    toolLog(line(...argv), 'tool', directories, ['own']);
    startTimeout(line(...argv), 't');
    return '';
  } catch (error) {
    return messageOf(error);
  }
}

test('options that cannot be are refused in the words of the C tools', () => {
  expect(
    [
      ['-vnope'],
      ['-vown:dbg', '-vovsdb_log:off'],
      ['--syslog-method=nope'],
      ['-t', '0'],
      ['--timeout=x'],
      ['-t', '4294967296'],
    ].map((argv) => `${argv.join(' ')}: ${problem(...argv)}`),
  ).toEqual([
    '-vnope: processing "nope": no destination, level, or module "nope"',
    '-vown:dbg -vovsdb_log:off: ',
    "--syslog-method=nope: unsupported syslog method 'nope'",
    '-t 0: value 0 on -t or --timeout is invalid',
    '--timeout=x: value x on -t or --timeout is invalid',
    '-t 4294967296: value 4294967296 on -t or --timeout is invalid',
  ]);
});
