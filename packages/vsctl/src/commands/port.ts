/** Ports and interfaces: `add-port`, `add-bond`, `del-port`, `list-ports`, `port-to-br`, `list-ifaces`, `iface-to-br`. */
import {
  argument,
  type Call,
  type Command,
  type CommandContext,
  CommandError,
  findColumn,
  flag,
  given,
  setColumn,
} from '#ctl';
import { Bridge, Interface, Port } from '#schemas/open-vswitch';
import {
  bridgeIfAny,
  bridgeNamed,
  checkName,
  configurationNeeds,
  portIfAny,
  portNamed,
  portOfInterface,
  readConfiguration,
  type SeenPort,
  verifyConfiguration,
} from '../configuration.js';

const many = Number.POSITIVE_INFINITY;

interface NewPort {
  readonly bridge: string;
  readonly name: string;
  readonly interfaces: readonly string[];
  /** `COLUMN[:KEY]=VALUE` of the port. */
  readonly settings: readonly string[];
  readonly isFakeInterface: boolean;
  readonly mayExist: boolean;
  /** The command as typed, for messages. */
  readonly asked: string;
}

/** Throws unless the port that exists is the one asked for. */
function checkExisting(port: SeenPort, wanted: NewPort): void {
  const [held, asked] = [port.interfaces.map(({ name }) => name).sort(), wanted.interfaces.toSorted()];
  const message = (problem: string) => new CommandError(`"--may-exist ${wanted.asked}" but ${problem}`);
  if (port.bridge.name !== wanted.bridge) {
    throw message(`${wanted.name} is actually attached to bridge ${port.bridge.name}`);
  }
  if (held.length !== asked.length || held.some((name, at) => name !== asked[at])) {
    throw message(`${wanted.name} actually has interface(s) ${held.join(', ')}`);
  }
}

function addPort(wanted: NewPort, { draft, names }: CommandContext): undefined {
  const configuration = readConfiguration(draft);
  if (wanted.mayExist) {
    const existing = portIfAny(configuration, wanted.name);
    if (existing !== undefined) {
      checkExisting(existing, wanted);
      return undefined;
    }
  }
  checkName(configuration, wanted.name, `cannot create a port named ${wanted.name}`);
  for (const name of wanted.interfaces) checkName(configuration, name, `cannot create an interface named ${name}`);
  const bridge = bridgeNamed(configuration, wanted.bridge);
  verifyConfiguration(draft);
  const interfaces = wanted.interfaces.map((name) => draft.insert(Interface, { name }));
  const port = draft.insert(Port, {
    name: wanted.name,
    interfaces,
    bond_fake_iface: wanted.isFakeInterface,
    tag: bridge.fake?.vlan,
  });
  for (const setting of wanted.settings) {
    const row = draft.get(Port, port);
    if (row !== undefined) setColumn(Port, row, setting, { draft, names });
  }
  draft.add(Bridge, bridge.row._uuid, 'ports', [port]);
  return undefined;
}

/** Settings name columns of the port: an unknown one is an error before anything is loaded. */
function portNeeds(settings: readonly string[]) {
  const columns = settings
    .filter((text) => text.includes('='))
    .map((text) => findColumn(Port, text.split(/[:=]/)[0] ?? '', 'without-uuid').name);
  return [...configurationNeeds(), { table: Port, columns }];
}

function bondParts(call: Call) {
  const rest = call.arguments.slice(2);
  const first = rest.findIndex((word) => word.includes('='));
  const interfaces = first < 0 ? rest : rest.slice(0, first);
  return { interfaces, settings: first < 0 ? [] : rest.slice(first) };
}

