import { expect, test } from '@jest/globals';
import { TypedError } from './errors.js';
import { errnoText, systemCode, systemMessage } from './system-error.js';

function nodeError(code: unknown, message: string): Error {
  return Object.assign(new Error(message), { code });
}

test.each<[string, unknown, string | undefined, string]>([
  [
    "the system's",
    nodeError('ENOENT', 'ENOENT: no such file or directory, open'),
    'ENOENT',
    'No such file or directory',
  ],
  ['a name without text', nodeError('EXDEV', 'EXDEV: cross-device link'), 'EXDEV', 'EXDEV: cross-device link'],
  ['a name that is not known', nodeError('EAI_AGAIN', 'getaddrinfo EAI_AGAIN'), 'EAI_AGAIN', 'getaddrinfo EAI_AGAIN'],
  ["Node's own", nodeError('ERR_SOCKET_CLOSED', 'closed'), undefined, 'closed'],
  [
    "Node's, with its advice",
    nodeError(
      'DEPTH_ZERO_SELF_SIGNED_CERT',
      'self-signed certificate; if the root CA is installed locally, try running Node.js with --use-system-ca',
    ),
    undefined,
    'self-signed certificate',
  ],
  [
    "OpenSSL's, as the C programs write it",
    nodeError(
      'ERR_SSL_TLSV1_ALERT_UNKNOWN_CA',
      '807C0407DB7F0000:error:0A000418:SSL routines:ssl3_read_bytes:tlsv1 alert unknown ca:../deps/openssl/ssl/record/rec_layer_s3.c:1601:SSL alert number 48\n',
    ),
    undefined,
    'error:0A000418:SSL routines::tlsv1 alert unknown ca',
  ],
  ["another program's", nodeError('SQLITE_FULL', 'full'), undefined, 'full'],
  ['a number', nodeError(2, 'two'), undefined, 'two'],
  ['ours', new TypedError('connect', 'refused', {}), undefined, 'refused'],
  ["another realm's", { code: 'EPERM' }, 'EPERM', 'Operation not permitted'],
  ['no error', 'gone', undefined, 'gone'],
  ['nothing', undefined, undefined, 'undefined'],
])('%s', (_whose, error, code, message) => {
  expect([systemCode(error), systemMessage(error)]).toEqual([code, message]);
});

test('a name without text stands for itself', () => {
  expect(['EPIPE', 'EXDEV'].map(errnoText)).toEqual(['Broken pipe', 'EXDEV']);
});
