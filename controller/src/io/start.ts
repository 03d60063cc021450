import { hostname } from 'node:os';
import { type DaemonContext, directoriesOf, type Running } from '#daemon';
import type { Replica } from '#ovsdb/client';
import { connect, parseActiveRemotes, splitRemotes, type TransportOptions, tlsFiles } from '#ovsdb/jsonrpc';
import { Controller } from '../controller.js';
import { Conditions } from '../local/conditions.js';
import { HOST, type Settings, settings } from '../local/settings.js';
import { settingsProblems } from '../local/settings-problems.js';
import { unregister } from '../report/unregister.js';
import { registerCommands } from './commands.js';
import { openLocal, openSouthbound } from './databases.js';
import { PacketInHandler } from './packet-in-handler.js';
import { SwitchConnection } from './switch-connection.js';
import { readSystemIdOverride } from './system-id-override.js';

/** Opens the databases and the switch, wires them to `Controller`, and offers the run-time commands. */
export async function startController(context: DaemonContext): Promise<Running> {
  const { clock, random, log } = context;
  const ovs = directoriesOf('ovs', context.environment);
  const tls = tlsFiles((name) => context.option(name));
  const transport: TransportOptions = { rundir: ovs.run, tls, messageLog: log.module('jsonrpc') };
  const common = { clock, random, log, connect: (remote: string) => connect(remote, transport) };
  let southbound: Replica | undefined;
  let connectedTo = '';
  let flows: SwitchConnection | undefined;
  let packets: PacketInHandler | undefined;
  let bridge = '';

  let told: readonly string[] = [];
  const follow = (wanted: Settings) => {
    const problems = wanted.isKnown ? settingsProblems(wanted) : told;
    for (const problem of problems) if (!told.includes(problem)) log.module('chassis').warn(problem);
    told = problems;
    const { remote = '' } = wanted;
    const remotes = splitRemotes(remote);
    if (remotes.length > 0 && wanted.chassis !== undefined && remote !== connectedTo) {
      if (southbound !== undefined) log.module('main').info(`OVNSB remote changes to ${remote}`);
      connectedTo = remote;
      southbound?.close();
      const conditions = new Map([...controller.engine.outputs(Conditions)].map(({ table, where }) => [table, where]));
      southbound = openSouthbound(
        remotes,
        wanted.remoteProbeMs,
        (table) => conditions.get(table),
        (changes) => controller.southboundChanged(changes),
        common,
      );
      controller.useSouthbound(southbound);
    }
    southbound?.setProbe(wanted.remoteProbeMs);
    if (wanted.bridge !== bridge) {
      bridge = wanted.bridge;
      flows?.close();
      packets?.close();
      const management = `unix:${ovs.run}/${bridge}.mgmt`;
      flows = new SwitchConnection(management, {
        ...common,
        probeMs: wanted.openflowProbeMs,
        onChannel: (channel) => controller.useSwitch(channel),
      });
      packets = new PacketInHandler(management, { ...common, controller, southbound: () => southbound });
    }
    flows?.setProbe(wanted.openflowProbeMs);
  };
  const controller = new Controller({
    log: log.module('binding'),
    clock,
    hostname: hostname(),
    chassisName: context.option('chassis') ?? readSystemIdOverride(context.environment, log),
    breathe: () => new Promise((resolve) => setImmediate(resolve)),
    onSettings: follow,
    flushZone: (zone) => flows?.flushZone(zone),
  });
  const [remote = ''] = parseActiveRemotes(context.operands[0] ?? `unix:${ovs.run}/db.sock`);
  const local = openLocal(remote, (changes) => controller.localChanged(changes), common);
  controller.useLocal(local);
  registerCommands(context, controller, {
    southbound: () => southbound,
    isSwitchConnected: () => flows?.isConnected === true,
  });
  return {
    exitUsage: '[--restart]',
    stop: async (reason) => {
      // A signal, and `exit --restart`, leave everything as it is: traffic goes on.
      if (reason.kind === 'command' && reason.args[0] !== '--restart') {
        controller.stop();
        const { chassis, bridge: name } = controller.engine.read(settings, HOST);
        if (chassis !== undefined) await unregister(chassis, name, southbound, local);
      }
      controller.stop();
      flows?.close();
      packets?.close();
      southbound?.close();
      local.close();
    },
  };
}
