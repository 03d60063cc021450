import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { CERTIFICATE, KEY, OTHER_KEY } from '#testing';
import { parseCommandLine } from './command-line.js';
import { tlsOptions } from './daemon-options.js';
import { Log, type Logger } from './log.js';
import { reportKeys } from './tls-check.js';
import { TlsReport } from './tls-report.js';

let directory: string;

beforeAll(() => {
  directory = mkdtempSync('/tmp/hd');
  const files = { key: KEY, other: OTHER_KEY, cert: CERTIFICATE, empty: '', junk: 'junk\n' };
  for (const [name, text] of Object.entries(files)) writeFileSync(join(directory, name), text);
});

afterAll(() => rmSync(directory, { recursive: true, force: true }));

/** What is logged of `words`, in which files are named from the directory; and what remotes would lack. */
function said(how: 'together' | 'one by one', words: string): readonly string[] {
  const lines: string[] = [];
  const log: Logger = {
    emergency: (text) => lines.push(text),
    error: (text) => lines.push(text),
    warn: (text) => lines.push(`warning: ${text}`),
    info: (text) => lines.push(text),
    debug: (text) => lines.push(text),
    isDebugging: () => false,
    module: () => log,
  };
  const argv = words.split(' ').map((word) => (/^(?:-|none$)/.test(word) ? word : join(directory, word)));
  const line = parseCommandLine(argv, tlsOptions, { stopAtOperand: false });
  const report = new TlsReport(log, line, how);
  if (!report.isComplete) report.lack();
  return lines.map((text) => text.replaceAll(`${directory}/`, ''));
}

const NEEDED = ' must be configured to use SSL';
const ENOENT = 'error:80000002:system library::No such file or directory';

test.each([
  ['-p key -c cert -C cert', []],
  ['-p key -c cert -C none', ['warning: Peer certificate validation disabled (this is a security risk)']],
  ['-p key -c cert --bootstrap-ca-cert new', []],
  ['-p key -c cert', [`CA certificate${NEEDED}`]],
  ['-p key -C cert', [`Private key${NEEDED}`, `Certificate${NEEDED}`]],
  [
    '-p other -c cert -C cert',
    ['SSL_use_PrivateKey_file: error:05800074:x509 certificate routines::key values mismatch', `Private key${NEEDED}`],
  ],
  ['-p key -c cert -C gone', [`failed to load client certificates from gone: ${ENOENT}`]],
  [
    '-p key -c cert -C junk',
    ['failed to load client certificates from junk: error:0480006C:PEM routines::no start line'],
  ],
  [
    '-p gone -c gone -C gone',
    [
      `SSL_use_certificate_file: ${ENOENT}`,
      'SSL_use_PrivateKey_file: error:10080002:BIO routines::system lib',
      'failed to load client certificates from gone: error:0A080002:SSL routines::system lib',
      `Private key${NEEDED}`,
      `Certificate${NEEDED}`,
    ],
  ],
  [
    '-p empty -c . -C empty',
    [
      'SSL_use_certificate_file: error:0480006C:PEM routines::no start line',
      'SSL_use_PrivateKey_file: error:0A080009:SSL routines::PEM lib',
      'failed to load client certificates from empty: error:1E08010C:DECODER routines::unsupported',
      `Private key${NEEDED}`,
      `Certificate${NEEDED}`,
    ],
  ],
  ['-p key -c cert -C cert --peer-ca-cert gone', ['failed to open gone for reading: No such file or directory']],
  ['-p key -c cert -C cert --ssl-protocols=TLSv1.2,foo', ['foo: SSL protocol not recognized']],
  ['-p key -c cert -C cert --ssl-protocols=', ['SSL protocol settings invalid']],
  [
    '-p key -c cert -C cert --ssl-ciphers=foo',
    ['SSL_CTX_set_cipher_list: error:0A0000B9:SSL routines::no cipher match'],
  ],
  ['-p key -c cert -C cert --ssl-ciphers=HIGH --ssl-protocols=tlsv1.2', []],
])('keys that are loaded when all are named: %s', (words, lines) => {
  expect(said('together', words)).toEqual(lines);
});

test('keys that are loaded one by one: a fault is told at once, and one that OpenSSL had left by the next', () => {
  expect(said('one by one', '-p junk -c gone -C none')).toEqual([
    'SSL_use_PrivateKey_file: error:1E08010C:DECODER routines::unsupported',
    'SSL_use_certificate_file: error:0A080009:SSL routines::PEM lib',
    'warning: Peer certificate validation disabled (this is a security risk)',
    `Private key${NEEDED}`,
    `Certificate${NEEDED}`,
  ]);
  // OpenSSL drops a key in silence when a certificate comes that is not its own.
  expect(said('one by one', '-p other -c cert -C cert')).toEqual([]);
});

test('keys of a daemon that a database names are not looked for in files', async () => {
  const log = new Log(() => 0);
  log.setLevel(undefined, 'console', 'OFF');
  const file = join(directory, 'log');
  log.open(file);
  const words = '-p db:OVN_Northbound,SSL,private_key -c db:OVN_Northbound,SSL,certificate -C /nonexistent/ca';
  await reportKeys(parseCommandLine(words.split(' '), tlsOptions, { stopAtOperand: false }), log, 'files and columns');
  log.close();
  expect(readFileSync(file, 'utf8').match(/(?<=stream_ssl\|).*/g)).toEqual([
    `ERR|failed to load client certificates from /nonexistent/ca: ${ENOENT}`,
  ]);
});
