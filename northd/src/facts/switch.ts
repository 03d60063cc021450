/** Logical_Switch rows: what holds for a switch and its ports as a whole. */
import { equalLists, query } from '#incremental';
import { Logical_Switch } from '#schemas/northbound';
import { isOn } from './option.js';
import { peerOfSwitchPort, type SwitchId, type SwitchPortId, switchPort } from './switch-port.js';

/** The ports of a switch, in order of UUID; ports that another switch has are that one's. */
export const portsOfSwitch = query(
  'ports-of-switch',
  (read, id: SwitchId): readonly SwitchPortId[] => read.row(Logical_Switch, id)?.ports ?? [],
  equalLists,
);

/** The ports of a switch that lead to a router port that exists, in order of UUID. */
export const routerLinksOfSwitch = query(
  'router-links-of-switch',
  (read, id: SwitchId) => read(portsOfSwitch, id).filter((port) => read(peerOfSwitchPort, port) !== undefined),
  equalLists,
);

/** The type of a port alone, so that readers rest when its other columns change. */
const typeOfPort = query('type-of-port', (read, id: SwitchPortId) => read(switchPort, id)?.type);

function portsOfType(type: string) {
  return query(
    `${type}-ports-of-switch`,
    (read, id: SwitchId) => read(portsOfSwitch, id).filter((port) => read(typeOfPort, port) === type),
    equalLists,
  );
}

/** The ports of a switch that are a physical network, in order of UUID. */
export const localnetPortsOfSwitch = portsOfType('localnet');

/** The ports of a switch that a VTEP gateway has, in order of UUID. */
export const vtepPortsOfSwitch = portsOfType('vtep');

/** True for ports that get packets to MACs nobody knows: `unknown` in addresses, enabled, and not external. */
export const takesUnknownTraffic = query('takes-unknown-traffic', (read, id: SwitchPortId) => {
  const port = read(switchPort, id);
  return port?.takesUnknown === true && port.isEnabled && port.type !== 'external';
});

/** The ports of a switch that get packets to MACs nobody knows. */
export const unknownPortsOfSwitch = query(
  'unknown-ports-of-switch',
  (read, id: SwitchId) => read(portsOfSwitch, id).filter((port) => read(takesUnknownTraffic, port)),
  equalLists,
);

/** True when the switch forwards VLAN-tagged packets as they are (other_config:vlan-passthru). */
export const passesVlans = query('passes-vlans', (read, id: SwitchId) => {
  const row = read.row(Logical_Switch, id);
  return row !== undefined && isOn(row.other_config, 'vlan-passthru');
});
