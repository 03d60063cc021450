/** Address translation of routers: `lr-nat-add`, `lr-nat-del`, `lr-nat-list`, `lr-nat-update-ext-ip`. */
import { isUuid, parseMac, parseUuid } from '#base';
import {
  always,
  argument,
  type Call,
  type Command,
  type CommandContext,
  CommandError,
  type Draft,
  flag,
  given,
  valued,
} from '#ctl';
import {
  Address_Set,
  Logical_Router,
  Logical_Router_Port,
  Logical_Switch_Port,
  type LogicalRouterPortRow,
  type LogicalRouterRow,
  NAT,
  type NatRow,
} from '#schemas/northbound';
import { compare, notFound, routerNamed, routerPortIfAny, switchPortNamed } from '../named-row.js';
import { normalAddress, normalPrefix, parsePrefix } from '../prefix.js';

const types = ['dnat', 'snat', 'dnat_and_snat'] as const;

type NatType = (typeof types)[number];

function parseType(text: string): NatType {
  const type = types.find((each) => each === text);
  if (type === undefined) throw new CommandError(`${text}: type must be one of "dnat", "snat" and "dnat_and_snat".`);
  return type;
}

/** The inside of a translation: a network for snat, an address else, of the family of the outside. */
function parseLogicalIp(text: string, type: NatType, external: string): string {
  const version = external.includes(':') ? 6 : 4;
  if (type === 'snat') {
    const prefix = parsePrefix(text);
    if (prefix === undefined || prefix.version !== version) {
      throw new CommandError(`${text}: should be an IPv${version} address or network.`);
    }
    return normalPrefix(text) ?? text;
  }
  const address = normalAddress(text);
  if (address === undefined || address.includes(':') !== (version === 6)) {
    throw new CommandError(`${text}: Not a valid IPv${version} address.`);
  }
  return address;
}

/** `1-100`, or one port. */
function isPortRange(text: string): boolean {
  const [, first = '', last] = /^(\d{1,5})(?:-(\d{1,5}))?$/.exec(text) ?? [];
  if (first === '') return false;
  const [low, high] = [Number(first), Number(last ?? first)];
  return low > 0 && high <= 65535 && (last === undefined || low < high);
}

function gatewayPort(call: Call, draft: Draft, router: LogicalRouterRow): LogicalRouterPortRow | undefined {
  const name = call.options.get('gateway-port');
  if (name === undefined) return undefined;
  const port = routerPortIfAny(draft, name) ?? notFound(name, 'port');
  if (!router.ports.includes(port._uuid))
    throw new CommandError(`${name} is not a router port of logical router: ${argument(call, 0)}.`);
  if (port.gateway_chassis.length === 0 && port.ha_chassis_group === undefined) {
    throw new CommandError(`${name} is not a distributed gateway router port.`);
  }
  return port;
}

/** The part of the command line behind the two addresses. */
function readRest(call: Call, type: NatType, draft: Draft) {
  const rest = call.arguments.slice(4);
  // Behind port and MAC a range needs no --portrange to be known as one.
  const hasRange = given(call, 'portrange') || rest.length === 3;
  const [portName, macText] = hasRange ? rest.slice(0, -1) : rest;
  const range = hasRange ? rest.at(-1) : undefined;
  if (portName !== undefined) {
    if (macText === undefined) throw new CommandError('lr-nat-add with logical_port must also specify external_mac.');
    if (type !== 'dnat_and_snat') {
      throw new CommandError('logical_port and external_mac are only valid when type is "dnat_and_snat".');
    }
    switchPortNamed(draft, portName);
    if (parseMac(macText) === undefined) throw new CommandError(`invalid mac address ${macText}.`);
  }
  if (range !== undefined && !isPortRange(range)) throw new CommandError(`invalid port range ${range}.`);
  return { logicalPort: portName, externalMac: macText, range: range ?? '' };
}

