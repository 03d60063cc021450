/** Logical_Switch rows: what holds for a switch and its ports as a whole. */
import { equalLists, query } from '#incremental';
import { Logical_Switch } from '#schemas/northbound';
import { isOn } from './option.js';
import { type PortTraits, portTraits, type SwitchId, type SwitchPortId } from './switch-port.js';

/** The ports of a switch, in order of UUID; ports that another switch has are that one's. */
export const portsOfSwitch = query(
  'ports-of-switch',
  (read, id: SwitchId): readonly SwitchPortId[] => read.row(Logical_Switch, id)?.ports ?? [],
  equalLists,
);

function portsThat(name: string, belongs: (port: PortTraits) => boolean) {
  return query(
    name,
    (read, id: SwitchId) =>
      read(portsOfSwitch, id).filter((port) => {
        const traits = read(portTraits, port);
        return traits !== undefined && belongs(traits);
      }),
    equalLists,
  );
}

/** The ports of a switch that lead to a router port that exists, in order of UUID. */
export const routerLinksOfSwitch = portsThat('router-links-of-switch', ({ peer }) => peer !== undefined);

/** The ports of a switch that are a physical network, in order of UUID. */
export const localnetPortsOfSwitch = portsThat('localnet-ports-of-switch', ({ type }) => type === 'localnet');

/** The ports of a switch that a VTEP gateway has, in order of UUID. */
export const vtepPortsOfSwitch = portsThat('vtep-ports-of-switch', ({ type }) => type === 'vtep');

/** The ports of a switch that get packets to MACs nobody knows. */
export const unknownPortsOfSwitch = portsThat('unknown-ports-of-switch', ({ takesUnknown }) => takesUnknown);

/** Ports of a switch that take every multicast packet. */
export const multicastPortsOfSwitch = portsThat('multicast-ports-of-switch', ({ takesMulticast }) => takesMulticast);

/** True when the switch has no other ports than those to routers, so that nobody else needs their requests. */
export const hasOnlyRouterLinks = query(
  'has-only-router-links',
  (read, id: SwitchId) => read(routerLinksOfSwitch, id).length === read(portsOfSwitch, id).length,
);

/** True when the switch forwards VLAN-tagged packets as they are (other_config:vlan-passthru). */
export const passesVlans = query('passes-vlans', (read, id: SwitchId) => {
  const row = read.row(Logical_Switch, id);
  return row !== undefined && isOn(row.other_config, 'vlan-passthru');
});
