/** A controller whose host is configured step by step: it says what is missing, and is there when all is. */
import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { until } from '#testing';
import { Site } from './site.js';

let site: Site;
beforeEach(() => {
  site = new Site();
});
afterEach(() => site.close());

test('the controller tells what its settings lack, and outlives what makes no sense', async () => {
  const create = `--create=Open_vSwitch=${site.path('conf.db')}`;
  await site.start('ovs', 'ovsdb', create, `--remote=punix:${site.path('db.sock')}`);
  const sb = `unix:${site.path('sb.sock')}`;
  await site.start('sb', 'ovsdb', `--create=OVN_Southbound=${site.path('sb.db')}`, `--remote=p${sb}`);
  expect((await site.run('sbctl', `--db=${sb}`, 'init')).status).toBe(0);
  expect((await site.run('vsctl', '--no-wait', 'init')).status).toBe(0);
  const set = async (...ids: readonly string[]) => {
    const settings = ids.map((id) => `external_ids:${id}`);
    expect(await site.run('vsctl', '--no-wait', 'set', 'Open_vSwitch', '.', ...settings)).toMatchObject({ status: 0 });
  };
  const told = () => site.warnings('controller').filter((line) => line.startsWith('chassis|'));
  const tells = (...lines: readonly string[]) => {
    const expected = lines.map((line) => `chassis|WARN|${line}`);
    return until(`it tells ${lines.at(-1)}`, () => JSON.stringify(told()) === JSON.stringify(expected));
  };
  await site.start('controller', 'controller');
  const missing = (key: string) => `'${key}' in Open_vSwitch database is missing.`;
  const first = [missing('system-id'), missing('ovn-remote'), 'Need to specify an encap type and ip'];
  await tells(...first);
  await set('system-id=host1', 'ovn-remote=","');
  await set('ovn-encap-type=gre', 'ovn-encap-ip=192.0.2.1');
  await tells(...first, 'Unknown tunnel type: gre');
  await set(`ovn-remote="${sb}"`, 'ovn-encap-type=geneve');
  const chassis = () => site.run('sbctl', `--db=${sb}`, '--bare', '--columns=name', 'list', 'Chassis');
  await until('the chassis is there', async () => (await chassis()).stdout.trim() === 'host1');
  expect(told()).toHaveLength(4);
}, 90_000);
