/**
 * The configuration of a switch as its users think of it: bridges, real ones and "fake" ones (a port of a real bridge that
 * stands for one of its VLANs), with ports and interfaces under them. Read anew from the draft by each command.
 */
import { always, CommandError, type Draft } from '#ctl';
import {
  Bridge,
  type BridgeRow,
  Interface,
  type InterfaceRow,
  Open_vSwitch,
  Port,
  type PortRow,
} from '#schemas/open-vswitch';

/** A bridge that users see. A fake one is named after the port that makes it, and has the parent's ports of its VLAN. */
export interface SeenBridge {
  readonly name: string;
  /** The row of the real bridge. */
  readonly row: BridgeRow;
  /** Of a fake bridge: its name's port, the parent's name and the VLAN. */
  readonly fake: { readonly port: PortRow; readonly parent: string; readonly vlan: number } | undefined;
}

export interface SeenPort {
  readonly row: PortRow;
  readonly bridge: SeenBridge;
  readonly interfaces: readonly InterfaceRow[];
}

export interface Configuration {
  readonly bridges: readonly SeenBridge[];
  /** Without the local ports of bridges, fake ones included. */
  readonly ports: readonly SeenPort[];
}

/** What must be loaded to read a configuration. */
export const configurationNeeds = always(
  [Open_vSwitch, 'bridges'],
  [Bridge, 'name', 'ports', 'controller', 'fail_mode'],
  [Port, 'name', 'fake_bridge', 'tag', 'interfaces'],
  [Interface, 'name'],
);

export function readConfiguration(draft: Draft): Configuration {
  const bridges: SeenBridge[] = [];
  const ports: SeenPort[] = [];
  const rows = draft.rows(Open_vSwitch).flatMap((root) => draft.getAll(Bridge, root.bridges));
  for (const row of rows) {
    const real: SeenBridge = { name: row.name, row, fake: undefined };
    bridges.push(real);
    const members = draft.getAll(Port, row.ports);
    const fakes = new Map<number, SeenBridge>();
    for (const port of members) {
      if (!isFakeBridge(port)) continue;
      const vlan = Number(port.tag);
      const fake: SeenBridge = { name: port.name, row, fake: { port, parent: row.name, vlan } };
      bridges.push(fake);
      fakes.set(vlan, fake);
    }
    for (const port of members) {
      if (port.name === row.name || isFakeBridge(port)) continue;
      const bridge = (port.tag === undefined ? undefined : fakes.get(Number(port.tag))) ?? real;
      ports.push({ row: port, bridge, interfaces: draft.getAll(Interface, port.interfaces) });
    }
  }
  return { bridges, ports };
}

function isFakeBridge(port: PortRow): boolean {
  return port.fake_bridge && port.tag !== undefined && Number(port.tag) <= 4095;
}

export function bridgeIfAny(configuration: Configuration, name: string): SeenBridge | undefined {
  return configuration.bridges.find((bridge) => bridge.name === name);
}

export function bridgeNamed(configuration: Configuration, name: string): SeenBridge {
  const bridge = bridgeIfAny(configuration, name);
  if (bridge === undefined) throw new CommandError(`no bridge named ${name}`);
  return bridge;
}

export function realBridgeNamed(configuration: Configuration, name: string): SeenBridge {
  const bridge = bridgeNamed(configuration, name);
  if (bridge.fake !== undefined) throw new CommandError(`${name} is a fake bridge`);
  return bridge;
}

export function portIfAny(configuration: Configuration, name: string): SeenPort | undefined {
  return configuration.ports.find((port) => port.row.name === name);
}

export function portNamed(configuration: Configuration, name: string): SeenPort {
  const port = portIfAny(configuration, name);
  if (port === undefined || bridgeIfAny(configuration, name) !== undefined) {
    throw new CommandError(`no port named ${name}`);
  }
  return port;
}

/** The port that holds the interface of this name. */
export function portOfInterface(configuration: Configuration, name: string): SeenPort | undefined {
  return configuration.ports.find((port) => port.interfaces.some((each) => each.name === name));
}

/** True when `name` is free; throws where a bridge, port or interface has it. `what` begins the message. */
export function checkName(configuration: Configuration, name: string, what: string): void {
  const bridge = bridgeIfAny(configuration, name);
  if (bridge !== undefined) throw new CommandError(`${what} because a bridge named ${name} already exists`);
  const port = portIfAny(configuration, name);
  if (port !== undefined) {
    throw new CommandError(`${what} because a port named ${name} already exists on bridge ${port.bridge.name}`);
  }
  const holder = portOfInterface(configuration, name);
  if (holder !== undefined) {
    throw new CommandError(`${what} because an interface named ${name} already exists on bridge ${holder.bridge.name}`);
  }
}

/** The transaction is to be tried again when somebody else changed bridges or ports meanwhile. */
export function verifyConfiguration(draft: Draft): void {
  for (const root of draft.rows(Open_vSwitch)) draft.verify(Open_vSwitch, root._uuid, 'bridges');
  for (const bridge of draft.rows(Bridge)) draft.verify(Bridge, bridge._uuid, 'ports');
}
