/** A database server or switch that stands still is left after the probe interval that northd and controller are told, while they run. */
import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { freePort, until } from '#testing';
import { Site } from './site.js';

let site: Site;
beforeEach(() => {
  site = new Site();
});
afterEach(() => site.close());

async function run(program: string, ...args: readonly string[]): Promise<string> {
  const { status, stdout, stderr } = await site.run(program, ...args);
  expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
  return stdout;
}

test('northd_probe_interval, ovn-remote-probe-interval and ovn-openflow-probe-interval', async () => {
  const port = await freePort();
  const remote = `tcp:127.0.0.1:${port}`;
  const server = await site.start(
    'db',
    'ovsdb',
    `--create=OVN_Northbound=${site.path('nb.db')}`,
    `--create=OVN_Southbound=${site.path('sb.db')}`,
    `--remote=ptcp:${port}:127.0.0.1`,
  );
  await site.start('northd', 'northd', `--ovnnb-db=${remote}`, `--ovnsb-db=${remote}`);
  const vswitchd = await site.start('vswitchd', 'vswitchd');
  const settings = { 'system-id': 'h', 'ovn-remote': remote, 'ovn-encap-type': 'geneve', 'ovn-encap-ip': '127.0.0.1' };
  const setHere = (values: Readonly<Record<string, string>>) =>
    run(
      'vsctl',
      'set',
      'Open_vSwitch',
      '.',
      ...Object.entries(values).map(([key, value]) => `external_ids:${key}="${value}"`),
    );
  await setHere(settings);
  await site.start('controller', 'controller');
  await run('nbctl', `--db=${remote}`, '--wait=hv', 'set', 'NB_Global', '.', 'options:northd_probe_interval=1000');
  // Together with something that shows when they have been read. The shortest of OpenFlow is 5 s.
  await setHere({
    'ovn-remote-probe-interval': '1000',
    'ovn-openflow-probe-interval': '1',
    'ovn-bridge-mappings': 'net:br-net',
  });
  const mappings = () => run('sbctl', `--db=${remote}`, 'get', 'Chassis', 'h', 'other_config:ovn-bridge-mappings');
  await until('the settings to be read', async () => (await mappings()).includes('net:br-net'));
  server.signal('SIGSTOP');
  const left = `reconnect|ERR|${remote}: no response to inactivity probe after 1 seconds, disconnecting`;
  for (const [name, connections] of [
    ['northd', 2],
    ['controller', 1],
  ] as const) {
    const told = () => site.warnings(name).filter((line) => line === left).length;
    await until(`${name} to leave the server, ${connections} times`, () => told() >= connections, {
      timeoutMs: 15_000,
    });
  }
  server.signal('SIGCONT');
  vswitchd.signal('SIGSTOP');
  const unanswered = `rconn|ERR|unix:${site.path('br-int.mgmt')}: no response to inactivity probe after 5 seconds, disconnecting`;
  const isLeft = () => site.warnings('controller').includes(unanswered);
  await until('the controller to leave the switch', isLeft, { timeoutMs: 20_000 });
  vswitchd.signal('SIGCONT');
}, 60_000);
