/** Bridges: `add-br`, `del-br`, `list-br`, `br-exists`, `br-to-vlan`, `br-to-parent`, `br-set/get-external-id`. */
import {
  argument,
  type Call,
  type Command,
  type CommandContext,
  CommandError,
  type Draft,
  ExitRequest,
  flag,
  given,
} from '#ctl';
import { Bridge, Interface, Open_vSwitch, Port } from '#schemas/open-vswitch';
import {
  bridgeIfAny,
  bridgeNamed,
  type Configuration,
  checkName,
  configurationNeeds,
  readConfiguration,
  type SeenBridge,
  verifyConfiguration,
} from '../configuration.js';

function parseVlan(text: string): number {
  const vlan = Number.parseInt(text, 10) || 0;
  if (vlan < 0 || vlan > 4095) throw new CommandError('add-br: vlan must be between 0 and 4095');
  return vlan;
}

/** Throws unless the bridge that exists is as `--may-exist` was asked for. */
function checkExisting(bridge: SeenBridge, parent: string | undefined, vlan: number): void {
  const { name, fake } = bridge;
  if (parent === undefined) {
    if (fake === undefined) return;
    throw new CommandError(`"--may-exist add-br ${name}" but ${name} is a VLAN bridge for VLAN ${fake.vlan}`);
  }
  const asked = `"--may-exist add-br ${name} ${parent} ${vlan}"`;
  if (fake === undefined) throw new CommandError(`${asked} but ${name} is not a VLAN bridge`);
  if (fake.parent !== parent) throw new CommandError(`${asked} but ${name} has the wrong parent ${fake.parent}`);
  if (fake.vlan !== vlan)
    throw new CommandError(`${asked} but ${name} is a VLAN bridge for the wrong VLAN ${fake.vlan}`);
}

function addBridge(call: Call, { draft }: CommandContext): undefined {
  const [, parentName, vlanText] = call.arguments;
  const name = argument(call, 0);
  if (parentName !== undefined && vlanText === undefined) {
    throw new CommandError("'add-br' command takes exactly 1 or 3 arguments");
  }
  const vlan = vlanText === undefined ? 0 : parseVlan(vlanText);
  const configuration = readConfiguration(draft);
  const existing = given(call, 'may-exist') ? bridgeIfAny(configuration, name) : undefined;
  if (existing !== undefined) {
    checkExisting(existing, parentName, vlan);
    return undefined;
  }
  checkName(configuration, name, `cannot create a bridge named ${name}`);
  verifyConfiguration(draft);
  if (parentName === undefined) {
    const local = draft.insert(Interface, { name, type: 'internal' });
    const port = draft.insert(Port, { name, interfaces: [local] });
    const bridge = draft.insert(Bridge, { name, ports: [port] });
    for (const root of draft.rows(Open_vSwitch)) draft.add(Open_vSwitch, root._uuid, 'bridges', [bridge]);
    return undefined;
  }
  const parent = bridgeIfAny(configuration, parentName);
  if (parent === undefined) throw new CommandError(`parent bridge ${parentName} does not exist`);
  if (parent.fake !== undefined) throw new CommandError('cannot create bridge with fake bridge as parent');
  const sibling = configuration.bridges.find(({ fake }) => fake?.parent === parent.name && fake.vlan === vlan);
  if (sibling !== undefined) {
    throw new CommandError(`bridge ${parent.name} already has a child VLAN bridge ${sibling.name} on VLAN ${vlan}`);
  }
  const local = draft.insert(Interface, { name, type: 'internal' });
  const port = draft.insert(Port, { name, interfaces: [local], fake_bridge: true, tag: vlan });
  draft.add(Bridge, parent.row._uuid, 'ports', [port]);
  return undefined;
}

/** Deletes a bridge with all that is on it, the fake bridges of a real one included. */
function deleteBridge(draft: Draft, configuration: Configuration, bridge: SeenBridge): void {
  verifyConfiguration(draft);
  if (bridge.fake === undefined) {
    for (const root of draft.rows(Open_vSwitch)) draft.remove(Open_vSwitch, root._uuid, 'bridges', [bridge.row._uuid]);
    for (const port of draft.getAll(Port, bridge.row.ports)) {
      for (const id of port.interfaces) draft.delete(Interface, id);
      draft.delete(Port, port._uuid);
    }
    draft.delete(Bridge, bridge.row._uuid);
    return;
  }
  const own = configuration.ports.filter((port) => port.bridge === bridge).map(({ row }) => row);
  for (const port of [bridge.fake.port, ...own]) {
    draft.remove(Bridge, bridge.row._uuid, 'ports', [port._uuid]);
    for (const id of port.interfaces) draft.delete(Interface, id);
    draft.delete(Port, port._uuid);
  }
}

/** External ids of a fake bridge are those of its port that begin with `fake-bridge-`. */
const fakePrefix = 'fake-bridge-';

