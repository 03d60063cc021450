import { type Make, run, until } from '#testing';
import { type Figure, median } from './figure.js';
import { addPort, addRoute, siteTransactions } from './network.js';
import { ConfigWatch, type Operation, OvsdbPeer } from './ovsdb-peer.js';
import { NB, SB, Site } from './site.js';

const SWITCHES = 100;
const PORTS = 50;
const LOCAL = 5;
const CHANGES = 10;

interface ControllerTimes {
  readonly startMs: number;
  readonly openflow: number;
  readonly portMs: number;
  readonly routeMs: number;
}

/** A controller on a SB that C northd compiled, programming a real ovs-vswitchd with the dummy datapath. */
async function measure(make: Make): Promise<ControllerTimes> {
  const site = new Site();
  try {
    const nbSocket = await site.database('c', 'nb');
    const sbSocket = await site.database('c', 'sb');
    const local = await site.database('c', 'local', 'db.sock');
    const nb = await OvsdbPeer.connect(nbSocket);
    await nb.transact(NB, { op: 'insert', table: 'NB_Global', row: { nb_cfg: 1 } });
    for (const operations of siteTransactions(SWITCHES, PORTS)) await nb.transact(NB, ...operations);
    const vsctl = (...args: readonly string[]) =>
      run(['ovs-vsctl', `--db=unix:${local}`, '--no-wait', ...args], { env: site.env });
    await vsctl('init');
    const ids = {
      'system-id': 'hv1',
      hostname: 'hv1',
      'ovn-remote': `unix:${sbSocket}`,
      'ovn-encap-type': 'geneve',
      'ovn-encap-ip': '127.0.0.1',
      'ovn-monitor-all': 'true',
    };
    await vsctl('set', 'open', '.', ...Object.entries(ids).map(([key, value]) => `external_ids:${key}=${value}`));
    const management = site.path('br-int.mgmt');
    await vsctl('add-br', 'br-int', '--', 'set', 'Bridge', 'br-int', 'fail-mode=secure', 'datapath_type=dummy');
    for (let i = 0; i < LOCAL; i++)
      await vsctl(
        'add-port',
        'br-int',
        `v${i}`,
        '--',
        'set',
        'Interface',
        `v${i}`,
        `external_ids:iface-id=lp${i}-0`,
        'type=dummy',
      );
    await site.start(
      'c',
      'ovs-vswitchd',
      [
        '--no-chdir',
        `--pidfile=${site.path('ovs-vswitchd.pid')}`,
        '--enable-dummy=override',
        '--disable-system',
        `unix:${local}`,
      ],
      management,
    );
    const watch = await ConfigWatch.start(await OvsdbPeer.connect(nbSocket), NB, { NB_Global: ['sb_cfg', 'hv_cfg'] });
    await site.start(
      'c',
      'ovn-northd',
      [`--unixctl=${site.path('northd.ctl')}`, `--ovnnb-db=unix:${nbSocket}`, `--ovnsb-db=unix:${sbSocket}`],
      undefined,
    );
    await watch.reached('NB_Global.sb_cfg', 1);
    const sb = await OvsdbPeer.connect(sbSocket);
    const sbWatch = await ConfigWatch.start(await OvsdbPeer.connect(sbSocket), SB, {
      SB_Global: ['nb_cfg'],
      Chassis_Private: ['nb_cfg'],
    });
    const started = performance.now();
    await site.start(make, 'ovn-controller', [`unix:${local}`], undefined);
    await until('the chassis', async () => (await sb.select(SB, 'Chassis_Private', ['name'])).length > 0, {
      everyMs: 10,
    });
    let config = 2;
    await nb.transact(NB, { op: 'update', table: 'NB_Global', where: [], row: { nb_cfg: config } });
    const startMs = (await watch.reached('NB_Global.hv_cfg', config)) - started;
    const change = async (make: (index: number, serial: number) => readonly Operation[]) => {
      const times: number[] = [];
      for (let serial = 0; serial < CHANGES; serial++) {
        config++;
        await nb.transact(NB, ...make(serial % SWITCHES, serial), {
          op: 'update',
          table: 'NB_Global',
          where: [],
          row: { nb_cfg: config },
        });
        const compiled = await sbWatch.reached('SB_Global.nb_cfg', config);
        times.push((await sbWatch.reached('Chassis_Private.nb_cfg', config)) - compiled);
      }
      return median(times);
    };
    const portMs = await change(addPort);
    const routeMs = await change(addRoute);
    const flows = await run(['ovs-ofctl', '-O', 'OpenFlow15', 'dump-flows', `unix:${management}`]);
    for (const peer of [nb, sb, watch.peer, sbWatch.peer]) peer.close();
    return { startMs, openflow: flows.split('\n').length - 2, portMs, routeMs };
  } finally {
    await site.close();
  }
}

/** controller against ovn-controller: start to hv_cfg on a site, then single changes from SB commit to Chassis_Private. */
export async function measureController(report: (figure: Figure) => void): Promise<void> {
  const suite = 'controller';
  const [c, ours] = [await measure('c'), await measure('heddle')];
  report({ suite, name: 'OpenFlow flows', unit: 'flows', c: c.openflow, ours: ours.openflow });
  report({
    suite,
    name: `start on ${SWITCHES}x${PORTS}`,
    unit: 'ms',
    c: c.startMs,
    ours: ours.startMs,
    target: { atMost: 2 },
  });
  report({ suite, name: 'a port added', unit: 'ms', c: c.portMs, ours: ours.portMs, target: { atMost: 2 } });
  report({ suite, name: 'a route added', unit: 'ms', c: c.routeMs, ours: ours.routeMs, target: { atMost: 2 } });
}
