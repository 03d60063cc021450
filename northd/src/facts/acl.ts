/** ACLs: where they apply, and whether a switch needs connection tracking for them. */
import type { Uuid } from '#base';
import { equalLists, query, type Read } from '#incremental';
import { ACL, Logical_Switch, Port_Group } from '#schemas/northbound';
import { groupsOfAcl, groupsOfPort, switchesOfAcl } from './northbound-index.js';
import { portsOfSwitch } from './switch.js';
import { type SwitchId, switchOfPort } from './switch-port.js';

export type AclId = Uuid<'ACL'>;
type GroupId = Uuid<'Port_Group'>;

/** What a switch's ACLs ask for: nothing, a filter without memory, or one that tracks connections. */
export type Filtering = 'none' | 'stateless' | 'stateful';

/** The switches that a port group has ports in, in order of UUID. */
const switchesOfGroup = query(
  'switches-of-group',
  (read, id: GroupId): readonly SwitchId[] => {
    const switches = new Set<SwitchId>();
    for (const port of read.row(Port_Group, id)?.ports ?? []) {
      const owner = switchOfPort(read, port);
      if (owner !== undefined) switches.add(owner);
    }
    return [...switches].sort();
  },
  equalLists,
);

/** The port groups that a switch has ports in, in order of UUID. */
const groupsOfSwitch = query(
  'groups-of-switch',
  (read, id: SwitchId): readonly GroupId[] => {
    const groups = new Set(read(portsOfSwitch, id).flatMap((port) => read.find(groupsOfPort, port)));
    return [...groups].sort();
  },
  equalLists,
);

/** The switches that an ACL applies to, by itself or by a port group, in order of UUID. */
export function switchesWithAcl(read: Read, id: AclId): readonly SwitchId[] {
  const switches = new Set(read.find(switchesOfAcl, id));
  for (const group of read.find(groupsOfAcl, id)) {
    for (const each of read(switchesOfGroup, group)) switches.add(each);
  }
  return [...switches].sort();
}

/** What the ACLs of a port group ask for. */
const filteringOfGroup = query(
  'filtering-of-group',
  (read, id: GroupId): Filtering => filteringOf(read, read.row(Port_Group, id)?.acls ?? []),
);

/** What the ACLs of a switch and of the groups that its ports are in ask for. */
export const filteringOfSwitch = query('filtering-of-switch', (read, id: SwitchId): Filtering => {
  let filtering = filteringOf(read, read.row(Logical_Switch, id)?.acls ?? []);
  for (const group of read(groupsOfSwitch, id)) {
    if (filtering === 'stateful') break;
    const ofGroup = read(filteringOfGroup, group);
    if (ofGroup !== 'none') filtering = ofGroup;
  }
  return filtering;
});

const isStateful = query('is-acl-stateful', (read, id: AclId) => read.row(ACL, id)?.action === 'allow-related');

function filteringOf(read: Read, acls: readonly AclId[]): Filtering {
  if (acls.length === 0) return 'none';
  return acls.some((acl) => read(isStateful, acl)) ? 'stateful' : 'stateless';
}
