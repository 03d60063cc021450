/** `show [SWITCH|ROUTER]`: the network as a tree. */
import { always, type Command, type CommandOutput, type Draft } from '#ctl';
import {
  Gateway_Chassis,
  Logical_Router,
  Logical_Router_Port,
  Logical_Switch,
  Logical_Switch_Port,
  type LogicalRouterRow,
  type LogicalSwitchRow,
  NAT,
} from '#schemas/northbound';
import { compareGatewayChassis } from '../gateway-chassis-order.js';
import { compare, routerIfAny, switchIfAny } from '../named-row.js';

/** Names with their alias: Neutron keeps the name that its user gave in external_ids. */
function named(kind: string, id: string, name: string, alias: string | undefined): string {
  return `${kind} ${id} (${name})${alias === undefined || alias === '' ? '' : ` (aka ${alias})`}`;
}

function showSwitch(draft: Draft, row: LogicalSwitchRow, output: CommandOutput): void {
  output.line(named('switch', row._uuid, row.name, row.external_ids.get('neutron:network_name')));
  for (const port of draft.getAll(Logical_Switch_Port, row.ports)) {
    const alias = port.external_ids.get('neutron:port_name');
    output.line(`    port ${port.name}${alias === undefined || alias === '' ? '' : ` (aka ${alias})`}`);
    if (port.type !== '') output.line(`        type: ${port.type}`);
    if (port.parent_name !== undefined) output.line(`        parent: ${port.parent_name}`);
    if (port.tag !== undefined) output.line(`        tag: ${port.tag}`);
    // Most router ports take the addresses of their peer: a lone "router" would tell nothing.
    const isPlainRouter = port.addresses.length === 1 && port.addresses[0] === 'router';
    if (port.addresses.length > 0 && !isPlainRouter) output.line(`        addresses: ${quotedList(port.addresses)}`);
    const peer = port.type === 'router' ? port.options.get('router-port') : undefined;
    if (peer !== undefined) output.line(`        router-port: ${peer}`);
  }
}

function quotedList(texts: readonly string[]): string {
  return `[${texts.map((text) => `"${text}"`).join(', ')}]`;
}

function showRouter(draft: Draft, row: LogicalRouterRow, output: CommandOutput): void {
  output.line(named('router', row._uuid, row.name, row.external_ids.get('neutron:router_name')));
  for (const port of draft.getAll(Logical_Router_Port, row.ports)) {
    output.line(`    port ${port.name}`);
    output.line(`        mac: "${port.mac}"`);
    if (port.networks.length > 0) output.line(`        networks: ${quotedList(port.networks)}`);
    if (port.gateway_chassis.length > 0) {
      const chassis = draft.getAll(Gateway_Chassis, port.gateway_chassis).toSorted(compareGatewayChassis);
      output.line(`        gateway chassis: [${chassis.map((each) => each.chassis_name).join(' ')}]`);
    }
  }
  for (const nat of draft.getAll(NAT, row.nat)) {
    output.line(`    nat ${nat._uuid}`);
    output.line(`        external ip: "${nat.external_ip}"`);
    if (nat.external_port_range !== '') output.line(`        external port(s): "${nat.external_port_range}"`);
    output.line(`        logical ip: "${nat.logical_ip}"`);
    output.line(`        type: "${nat.type}"`);
  }
}

const byName = (a: { readonly name: string }, b: { readonly name: string }) => compare(a.name, b.name);

export const showCommands: readonly Command[] = [
  {
    name: 'show',
    usage: '[SWITCH|ROUTER]',
    summary: 'prints an overview of the whole database, or of one switch or router.',
    minArguments: 0,
    maxArguments: 1,
    options: [],
    isReadOnly: true,
    needs: always(
      [Logical_Switch, 'name', 'ports', 'external_ids'],
      [Logical_Switch_Port, 'name', 'type', 'parent_name', 'tag', 'addresses', 'options', 'external_ids'],
      [Logical_Router, 'name', 'ports', 'nat', 'external_ids'],
      [Logical_Router_Port, 'name', 'mac', 'networks', 'gateway_chassis'],
      [Gateway_Chassis, 'chassis_name', 'priority'],
      [NAT, 'external_ip', 'external_port_range', 'logical_ip', 'type'],
    ),
    run(call, { draft, output }) {
      const [name] = call.arguments;
      if (name === undefined) {
        for (const row of draft.rows(Logical_Switch).toSorted(byName)) showSwitch(draft, row, output);
        for (const row of draft.rows(Logical_Router).toSorted(byName)) showRouter(draft, row, output);
        return undefined;
      }
      const logicalSwitch = switchIfAny(draft, name);
      if (logicalSwitch !== undefined) showSwitch(draft, logicalSwitch, output);
      const router = routerIfAny(draft, name);
      if (router !== undefined) showRouter(draft, router, output);
      return undefined;
    },
  },
];
