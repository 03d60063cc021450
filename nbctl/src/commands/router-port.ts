/** Logical router ports: `lrp-add`, `lrp-del`, `lrp-list`, `lrp-set/get-enabled`, `-options`, `-redirect-type`. */
import { parseMac } from '#base';
import { always, argument, type Command, CommandError, type Draft, findColumn, flag, given, setColumn } from '#ctl';
import {
  Logical_Router,
  Logical_Router_Port,
  type LogicalRouterPortRow,
  type LogicalRouterRow,
} from '#schemas/northbound';
import { parseState, stateText } from '../enabled-state.js';
import { routerNamed, routerPortIfAny, routerPortNamed } from '../named-row.js';
import { pairsOf } from '../options-argument.js';
import { isNetwork, normalPrefix } from '../prefix.js';
import { type DatapathPortKind, deletePort, listPorts } from './datapath-port.js';

const many = Number.POSITIVE_INFINITY;

function routerOf(draft: Draft, port: LogicalRouterPortRow): LogicalRouterRow | undefined {
  return draft.rows(Logical_Router).find((row) => row.ports.includes(port._uuid));
}

/** Throws unless the port that exists is as `--may-exist` was asked for. */
function checkExisting(
  draft: Draft,
  port: LogicalRouterPortRow,
  wanted: {
    readonly on: LogicalRouterRow;
    readonly mac: string;
    readonly networks: readonly string[];
    readonly settings: readonly string[];
  },
  name: string,
): void {
  const holder = routerOf(draft, port);
  if (holder?._uuid !== wanted.on._uuid) {
    throw new CommandError(`${name}: port already exists but in router ${holder?.name || holder?._uuid}`);
  }
  const mac = parseMac(port.mac);
  if (mac !== parseMac(wanted.mac)) throw new CommandError(`${name}: port already exists with mac ${port.mac}`);
  // Networks are compared, not the addresses of the port in them, as by ovn-nbctl.
  const [held, asked] = [port.networks, wanted.networks].map((networks) => new Set(networks.map(normalPrefix)));
  if (held?.size !== asked?.size || [...(asked ?? [])].some((network) => !held?.has(network))) {
    throw new CommandError(`${name}: port already exists with different network`);
  }
  const peer = pairsOf(wanted.settings).get('peer');
  if (peer !== port.peer) throw new CommandError(`${name}: port already exists with mismatching peer`);
}

const kind: DatapathPortKind<LogicalRouterPortRow, LogicalRouterRow> = {
  prefix: 'lrp',
  noun: 'router',
  needs: always([Logical_Router, 'name', 'ports'], [Logical_Router_Port, 'name']),
  find: routerPortIfAny,
  holderOf: routerOf,
  holderNamed: routerNamed,
  portsOf: (draft, router) => draft.getAll(Logical_Router_Port, router.ports),
  remove(draft, router, port) {
    draft.remove(Logical_Router, router._uuid, 'ports', [port._uuid]);
    draft.delete(Logical_Router_Port, port._uuid);
  },
};

