import { expect, test } from '@jest/globals';
import { parseDestination, parseLevel, passes } from './log-level.js';

test('levels and destinations in any case', () => {
  expect(['off', 'EMER', 'err', 'Warn', 'info', 'dbg', 'debug', ''].map(parseLevel)).toEqual([
    'OFF',
    'EMER',
    'ERR',
    'WARN',
    'INFO',
    'DBG',
    undefined,
    undefined,
  ]);
  expect(['console', 'syslog', 'file', 'printer'].map(parseDestination)).toEqual([
    'console',
    'syslog',
    'file',
    undefined,
  ]);
});

test('a message passes a limit that is as verbose, and none passes OFF', () => {
  expect([
    passes('WARN', 'INFO'),
    passes('INFO', 'INFO'),
    passes('DBG', 'INFO'),
    passes('EMER', 'EMER'),
    passes('EMER', 'OFF'),
  ]).toEqual([true, true, false, true, false]);
});
