/** A service that its monitor starts again serves what run-time commands have left, not what its command line says. */
import { readFileSync, rmSync } from 'node:fs';
import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { unixctlCall } from '#daemon';
import { until } from '#testing';
import { Site } from './site.js';
import { startSmallDatabase } from './small-database.js';

let site: Site;
beforeEach(() => {
  site = new Site();
});
afterEach(() => site.close());

test('the schema that --create names may be gone by then', async () => {
  const pidfile = site.path('d.pid');
  const control = site.path('d.ctl');
  await startSmallDatabase(site, 0, '--monitor', `--pidfile=${pidfile}`);
  expect(await unixctlCall(control, 'ovsdb-server/add-remote', [`punix:${site.path('e.sock')}`])).toEqual({
    isError: false,
    text: '',
  });
  rmSync(site.path('d.ovsschema'));
  const first = readFileSync(pidfile, 'utf8');
  process.kill(Number(first), 'SIGABRT');
  await until('the service to be started again', async () => {
    const isOther = readFileSync(pidfile, 'utf8') !== first;
    return isOther && !(await unixctlCall(control, 'version', [])).isError;
  });
  expect((await unixctlCall(control, 'ovsdb-server/list-dbs', [])).text).toBe('D\n_Server\n');
  await unixctlCall(control, 'exit', []);
});
