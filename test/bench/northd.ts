import type { Make } from '#testing';
import { type Figure, median } from './figure.js';
import { addPort, addRoute, siteTransactions } from './network.js';
import { ConfigWatch, type Operation, OvsdbPeer } from './ovsdb-peer.js';
import { NB, SB, Site } from './site.js';

const SWITCHES = 100;
const PORTS = 50;
const CHANGES = 20;

interface NorthdTimes {
  readonly fullMs: number;
  readonly flows: number;
  readonly portMs: number;
  readonly routeMs: number;
}

/** Both on C ovsdb-servers: start to compiled SB, then single changes from NB commit to SB commit (nb_cfg to sb_cfg). */
async function measure(make: Make, switches: number): Promise<NorthdTimes> {
  const site = new Site();
  try {
    const nbSocket = await site.database('c', 'nb');
    const sbSocket = await site.database('c', 'sb');
    const nb = await OvsdbPeer.connect(nbSocket);
    await nb.transact(NB, { op: 'insert', table: 'NB_Global', row: { nb_cfg: 1 } });
    for (const operations of siteTransactions(switches, PORTS)) await nb.transact(NB, ...operations);
    const watch = await ConfigWatch.start(await OvsdbPeer.connect(nbSocket), NB, { NB_Global: ['sb_cfg'] });
    const started = performance.now();
    await site.start(
      make,
      'ovn-northd',
      [`--unixctl=${site.path('northd.ctl')}`, `--ovnnb-db=unix:${nbSocket}`, `--ovnsb-db=unix:${sbSocket}`],
      undefined,
    );
    const fullMs = (await watch.reached('NB_Global.sb_cfg', 1)) - started;
    const sb = await OvsdbPeer.connect(sbSocket);
    const flows = (await sb.select(SB, 'Logical_Flow', ['_uuid'])).length;
    let config = 1;
    const change = async (make: (index: number, serial: number) => readonly Operation[]) => {
      const times: number[] = [];
      for (let serial = 0; serial < CHANGES; serial++) {
        config++;
        const before = performance.now();
        await nb.transact(NB, ...make(serial % switches, serial), {
          op: 'update',
          table: 'NB_Global',
          where: [],
          row: { nb_cfg: config },
        });
        times.push((await watch.reached('NB_Global.sb_cfg', config)) - before);
      }
      return median(times);
    };
    const portMs = await change(addPort);
    const routeMs = await change(addRoute);
    for (const peer of [nb, sb, watch.peer]) peer.close();
    return { fullMs, flows, portMs, routeMs };
  } finally {
    await site.close();
  }
}

/** northd against ovn-northd: the whole of a site, then single changes, at one size and at four times that. */
export async function measureNorthd(report: (figure: Figure) => void): Promise<void> {
  const suite = 'northd';
  const size = `${SWITCHES}x${PORTS}`;
  const [c, ours] = [await measure('c', SWITCHES), await measure('heddle', SWITCHES)];
  report({ suite, name: `logical flows ${size}`, unit: 'flows', c: c.flows, ours: ours.flows });
  report({ suite, name: `full compile ${size}`, unit: 'ms', c: c.fullMs, ours: ours.fullMs, target: { atMost: 1 } });
  report({ suite, name: `add a port ${size}`, unit: 'ms', c: c.portMs, ours: ours.portMs });
  report({ suite, name: `add a route ${size}`, unit: 'ms', c: c.routeMs, ours: ours.routeMs });
  const large = await measure('heddle', SWITCHES * 4);
  report({
    suite,
    name: 'ours, add a port: 1x network, 4x network',
    unit: 'ms',
    c: ours.portMs,
    ours: large.portMs,
    target: { atMost: 2 },
  });
}
