/** vswitchd's keys: it follows a database over TLS, and serves its own over TLS. */
import { writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { Site } from './site.js';

// Keys of nobody, signed by themselves.
const KEY = [
  '-----BEGIN PRIVATE KEY-----',
  'MIGHAgEAMBMGByqGSM49AgEGCCqGSM49AwEHBG0wawIBAQQgecDKM7hFzT0pYtB3',
  'YpEisDzmjtj5onBewCqWi/yAAOyhRANCAARBtcfb+lgj0X4TaI2zGjpA8IDz17Y3',
  'd+PGlQgM9AOjbajXtb6OpKi10vhArot8bUbJ2Po4+fSEsFZ38S7GKbUq',
  '-----END PRIVATE KEY-----',
].join('\n');
const CERTIFICATE = [
  '-----BEGIN CERTIFICATE-----',
  'MIIBdjCCARugAwIBAgIUdH3VMrWt4JqGUzf/QBKo8yq8i38wCgYIKoZIzj0EAwIw',
  'DzENMAsGA1UEAwwEdGVzdDAgFw0yNjExMjEyMTIwNDRaGA8yMTI2MTAyODIxMjA0',
  'NFowDzENMAsGA1UEAwwEdGVzdDBZMBMGByqGSM49AgEGCCqGSM49AwEHA0IABEG1',
  'x9v6WCPRfhNojbMaOkDwgPPXtjd348aVCAz0A6NtqNe1vo6kqLXS+ECui3xtRsnY',
  '+jj59ISwVnfxLsYptSqjUzBRMB0GA1UdDgQWBBS3fExMFoyPZQPFmWThV5eHBp62',
  'ljAfBgNVHSMEGDAWgBS3fExMFoyPZQPFmWThV5eHBp62ljAPBgNVHRMBAf8EBTAD',
  'AQH/MAoGCCqGSM49BAMCA0kAMEYCIQDbw2DC8+nnPRVuu8PCXLZ7WG9m98mVST07',
  'eeh+bK2JIAIhAJqKbaiK1q0p1tmyhvOE9uUbDvRyCLB0t/+VlgiN6x5b',
  '-----END CERTIFICATE-----',
].join('\n');

let site: Site;
beforeEach(() => {
  site = new Site();
});
afterEach(() => site.close());

function freePort(): Promise<number> {
  return new Promise((resolve) => {
    const server = createServer().listen(0, '127.0.0.1', () => {
      const address = server.address();
      server.close(() => resolve(typeof address === 'object' && address !== null ? address.port : 0));
    });
  });
}

/** The options that name the keys. */
function keys(): string[] {
  writeFileSync(site.path('key.pem'), KEY);
  writeFileSync(site.path('cert.pem'), CERTIFICATE);
  return [
    `--private-key=${site.path('key.pem')}`,
    `--certificate=${site.path('cert.pem')}`,
    `--ca-cert=${site.path('cert.pem')}`,
  ];
}

test('the database of the switch, its own or another, is had over TLS', async () => {
  const given = keys();
  const [own, other] = [await freePort(), await freePort()];
  const ask = async (port: number, ...words: readonly string[]) => {
    const { status, stdout, stderr } = await site.run('vsctl', `--db=ssl:127.0.0.1:${port}`, ...given, ...words);
    return `${status} ${stdout}${stderr}`;
  };
  await site.start('own', 'vswitchd', `--remote=pssl:${own}:127.0.0.1`, ...given);
  expect(await ask(own, 'get', 'Open_vSwitch', '.', 'ovs_version')).toBe('0 "3.1.0"\n');

  await site.start(
    'database',
    'ovsdb',
    `--create=Open_vSwitch=${site.path('other.db')}`,
    `--remote=pssl:${other}:127.0.0.1`,
    ...given,
  );
  expect(await ask(other, '--no-wait', 'init')).toBe('0 ');
  await site.start('follower', 'vswitchd', ...given, `ssl:127.0.0.1:${other}`);
  // Waits for the switch.
  expect(await ask(other, '--timeout=30', 'add-br', 'br7')).toBe('0 ');
}, 60_000);
