import { mkdtempSync, readFileSync, renameSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from '@jest/globals';
import { messageOf } from '#base';
import { Log } from './log.js';

test('lines, levels and patterns of a log file', () => {
  const directory = mkdtempSync('/tmp/hd');
  const file = join(directory, 'x.log');
  try {
    const log = new Log(() => Date.UTC(2026, 10, 21, 10, 0, 0, 123));
    log.setLevel(undefined, 'console', 'OFF');
    const own = log.module('sample');
    log.open(file);
    own.debug('too small');
    own.info('one\ntwo');
    log.set('sample:file:dbg');
    own.debug('now seen');
    log.set('PATTERN:file:%m (%c, %p, %04N)');
    own.warn('short');
    renameSync(file, `${file}.1`);
    log.reopen();
    // Nothing has happened to the file: nothing to say.
    log.reopen();
    own.error('after rotation');
    log.reopen();
    log.nameProcess('monitor');
    log.set('PATTERN:file:%c%T %t %m');
    own.error('of another process');
    log.set('PATTERN:file:%m');
    expect(log.open(join(directory, 'none', 'x'))).toBe(false);
    log.close();
    own.error('nowhere');
    expect(readFileSync(`${file}.1`, 'utf8')).toBe(
      [
        `2026-11-21T10:00:00.123Z|00001|vlog|INFO|opened log file ${file}`,
        '2026-11-21T10:00:00.123Z|00002|sample|INFO|one',
        '> two',
        '2026-11-21T10:00:00.123Z|00003|sample|DBG|now seen',
        'short (sample, WARN, 0004)',
        'closing log file (vlog, INFO, 0005)',
        '',
      ].join('\n'),
    );
    expect(readFileSync(file, 'utf8')).toBe(
      [
        `opened log file ${file} (vlog, INFO, 0006)`,
        'after rotation (sample, ERR, 0007)',
        'sample(monitor) monitor of another process',
        `failed to open ${directory}/none/x for logging: No such file or directory`,
        '',
      ].join('\n'),
    );
  } finally {
    rmSync(directory, { recursive: true, force: true });
  }
});

test('specifications of levels', () => {
  const log = new Log(() => 0);
  log.module('jsonrpc');
  const levels = () => /^jsonrpc +(\S+) +(\S+) +(\S+)$/m.exec(log.list())?.slice(1).join(' ');
  const table: readonly (readonly [string, string])[] = [
    ['', 'DBG DBG DBG'],
    ['console:off', 'OFF DBG DBG'],
    ['jsonrpc:file:warn', 'OFF DBG WARN'],
    ['ANY:file:err', 'OFF DBG ERR'],
    ['info', 'INFO INFO INFO'],
    ['syslog,emer', 'INFO EMER INFO'],
  ];
  const seen = table.map(([spec]) => {
    log.set(spec);
    return [spec, levels()];
  });
  expect(seen).toEqual(table);
  const problem = (spec: string) => {
    try {
      log.set(spec);
      return '';
    } catch (error) {
      return messageOf(error);
    }
  };
  expect(problem('nope')).toBe('no destination, level, or module "nope"');
  expect(problem('PATTERN:nope:x')).toBe('unknown destination "nope"');
  expect(problem('pattern')).toBe('missing destination');
  expect(problem('PATTERN:file')).toBe('');
  expect(problem('pattern::%m')).toBe('unknown destination "%m"');
  expect(problem('info,warn')).toBe('cannot specify multiple levels');
  expect(problem('console:file:dbg')).toBe('cannot specify multiple destinations');
  expect(problem('jsonrpc/jsonrpc')).toBe('no destination, level, or module "jsonrpc/jsonrpc"');
  expect(problem('jsonrpc,jsonrpc')).toBe('cannot specify multiple modules');
  expect(problem(',jsonrpc: any\tfile')).toBe('');
  expect(problem('FACILITY:nope')).toBe('invalid facility');
  expect(problem('FACILITY:local3')).toBe('');
});

test('modules whose messages are not to be limited are marked', () => {
  const log = new Log(() => 0);
  for (const name of ['jsonrpc', 'unixctl']) log.module(name);
  const table: readonly (readonly [readonly string[], 'enabled' | 'disabled', string])[] = [
    [['jsonrpc'], 'disabled', 'jsonrpc'],
    [[], 'disabled', 'jsonrpc unixctl'],
    [['jsonrpc'], 'enabled', 'unixctl'],
    [['Any'], 'enabled', ''],
  ];
  const marked = () => [...log.list().matchAll(/^(\S+) .* {4}\(rate limiting disabled\)$/gm)].map(([, name]) => name);
  const seen = table.map(([modules, state]) => {
    log.setRateLimit(modules, state);
    return [modules, state, marked().join(' ')];
  });
  expect(seen).toEqual(table);
  expect(() => log.setRateLimit(['nope'], 'disabled')).toThrow('unknown module');
});
