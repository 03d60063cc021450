/** `nbctl --detach` whose database is not there yet: who started it waits, and so do the first command lines. */
import { existsSync, readFileSync } from 'node:fs';
import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { unixctlCall } from '#daemon';
import { until } from '#testing';
import { Site } from './site.js';

let site: Site;
beforeEach(() => {
  site = new Site();
});
afterEach(() => site.close());

test('nbctl --detach is ready when its database is', async () => {
  const [control, pidfile, log] = [site.path('nbctl.ctl'), site.path('nbctl.pid'), site.path('nbctl.log')];
  const socket = site.path('ovnnb_db.sock');
  const order: string[] = [];
  const started = site
    .run(
      'nbctl',
      '-vconsole:warn',
      `--db=unix:${socket}`,
      '--detach',
      `--unixctl=${control}`,
      `--pidfile=${pidfile}`,
      `--log-file=${log}`,
    )
    .finally(() => order.push('started'));
  try {
    await until('the control socket', () => existsSync(control));
    const early = site.run('nbctl', '-u', control, 'ls-add', 's1').finally(() => order.push('carried out'));
    await site
      .start('nb', 'ovsdb', `--create=OVN_Northbound=${site.path('nb.db')}`, `--remote=punix:${socket}`)
      .finally(() => order.push('database'));
    expect(await started).toMatchObject({ status: 0, stdout: `${control}\n`, stderr: '' });
    expect(await early).toMatchObject({ status: 0, stdout: '', stderr: '' });
    expect(order[0]).toBe('database');
    expect(readFileSync(log, 'utf8')).toMatch(/\|ovn_dbctl\|INFO\|Running command run (-- )?ls-add s1\n/);
  } finally {
    await unixctlCall(control, 'exit', []).catch(() => undefined);
  }
}, 60_000);
