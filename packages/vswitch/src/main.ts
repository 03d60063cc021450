/**
 * `vswitchd`: the embedded switch, in the place of ovs-vswitchd(8). Given a database address it follows that database; without
 * one it serves its own on `db.sock` of the run directory. Opens sockets, files and devices; everything else is handed them.
 */
import { rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { type DaemonContext, runDaemon } from '#daemon';
import { type SwitchHandler, type SwitchServer, serveSwitch } from '#openflow';
import { openReplica } from '#ovsdb/client';
import { connect, parseActiveRemotes, systemClock, type TlsSource, tlsFiles } from '#ovsdb/jsonrpc';
import { Bridge, Datapath, Interface, Mirror, Open_vSwitch, openVswitch, Port } from '#schemas/open-vswitch';
import { registerShowCommands } from './commands/show-commands.js';
import { registerSimCommands } from './commands/sim-commands.js';
import { registerTraceCommands } from './commands/trace-command.js';
import { registerTunnelCommands } from './commands/tunnel-commands.js';
import { type OwnDatabase, serveOwnDatabase } from './io/own-database.js';
import { type ReadFrames, readFrames, readFramesByWorker } from './port/frame-reader.js';
import { DeviceOpener } from './port/opener.js';
import { Tunnels } from './port/tunnels.js';
import { Follower } from './switch/follower.js';
import { LOCK } from './switch/report.js';
import { Switch } from './switch/switch.js';

/** The version of Open vSwitch whose place this switch takes. */
const VERSION = '3.1.0';

const OPTIONS_HELP = `  --remote=REMOTE             without a DATABASE: serve the switch's own database there too
                              (punix:FILE, ptcp:PORT[:IP], pssl:PORT[:IP]); always on punix:db.sock
  --frame-reader=pipe|worker  how frames are read from TAP devices and packet sockets: in the
                              event loop (default), or by a thread each
`;

/** Columns that the switch reads; those it writes are there to be compared. */
const MONITORED = {
  root: ['bridges', 'next_cfg', 'cur_cfg', 'datapaths', 'iface_types', 'datapath_types', 'ovs_version', 'other_config'],
  bridge: [
    'name',
    'ports',
    'datapath_type',
    'fail_mode',
    'controller',
    'mirrors',
    'other_config',
    'datapath_id',
    'datapath_version',
  ],
  port: ['name', 'interfaces', 'tag', 'trunks', 'vlan_mode', 'mac'],
  interface: [
    'name',
    'type',
    'options',
    'mac',
    'mtu_request',
    'ofport_request',
    'ofport',
    'error',
    'mac_in_use',
    'mtu',
    'ifindex',
    'admin_state',
    'link_state',
    'link_resets',
    'status',
    'statistics',
  ],
} as const;

await runDaemon({
  program: 'vswitchd',
  family: 'ovs',
  title: 'embedded virtual switch',
  usage: '[OPTIONS] [DATABASE]\nwhere DATABASE is the address of an ovsdb-server (default: one of its own)',
  options: [
    { name: 'remote', argument: 'required' },
    { name: 'frame-reader', argument: 'required' },
  ],
  optionsHelp: OPTIONS_HELP,
  maxOperands: 1,
  modules: ['bridge', 'ofproto', 'dpif', 'netdev', 'tunnel', 'ovsdb_server'],
  start: async (context) => {
    const { rundir, random, log, unixctl } = context;
    const [given] = context.operands.flatMap(parseActiveRemotes);
    if (given !== undefined && context.has('remote')) {
      throw new Error("--remote serves the switch's own database: it does not go with DATABASE");
    }
    const read = frameReader(context.option('frame-reader'));
    const tls = tlsFiles((name) => context.option(name));
    const own = given === undefined ? await startOwnDatabase(context, tls) : undefined;
    const say = (text: string) => log.info(text);
    const warn = (text: string) => log.warn(text);
    const tunnels = new Tunnels({ nowUs: () => systemClock.now() * 1000, log: warn });
    const opener = new DeviceOpener({
      clock: systemClock,
      random,
      log: warn,
      read,
    });
    const current = new Switch({
      clock: systemClock,
      random,
      log: say,
      opener,
      tunnels,
      serve: (bridge, handler) => serveBridge(context, bridge, handler),
    });
    let follower: Follower | undefined;
    const replica = openReplica({
      database: openVswitch,
      remotes: [given ?? `unix:${join(rundir, 'db.sock')}`],
      leaderOnly: false,
      tables: [
        { table: Open_vSwitch, columns: MONITORED.root },
        { table: Bridge, columns: MONITORED.bridge },
        { table: Port, columns: MONITORED.port },
        { table: Interface, columns: MONITORED.interface },
        { table: Datapath },
        { table: Mirror },
      ],
      clock: systemClock,
      random,
      log,
      connectionLog: log.module('reconnect'),
      connect: (remote) => connect(remote, { rundir, tls, messageLog: log.module('jsonrpc') }),
      lock: LOCK,
      onChanges: () => follower?.changed(),
      onState: () => follower?.changed(),
      onLock: () => follower?.changed(),
    });
    const ownsDatabase = own !== undefined;
    follower = new Follower(replica, current, { clock: systemClock, log: warn, version: VERSION, ownsDatabase });
    registerSimCommands(unixctl, current);
    registerTunnelCommands(unixctl, tunnels, { clock: systemClock, writeFile: writeFileSync });
    registerShowCommands(unixctl, current);
    registerTraceCommands(unixctl, current);
    context.metrics.memory(() => figures(current));
    follower.start();
    if (ownsDatabase) await replica.whenSynced();
    return {
      exitUsage: '[--cleanup]',
      stop: async (reason) => {
        await follower?.close();
        replica.close();
        if (reason.kind === 'command' && reason.args.includes('--cleanup')) await current.remove();
        else await current.close();
        tunnels.close();
        await own?.close();
      },
    };
  },
});

function frameReader(name = 'pipe'): ReadFrames {
  if (name === 'worker') return readFramesByWorker;
  if (name === 'pipe') return readFrames;
  throw new Error(`--frame-reader: "${name}" is neither pipe nor worker`);
}

function startOwnDatabase(context: DaemonContext, tls: TlsSource): Promise<OwnDatabase> {
  const { rundir, random, log } = context;
  const more = context.line.options.flatMap((option) => (option.name === 'remote' ? (option.argument ?? []) : []));
  const remotes = [`punix:${join(rundir, 'db.sock')}`, ...more];
  return serveOwnDatabase({ path: join(rundir, 'conf.db'), rundir, remotes, random, log, tls });
}

/** OpenFlow on `<bridge>.mgmt`. A socket file that a killed switch left is taken over. */
function serveBridge(context: DaemonContext, bridge: string, handler: SwitchHandler): Promise<SwitchServer> {
  const path = join(context.rundir, `${bridge}.mgmt`);
  rmSync(path, { force: true });
  const log = (level: 'info' | 'warn' | 'error' | 'debug', text: string) => context.log[level](`${bridge}: ${text}`);
  return serveSwitch({ address: `punix:${path}`, handler, log });
}

function figures(current: Switch): Record<string, number> {
  let flows = 0;
  let ports = 0;
  for (const live of current.bridges.values()) {
    flows += live.bridge.tables.size;
    ports += live.ports.size;
  }
  return { flows, ports, connections: current.datapath.connections.size, 'cache entries': current.datapath.cache.size };
}
