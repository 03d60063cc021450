import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from '@jest/globals';
import { webSocketOptions } from './web-socket-options.js';

const origin = (text: string) => webSocketOptions([text], undefined).allowedOrigins;

test('origins are compared in the form in which browsers send them', () => {
  expect(origin('https://ui.example')).toEqual(['https://ui.example']);
  expect(origin('HTTPS://UI.example:443/')).toEqual(['https://ui.example']);
  expect(origin('http://[::1]:8080')).toEqual(['http://[::1]:8080']);
  expect(origin('chrome-extension://Abc')).toEqual(['chrome-extension://abc']);
  for (const text of ['*', 'ui.example', 'https://', 'https://ui.example/page', 'https://*.example', 'null', '']) {
    expect(() => origin(text)).toThrow(`--ws-origin=${text}: must be SCHEME://HOST[:PORT]`);
  }
});

test('a token is a file with something in it', () => {
  const directory = mkdtempSync(join(tmpdir(), 'h'));
  try {
    const path = join(directory, 'token');
    expect(() => webSocketOptions([], path)).toThrow(`--ws-token-file=${path}: No such file or directory`);
    for (const text of ['', ' \n']) {
      writeFileSync(path, text);
      expect(() => webSocketOptions([], path)).toThrow(`--ws-token-file=${path}: holds no token`);
    }
    writeFileSync(path, 's3cret\n');
    expect(webSocketOptions([], path)).toEqual({ allowedOrigins: [], token: 's3cret' });
  } finally {
    rmSync(directory, { recursive: true });
  }
});