function deletePort(call: Call, { draft }: CommandContext): undefined {
  const configuration = readConfiguration(draft);
  const name = call.arguments.at(-1) ?? '';
  const bridgeName = call.arguments.length === 2 ? argument(call, 0) : undefined;
  const mayMiss = given(call, 'if-exists');
  const local = bridgeIfAny(configuration, name);
  if (local !== undefined) {
    if (mayMiss) return undefined;
    throw new CommandError(
      `cannot delete port ${name} because it is the local port for bridge ${name} (deleting this port requires deleting the entire bridge)`,
    );
  }
  const wanted = bridgeName === undefined ? undefined : bridgeNamed(configuration, bridgeName);
  const isAnyFace = given(call, 'with-iface');
  const port = portIfAny(configuration, name) ?? (isAnyFace ? portOfInterface(configuration, name) : undefined);
  if (port === undefined) {
    if (mayMiss) return undefined;
    throw new CommandError(`no port ${isAnyFace ? 'or interface ' : ''}named ${name}`);
  }
  if (wanted !== undefined && wanted !== port.bridge) {
    if (port.bridge.fake?.parent === wanted.name) {
      throw new CommandError(
        `bridge ${wanted.name} does not have a port ${name} (although its child bridge ${port.bridge.name} does)`,
      );
    }
    throw new CommandError(`bridge ${wanted.name} does not have a port ${name}`);
  }
  verifyConfiguration(draft);
  draft.remove(Bridge, port.bridge.row._uuid, 'ports', [port.row._uuid]);
  for (const row of port.interfaces) draft.delete(Interface, row._uuid);
  draft.delete(Port, port.row._uuid);
  return undefined;
}

function lister(name: string, summary: string, namesOf: (port: SeenPort) => readonly string[]): Command {
  return {
    name,
    usage: 'BRIDGE',
    summary,
    minArguments: 1,
    maxArguments: 1,
    options: [],
    isReadOnly: true,
    needs: configurationNeeds,
    run(call, { draft, output }) {
      const configuration = readConfiguration(draft);
      const bridge = bridgeNamed(configuration, argument(call, 0));
      const names = configuration.ports.filter((port) => port.bridge === bridge).flatMap(namesOf);
      for (const each of names.sort()) output.line(each);
      return undefined;
    },
  };
}