function externalIds(draft: Draft, bridge: SeenBridge): ReadonlyMap<string, string> {
  if (bridge.fake === undefined) return draft.get(Bridge, bridge.row._uuid)?.external_ids ?? new Map();
  const ids = draft.get(Port, bridge.fake.port._uuid)?.external_ids ?? new Map<string, string>();
  return new Map(
    [...ids].filter(([key]) => key.startsWith(fakePrefix)).map(([key, value]) => [key.slice(fakePrefix.length), value]),
  );
}

const externalIdNeeds = () => [
  ...configurationNeeds(),
  { table: Bridge, columns: ['external_ids'] },
  { table: Port, columns: ['external_ids'] },
];

export const bridgeCommands: readonly Command[] = [
  {
    name: 'add-br',
    usage: 'BRIDGE [PARENT VLAN]',
    summary: 'creates BRIDGE; with PARENT and VLAN a "fake" bridge that stands for this VLAN of bridge PARENT.',
    minArguments: 1,
    maxArguments: 3,
    options: [flag('may-exist')],
    needs: configurationNeeds,
    run: addBridge,
  },
  {
    name: 'del-br',
    usage: 'BRIDGE',
    summary: 'deletes BRIDGE and all its ports.',
    minArguments: 1,
    maxArguments: 1,
    options: [flag('if-exists')],
    needs: configurationNeeds,
    run(call, { draft }) {
      const configuration = readConfiguration(draft);
      const name = argument(call, 0);
      const bridge = given(call, 'if-exists') ? bridgeIfAny(configuration, name) : bridgeNamed(configuration, name);
      if (bridge !== undefined) deleteBridge(draft, configuration, bridge);
      return undefined;
    },
  },
  {
    name: 'list-br',
    usage: '',
    summary: 'prints the names of all bridges, or only of real or fake ones.',
    minArguments: 0,
    maxArguments: 0,
    options: [flag('real'), flag('fake')],
    isReadOnly: true,
    needs: configurationNeeds,
    run(call, { draft, output }) {
      const [real, fake] = [given(call, 'real'), given(call, 'fake')];
      const shown = readConfiguration(draft).bridges.filter(
        (bridge) => real === fake || (bridge.fake === undefined) === real,
      );
      for (const name of shown.map((bridge) => bridge.name).sort()) output.line(name);
      return undefined;
    },
  },
  {
    name: 'br-exists',
    usage: 'BRIDGE',
    summary: 'exits with 2 if BRIDGE does not exist.',
    minArguments: 1,
    maxArguments: 1,
    options: [],
    isReadOnly: true,
    needs: configurationNeeds,
    run(call, { draft }) {
      if (bridgeIfAny(readConfiguration(draft), argument(call, 0)) === undefined) throw new ExitRequest(2);
      return undefined;
    },
  },
  {
    name: 'br-to-vlan',
    usage: 'BRIDGE',
    summary: 'prints the VLAN that BRIDGE stands for, 0 for a real bridge.',
    minArguments: 1,
    maxArguments: 1,
    options: [],
    isReadOnly: true,
    needs: configurationNeeds,
    run(call, { draft, output }) {
      output.line(String(bridgeNamed(readConfiguration(draft), argument(call, 0)).fake?.vlan ?? 0));
      return undefined;
    },
  },
  {
    name: 'br-to-parent',
    usage: 'BRIDGE',
    summary: 'prints the parent of a fake bridge, the name itself of a real one.',
    minArguments: 1,
    maxArguments: 1,
    options: [],
    isReadOnly: true,
    needs: configurationNeeds,
    run(call, { draft, output }) {
      const bridge = bridgeNamed(readConfiguration(draft), argument(call, 0));
      output.line(bridge.fake?.parent ?? bridge.name);
      return undefined;
    },
  },
  {
    name: 'br-set-external-id',
    usage: 'BRIDGE KEY [VALUE]',
    summary: 'sets KEY of the external ids of BRIDGE to VALUE, or removes it.',
    minArguments: 2,
    maxArguments: 3,
    options: [],
    needs: externalIdNeeds,
    run(call, { draft }) {
      const bridge = bridgeNamed(readConfiguration(draft), argument(call, 0));
      const [, key = '', value] = call.arguments;
      const stored = bridge.fake === undefined ? key : fakePrefix + key;
      const [table, id] =
        bridge.fake === undefined ? ([Bridge, bridge.row._uuid] as const) : ([Port, bridge.fake.port._uuid] as const);
      draft.removeFromColumn(table, id, 'external_ids', [stored]);
      if (value !== undefined) draft.addToColumn(table, id, 'external_ids', new Map([[stored, value]]));
      return undefined;
    },
  },
  {
    name: 'br-get-external-id',
    usage: 'BRIDGE [KEY]',
    summary: 'prints the external ids of BRIDGE, or the value of KEY.',
    minArguments: 1,
    maxArguments: 2,
    options: [],
    isReadOnly: true,
    needs: externalIdNeeds,
    run(call, { draft, output }) {
      const ids = externalIds(draft, bridgeNamed(readConfiguration(draft), argument(call, 0)));
      const [, key] = call.arguments;
      if (key === undefined) for (const [name, value] of ids) output.line(`${name}=${value}`);
      else if (ids.has(key)) output.line(ids.get(key) ?? '');
      return undefined;
    },
  },
];