function add(call: Call, { draft }: CommandContext): undefined {
  const router = routerNamed(draft, argument(call, 0));
  const type = parseType(argument(call, 1));
  const external = normalAddress(argument(call, 2));
  if (external === undefined) throw new CommandError(`${argument(call, 2)}: Not a valid IPv4 or IPv6 address.`);
  const logical = parseLogicalIp(argument(call, 3), type, external);
  const { logicalPort, externalMac, range } = readRest(call, type, draft);
  const stateless = given(call, 'stateless');
  if (stateless && type !== 'dnat_and_snat')
    throw new CommandError('stateless is not applicable to dnat or snat types');
  const gateway = gatewayPort(call, draft, router);
  const isSnat = type === 'snat';
  for (const nat of draft.getAll(NAT, router.nat)) {
    if (nat.type !== type) continue;
    const [outside, inside] = [normalAddress(nat.external_ip), normalPrefix(nat.logical_ip)];
    const sameKey = isSnat ? inside === logical : outside === external;
    const otherIsSame = isSnat ? outside === external : inside === logical;
    if (!sameKey || (gateway !== undefined && nat.gateway_port !== undefined && nat.gateway_port !== gateway._uuid))
      continue;
    if (otherIsSame) {
      if (!given(call, 'may-exist')) {
        throw new CommandError(`${external}, ${logical}: a NAT with this external_ip and logical_ip already exists`);
      }
      draft.update(NAT, nat._uuid, { logical_port: logicalPort, external_mac: externalMac });
      return undefined;
    }
    throw new CommandError(
      `a NAT with this type (${type}), ${isSnat ? 'logical_ip' : 'external_ip'} (${isSnat ? logical : external}) already exists`,
    );
  }
  const nat = draft.insert(NAT, {
    type,
    external_ip: external,
    logical_ip: logical,
    logical_port: logicalPort,
    external_mac: externalMac,
    external_port_range: range,
    gateway_port: gateway?._uuid,
    options: new Map([
      ...(given(call, 'add-route') ? ([['add_route', 'true']] as const) : []),
      ['stateless', String(stateless)] as const,
    ]),
  });
  draft.add(Logical_Router, router._uuid, 'nat', [nat]);
  return undefined;
}

function remove(call: Call, { draft }: CommandContext): undefined {
  const router = routerNamed(draft, argument(call, 0));
  const [, typeText, ipText, gatewayName] = call.arguments;
  const nats = draft.getAll(NAT, router.nat);
  const drop = (gone: readonly NatRow[]) => {
    if (gone.length > 0)
      draft.remove(
        Logical_Router,
        router._uuid,
        'nat',
        gone.map((nat) => nat._uuid),
      );
    return undefined;
  };
  if (typeText === undefined) return drop(nats);
  const type = parseType(typeText);
  const ofType = nats.filter((nat) => nat.type === type);
  if (ipText === undefined) return drop(ofType);
  // A word that is no address names the gateway port: IP may be left out.
  const ip = normalPrefix(ipText);
  const portText = ip === undefined ? ipText : gatewayName;
  const port = portText === undefined ? undefined : (routerPortIfAny(draft, portText) ?? notFound(portText, 'port'));
  const isSnat = type === 'snat';
  const gone = ofType.filter(
    (nat) =>
      (ip === undefined || normalPrefix(isSnat ? nat.logical_ip : nat.external_ip) === ip) &&
      (port === undefined || nat.gateway_port === port._uuid),
  );
  if (gone.length > 0 || ip === undefined || port === undefined || given(call, 'if-exists')) return drop(gone);
  throw new CommandError(
    `no matching NAT with the type (${type}), ${isSnat ? 'logical_ip' : 'external_ip'} (${ip}) and gateway_port (${portText})`,
  );
}

const widths = [17, 22, 19, 17, 20, 21] as const;

function row(cells: readonly string[]): string {
  return cells
    .map((cell, at) => cell.padEnd(widths[at] ?? 0))
    .join('')
    .trimEnd();
}