export const portCommands: readonly Command[] = [
  lister('list-ports', 'prints the names of all ports of BRIDGE, without its local port.', ({ row }) => [row.name]),
  {
    name: 'add-port',
    usage: 'BRIDGE PORT [COLUMN[:KEY]=VALUE]...',
    summary: 'adds network device PORT to BRIDGE, and sets columns of the port.',
    minArguments: 2,
    maxArguments: many,
    options: [flag('may-exist')],
    needs: (call) => portNeeds(call.arguments.slice(2)),
    run(call, context) {
      const [bridge = '', name = '', ...settings] = call.arguments;
      return addPort(
        {
          bridge,
          name,
          interfaces: [name],
          settings,
          isFakeInterface: false,
          mayExist: given(call, 'may-exist'),
          asked: `add-port ${bridge} ${name}`,
        },
        context,
      );
    },
  },
  {
    name: 'add-bond',
    usage: 'BRIDGE PORT INTERFACE... [COLUMN[:KEY]=VALUE]...',
    summary: 'adds bonded port PORT to BRIDGE, made of two interfaces or more.',
    minArguments: 4,
    maxArguments: many,
    options: [flag('may-exist'), flag('fake-iface')],
    needs: (call) => portNeeds(bondParts(call).settings),
    run(call, context) {
      const [bridge = '', name = ''] = call.arguments;
      const { interfaces, settings } = bondParts(call);
      if (interfaces.length < 2) {
        throw new CommandError(`add-bond requires at least 2 interfaces, but only ${interfaces.length} were specified`);
      }
      return addPort(
        {
          bridge,
          name,
          interfaces,
          settings,
          isFakeInterface: given(call, 'fake-iface'),
          mayExist: given(call, 'may-exist'),
          asked: `add-bond ${bridge} ${name} ${interfaces.join(' ')}`,
        },
        context,
      );
    },
  },
  {
    name: 'add-bond-iface',
    usage: 'BOND INTERFACE',
    summary: 'adds INTERFACE to bonded port BOND.',
    minArguments: 2,
    maxArguments: 2,
    options: [flag('may-exist')],
    needs: configurationNeeds,
    run(call, { draft }) {
      const configuration = readConfiguration(draft);
      const [bondName, name] = [argument(call, 0), argument(call, 1)];
      const bond = portNamed(configuration, bondName);
      const holder = portOfInterface(configuration, name);
      if (given(call, 'may-exist') && holder !== undefined) {
        if (holder === bond) return undefined;
        throw new CommandError(
          `"--may-exist add-bond-iface ${bondName} ${name}" but ${name} is actually attached to port ${holder.row.name}`,
        );
      }
      checkName(configuration, name, `cannot create an interface named ${name}`);
      verifyConfiguration(draft);
      const added = draft.insert(Interface, { name });
      draft.add(Port, bond.row._uuid, 'interfaces', [added]);
      return undefined;
    },
  },
  {
    name: 'del-bond-iface',
    usage: '[BOND] INTERFACE',
    summary: 'takes INTERFACE off its bonded port.',
    minArguments: 1,
    maxArguments: 2,
    options: [flag('if-exists')],
    needs: configurationNeeds,
    run(call, { draft }) {
      const configuration = readConfiguration(draft);
      const name = call.arguments.at(-1) ?? '';
      const bondName = call.arguments.length === 2 ? argument(call, 0) : undefined;
      const bond = bondName === undefined ? undefined : portNamed(configuration, bondName);
      const holder = portOfInterface(configuration, name);
      const row = holder?.interfaces.find((each) => each.name === name);
      if (holder === undefined || row === undefined) {
        if (given(call, 'if-exists')) return undefined;
        throw new CommandError(`no interface named ${name}`);
      }
      if (bond !== undefined && bond !== holder) {
        throw new CommandError(`port ${bondName} does not have an interface ${name}`);
      }
      if (holder.interfaces.length === 1) {
        throw new CommandError(`cannot delete last interface from port ${holder.row.name}`);
      }
      verifyConfiguration(draft);
      draft.remove(Port, holder.row._uuid, 'interfaces', [row._uuid]);
      draft.delete(Interface, row._uuid);
      return undefined;
    },
  },
  {
    name: 'del-port',
    usage: '[BRIDGE] PORT',
    summary: 'deletes PORT; with --with-iface PORT may be the name of one of its interfaces.',
    minArguments: 1,
    maxArguments: 2,
    options: [flag('if-exists'), flag('with-iface')],
    needs: configurationNeeds,
    run: deletePort,
  },
  {
    name: 'port-to-br',
    usage: 'PORT',
    summary: 'prints the bridge that PORT is on.',
    minArguments: 1,
    maxArguments: 1,
    options: [],
    isReadOnly: true,
    needs: configurationNeeds,
    run(call, { draft, output }) {
      output.line(portNamed(readConfiguration(draft), argument(call, 0)).bridge.name);
      return undefined;
    },
  },
];

export const interfaceCommands: readonly Command[] = [
  lister('list-ifaces', 'prints the names of all interfaces of BRIDGE, without its local one.', ({ interfaces }) =>
    interfaces.map(({ name }) => name),
  ),
  {
    name: 'iface-to-br',
    usage: 'INTERFACE',
    summary: 'prints the bridge that INTERFACE is on.',
    minArguments: 1,
    maxArguments: 1,
    options: [],
    isReadOnly: true,
    needs: configurationNeeds,
    run(call, { draft, output }) {
      const name = argument(call, 0);
      const port = portOfInterface(readConfiguration(draft), name);
      if (port === undefined) throw new CommandError(`no interface named ${name}`);
      output.line(port.bridge.name);
      return undefined;
    },
  },
];
