import { until } from '../process/until.js';
import type { Host, Make } from './host.js';
import { connectNamespaces, Namespace } from './namespace.js';
import { VirtualMachine, type VirtualMachineSpec } from './virtual-machine.js';

const SCHEMAS = {
  nb: { name: 'OVN_Northbound', file: '/usr/share/ovn/ovn-nb.ovsschema' },
  sb: { name: 'OVN_Southbound', file: '/usr/share/ovn/ovn-sb.ovsschema' },
  local: { name: 'Open_vSwitch', file: '/usr/share/openvswitch/vswitch.ovsschema' },
};

/** Prefix length of the underlay that all hosts are on. */
const PREFIX = 24;

/** Whose programs a central host runs. */
export interface CentralMakes {
  readonly databases: Make;
  readonly northd: Make;
}

/** Makes `host` the central one: NB and SB on tcp 6641 and 6642 and unix sockets, and northd. */
export async function startCentral(host: Host, makes: CentralMakes): Promise<void> {
  await host.namespace.ip('addr', 'add', `${host.ip}/${PREFIX}`, 'dev', 'eth0');
  for (const [id, port] of [
    ['nb', 6641],
    ['sb', 6642],
  ] as const) {
    const database = await host.databaseArguments(makes.databases, `${id}.db`, SCHEMAS[id]);
    const remotes = [`--remote=punix:${host.path(`${id}.sock`)}`, `--remote=ptcp:${port}:${host.ip}`];
    await host.start(makes.databases, 'ovsdb-server', id, [...database, ...remotes]);
  }
  const databases = [`--ovnnb-db=unix:${host.path('nb.sock')}`, `--ovnsb-db=unix:${host.path('sb.sock')}`];
  await host.start(makes.northd, 'ovn-northd', 'northd', databases);
  // A C ovn-controller that meets an SB without its SB_Global row ends with a fault: northd comes first.
  await until('northd to write SB_Global', async () => {
    const rows = await host.run(
      'c',
      'ovn-sbctl',
      `--db=unix:${host.path('sb.sock')}`,
      '--bare',
      '--columns=_uuid',
      'list',
      'SB_Global',
    );
    return rows.trim() !== '';
  });
}

/** Whose programs a host with Open vSwitch runs beside ovs-vswitchd itself. */
export interface OpenVswitchHostMakes {
  readonly localDatabase: Make;
  readonly controller: Make;
}

/** Makes `host` a hypervisor with Open vSwitch (userspace datapath): the underlay address is on the bridge br-phy. */
export async function startOpenVswitchHost(host: Host, central: Host, makes: OpenVswitchHostMakes): Promise<void> {
  const database = await host.databaseArguments(makes.localDatabase, 'conf.db', SCHEMAS.local);
  const socket = host.path('db.sock');
  await host.start(makes.localDatabase, 'ovsdb-server', 'ovsdb', [...database, `--remote=punix:${socket}`]);
  await host.run('c', 'ovs-vsctl', '--no-wait', 'init');
  await setChassis(host, central, makes.controller, ['external_ids:ovn-bridge-datapath-type=netdev']);
  await host.start('c', 'ovs-vswitchd', 'ovs-vswitchd', [`unix:${socket}`, '--disable-system']);
  await host.run(
    'c',
    'ovs-vsctl',
    'add-br',
    'br-phy',
    '--',
    'set',
    'Bridge',
    'br-phy',
    'datapath_type=netdev',
    '--',
    'add-port',
    'br-phy',
    'eth0',
  );
  await host.namespace.offloadOff('br-phy');
  await host.namespace.ip('addr', 'add', `${host.ip}/${PREFIX}`, 'dev', 'br-phy');
  await host.namespace.ip('link', 'set', 'br-phy', 'up');
  await host.start(makes.controller, 'ovn-controller', 'ovn-controller', [`unix:${socket}`]);
}

/** Makes `host` a hypervisor with the embedded switch, which hosts its own Open_vSwitch database. */
export async function startEmbeddedHost(host: Host, central: Host, controller: Make): Promise<void> {
  await host.namespace.ip('addr', 'add', `${host.ip}/${PREFIX}`, 'dev', 'eth0');
  await host.start('heddle', 'ovs-vswitchd', 'ovs-vswitchd', []);
  await setChassis(host, central, controller, []);
  await host.start(controller, 'ovn-controller', 'ovn-controller', [`unix:${host.path('db.sock')}`]);
}

/**
 * What an ovn-controller of OVN is told beyond its address: to compute its flows before it clears those it finds. Without
 * it the C program leaves its switch empty for some milliseconds at each start, which may cost a ping. Heddle's does not
 * need it.
 */
const PATIENCE = 'external_ids:ovn-ofctrl-wait-before-clear=500';

async function setChassis(host: Host, central: Host, controller: Make, more: readonly string[]): Promise<void> {
  const settings = [
    `external_ids:system-id=${host.name}`,
    `external_ids:hostname=${host.name}`,
    `external_ids:ovn-remote=tcp:${central.ip}:6642`,
    'external_ids:ovn-encap-type=geneve',
    `external_ids:ovn-encap-ip=${host.ip}`,
    ...(controller === 'c' ? [PATIENCE] : []),
    ...more,
  ];
  await host.run('c', 'ovs-vsctl', '--no-wait', 'set', 'Open_vSwitch', '.', ...settings);
}

/** Boots a VM on a host with Open vSwitch: one end of a veth pair in its namespace, the other a port of br-int. */
export async function plugIntoOpenVswitch(
  host: Host,
  prefix: string,
  spec: VirtualMachineSpec,
  tools: Make,
): Promise<VirtualMachine> {
  const namespace = await Namespace.create(`${prefix}${spec.name}`);
  await connectNamespaces(namespace, 'eth0', host.namespace, spec.name);
  await host.run(
    tools,
    'ovs-vsctl',
    'add-port',
    'br-int',
    spec.name,
    '--',
    'set',
    'Interface',
    spec.name,
    `external_ids:iface-id=${spec.name}`,
  );
  return configured(new VirtualMachine(spec, namespace));
}

/**
 * Boots a VM on a host with the embedded switch: a TAP port of br-int, joined by a Linux bridge to the VM's veth pair as
 * libvirt does it, so that the VM outlives a restart of the switch.
 */
export async function plugIntoEmbedded(
  host: Host,
  prefix: string,
  spec: VirtualMachineSpec,
  tools: Make,
): Promise<VirtualMachine> {
  const namespace = await Namespace.create(`${prefix}${spec.name}`);
  const veth = `${spec.name}-v`;
  const bridge = `${spec.name}-b`;
  await connectNamespaces(namespace, 'eth0', host.namespace, veth);
  await host.run(
    tools,
    'ovs-vsctl',
    'add-port',
    'br-int',
    spec.name,
    '--',
    'set',
    'Interface',
    spec.name,
    'type=tap',
    `external_ids:iface-id=${spec.name}`,
  );
  await host.namespace.ip('link', 'add', bridge, 'type', 'bridge', 'forward_delay', '0', 'mcast_snooping', '0');
  for (const device of [veth, spec.name]) {
    await until(`${device} on ${host.name}`, () => host.namespace.ip('link', 'show', device));
    await host.namespace.ip('link', 'set', device, 'master', bridge, 'up');
  }
  await host.namespace.ip('link', 'set', bridge, 'up');
  return configured(new VirtualMachine(spec, namespace));
}

async function configured(machine: VirtualMachine): Promise<VirtualMachine> {
  await machine.configure();
  return machine;
}
