/** vswitchd's keys: it follows a database over TLS, and serves its own over TLS. */
import { writeFileSync } from 'node:fs';
import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { CERTIFICATE, freePort, KEY } from '#testing';
import { Site } from './site.js';

let site: Site;
beforeEach(() => {
  site = new Site();
});
afterEach(() => site.close());

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
