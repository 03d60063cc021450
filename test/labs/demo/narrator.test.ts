import { expect, test } from '@jest/globals';
import { Narrator } from './narrator.js';

test('commands are quoted, wrapped and counted', () => {
  let page = '';
  const narrator = new Narrator((text) => {
    page += text;
  }, false);
  narrator.command('central', [
    'nbctl',
    'lsp-add',
    'network1',
    'vm1',
    '--',
    'lsp-set-addresses',
    'vm1',
    '40:44:00:00:00:01 192.168.0.11',
  ]);
  narrator.output(`short\n${'x'.repeat(100)}\n`);
  narrator.why('one line why it matters');
  expect(page).toBe(
    [
      'central$ nbctl lsp-add network1 vm1 -- lsp-set-addresses vm1 \\',
      "    '40:44:00:00:00:01 192.168.0.11'",
      'short',
      `${'x'.repeat(77)}...`,
      '# one line why it matters',
      '',
    ].join('\n'),
  );
  expect(narrator.lines).toBe(5);
});