function updateExternalIps(call: Call, { draft }: CommandContext): undefined {
  const router = routerNamed(draft, argument(call, 0));
  const type = parseType(argument(call, 1));
  const ip = normalPrefix(argument(call, 2));
  if (ip === undefined) throw new CommandError(`${argument(call, 2)}: Invalid IP address or CIDR`);
  const name = argument(call, 3);
  const id = isUuid(name) ? parseUuid<'Address_Set'>(name) : undefined;
  const set =
    (id === undefined ? undefined : draft.get(Address_Set, id)) ??
    draft.rows(Address_Set).find((each) => each.name === name) ??
    notFound(name, 'Address Set');
  const matches = draft
    .getAll(NAT, router.nat)
    .filter((nat) => nat.type === type && normalPrefix(type === 'snat' ? nat.logical_ip : nat.external_ip) === ip);
  if (matches.length === 0) throw new CommandError(`${type}: Could not locate nat rule for: ${ip}.`);
  for (const nat of matches) {
    draft.update(
      NAT,
      nat._uuid,
      given(call, 'is-exempted') ? { exempted_ext_ips: set._uuid } : { allowed_ext_ips: set._uuid },
    );
  }
  return undefined;
}

const natColumns = [NAT, 'type', 'external_ip', 'logical_ip', 'gateway_port'] as const;

export const natCommands: readonly Command[] = [
  {
    name: 'lr-nat-add',
    usage: 'ROUTER TYPE EXTERNAL_IP LOGICAL_IP [LOGICAL_PORT EXTERNAL_MAC] [EXTERNAL_PORT_RANGE]',
    summary: 'adds a translation. TYPE: snat, dnat or dnat_and_snat; with port and MAC it is done where the port is.',
    minArguments: 4,
    maxArguments: 7,
    options: [flag('may-exist'), flag('stateless'), flag('portrange'), flag('add-route'), valued('gateway-port')],
    needs: always(
      [Logical_Router, 'name', 'nat', 'ports'],
      [Logical_Router_Port, 'name', 'gateway_chassis', 'ha_chassis_group'],
      [Logical_Switch_Port, 'name'],
      natColumns,
    ),
    run: add,
  },
  {
    name: 'lr-nat-del',
    usage: 'ROUTER [TYPE [IP [GATEWAY_PORT]]]',
    summary:
      'removes translations: all, those of a type, or one (IP: the logical one for snat, else the external one).',
    minArguments: 1,
    maxArguments: 4,
    options: [flag('if-exists')],
    needs: always([Logical_Router, 'name', 'nat'], [Logical_Router_Port, 'name'], natColumns),
    run: remove,
  },
  {
    name: 'lr-nat-list',
    usage: 'ROUTER',
    summary: 'prints the translations, by type and external address.',
    minArguments: 1,
    maxArguments: 1,
    options: [],
    isReadOnly: true,
    needs: always(
      [Logical_Router, 'name', 'nat'],
      [Logical_Router_Port, 'name'],
      [NAT, 'type', 'external_ip', 'logical_ip', 'gateway_port', 'external_port_range', 'external_mac', 'logical_port'],
    ),
    run(call, { draft, output }) {
      const router = routerNamed(draft, argument(call, 0));
      const nats = draft
        .getAll(NAT, router.nat)
        .map((nat) => ({
          type: nat.type,
          cells: [
            nat.gateway_port === undefined ? '' : (draft.get(Logical_Router_Port, nat.gateway_port)?.name ?? ''),
            nat.external_ip,
            nat.external_port_range,
            nat.logical_ip,
            nat.external_mac ?? '',
            nat.logical_port ?? '',
          ],
        }))
        .sort((a, b) => compare(row([a.type, ...a.cells]), row([b.type, ...b.cells])));
      if (nats.length === 0) return undefined;
      output.line(
        row(['TYPE', 'GATEWAY_PORT', 'EXTERNAL_IP', 'EXTERNAL_PORT', 'LOGICAL_IP', 'EXTERNAL_MAC', 'LOGICAL_PORT']),
      );
      for (const nat of nats) output.line(row([nat.type, ...nat.cells]));
      return undefined;
    },
  },
  {
    name: 'lr-nat-update-ext-ip',
    usage: 'ROUTER TYPE IP ADDRESS_SET',
    summary: 'limits a translation to the external addresses of ADDRESS_SET, or with --is-exempted to all others.',
    minArguments: 4,
    maxArguments: 4,
    options: [flag('is-exempted')],
    needs: always([Logical_Router, 'name', 'nat'], [Address_Set, 'name'], natColumns),
    run: updateExternalIps,
  },
];