export const routerPortCommands: readonly Command[] = [
  {
    name: 'lrp-add',
    usage: 'ROUTER PORT MAC NETWORK... [COLUMN[:KEY]=VALUE]...',
    summary: 'adds logical port PORT to ROUTER with these addresses, and sets other columns of it, such as peer=PORT.',
    minArguments: 4,
    maxArguments: many,
    options: [flag('may-exist')],
    needs(call) {
      const settings = call.arguments.slice(4).filter((word) => word.includes('='));
      const columns = settings.map(
        (text) => findColumn(Logical_Router_Port, text.split(/[:=]/)[0] ?? '', 'without-uuid').name,
      );
      return [
        { table: Logical_Router, columns: ['name', 'ports'] },
        { table: Logical_Router_Port, columns: ['name', 'mac', 'networks', 'peer', ...columns] },
      ];
    },
    run(call, { draft, names }) {
      const on = routerNamed(draft, argument(call, 0));
      const name = argument(call, 1);
      const mac = argument(call, 2);
      const rest = call.arguments.slice(3);
      const firstSetting = rest.findIndex((word) => word.includes('='));
      const networks = firstSetting < 0 ? rest : rest.slice(0, firstSetting);
      const settings = firstSetting < 0 ? [] : rest.slice(firstSetting);
      if (networks.length === 0) throw new CommandError(`${name}: router port requires specifying a network`);
      if (parseMac(mac) === undefined) throw new CommandError(`${name}: invalid mac address ${mac}`);
      const existing = routerPortIfAny(draft, name);
      if (existing !== undefined) {
        if (!given(call, 'may-exist')) throw new CommandError(`${name}: a port with this name already exists`);
        checkExisting(draft, existing, { on, mac, networks, settings }, name);
        return undefined;
      }
      for (const network of networks) {
        if (!isNetwork(network)) throw new CommandError(`${name}: invalid network address: ${network}`);
      }
      const port = draft.insert(Logical_Router_Port, { name, mac, networks: [...new Set(networks)] });
      for (const setting of settings) {
        const row = draft.get(Logical_Router_Port, port);
        if (row !== undefined) setColumn(Logical_Router_Port, row, setting, { draft, names });
      }
      draft.add(Logical_Router, on._uuid, 'ports', [port]);
      return undefined;
    },
  },
  deletePort(kind),
  listPorts(kind),
  {
    name: 'lrp-set-enabled',
    usage: 'PORT STATE',
    summary: 'enables or disables PORT: STATE is enabled or disabled.',
    minArguments: 2,
    maxArguments: 2,
    options: [],
    needs: always([Logical_Router_Port, 'name']),
    run(call, { draft }) {
      const port = routerPortNamed(draft, argument(call, 0));
      draft.update(Logical_Router_Port, port._uuid, { enabled: parseState(argument(call, 1)) });
      return undefined;
    },
  },
  {
    name: 'lrp-get-enabled',
    usage: 'PORT',
    summary: 'prints enabled or disabled.',
    minArguments: 1,
    maxArguments: 1,
    options: [],
    isReadOnly: true,
    needs: always([Logical_Router_Port, 'name', 'enabled']),
    run(call, { draft, output }) {
      output.line(stateText(routerPortNamed(draft, argument(call, 0)).enabled));
      return undefined;
    },
  },
  {
    name: 'lrp-set-options',
    usage: 'PORT KEY=VALUE...',
    summary: 'sets the options of PORT, in place of all that it had.',
    minArguments: 1,
    maxArguments: many,
    options: [],
    needs: always([Logical_Router_Port, 'name']),
    run(call, { draft }) {
      const port = routerPortNamed(draft, argument(call, 0));
      draft.update(Logical_Router_Port, port._uuid, { options: pairsOf(call.arguments.slice(1)) });
      return undefined;
    },
  },
  {
    name: 'lrp-set-redirect-type',
    usage: 'PORT TYPE',
    summary:
      'sets whether packets redirected to the gateway chassis of PORT are encapsulated: overlay, or not: bridged.',
    minArguments: 2,
    maxArguments: 2,
    options: [],
    needs: always([Logical_Router_Port, 'name', 'options']),
    run(call, { draft }) {
      const port = routerPortNamed(draft, argument(call, 0));
      const type = argument(call, 1);
      if (!['overlay', 'bridged'].includes(type)) throw new CommandError(`Invalid redirect type: ${type}`);
      draft.update(Logical_Router_Port, port._uuid, { options: new Map([...port.options, ['redirect-type', type]]) });
      return undefined;
    },
  },
  {
    name: 'lrp-get-redirect-type',
    usage: 'PORT',
    summary: 'prints overlay or bridged.',
    minArguments: 1,
    maxArguments: 1,
    options: [],
    isReadOnly: true,
    needs: always([Logical_Router_Port, 'name', 'options']),
    run(call, { draft, output }) {
      output.line(routerPortNamed(draft, argument(call, 0)).options.get('redirect-type') ?? 'overlay');
      return undefined;
    },
  },
];
