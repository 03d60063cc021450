/**
 * What northd writes back to Logical_Switch_Port: `up`, and the VLAN tag of a child port. Each row of these relations means:
 * this column is not yet what it should be.
 */
import { compareNatural } from '#base';
import { each, index, type Query, query, type Read, type Relation, relation } from '#incremental';
import { Logical_Switch_Port } from '#schemas/northbound';
import { Port_Binding } from '#schemas/southbound';
import { childPorts } from '../facts/northbound-index.js';
import { type SwitchPortId, switchOfPort } from '../facts/switch-port.js';

export interface PortUp {
  readonly id: SwitchPortId;
  readonly up: boolean;
}

export interface PortTag {
  readonly id: SwitchPortId;
  readonly tag: number;
}

const bindingsByPort = index(Port_Binding, 'bindings-by-port', (row) => [row.logical_port]);

/** True when a chassis has the port, and says that it works where it can say so. */
const isPortUp: Query<string, boolean> = query('is-port-up', (read, name) => {
  const id = read.find(bindingsByPort, name)[0];
  const row = id === undefined ? undefined : read.row(Port_Binding, id);
  return row?.up ?? row?.chassis !== undefined;
});

/** Ports to routers are always up: no chassis has them. */
export const portUps: Relation<PortUp> = relation('port-ups', (row) => row.id, [
  each(Logical_Switch_Port, (read, id) => {
    const row = read.row(Logical_Switch_Port, id);
    if (row === undefined || read(switchOfPort, id) === undefined) return [];
    const up = row.type === 'router' || read(isPortUp, row.name);
    return row.up === up ? [] : [{ id, up }];
  }),
]);

const TAG_MAX = 4095;

/** A tag that was asked for, or for `tag_request=0` the lowest that no sibling has. */
export const portTags: Relation<PortTag> = relation('port-tags', (row) => row.id, [
  each(Logical_Switch_Port, (read, id) => {
    const row = read.row(Logical_Switch_Port, id);
    const request = row?.tag_request;
    if (row === undefined || request === undefined || read(switchOfPort, id) === undefined) return [];
    if (request !== 0) return row.tag === request ? [] : [{ id, tag: request }];
    if (row.tag !== undefined || row.parent_name === undefined) return [];
    const tag = read(tagsToDeal, row.parent_name).get(id);
    return tag === undefined ? [] : [{ id, tag }];
  }),
]);

/** The tags that the children of a port get which ask for any: by name in natural order, the lowest free one each. */
const tagsToDeal: Query<string, ReadonlyMap<string, number>> = query('tags-to-deal', (read, parent) => {
  const taken = new Set<number>();
  const waiting: { id: string; name: string }[] = [];
  for (const id of read.find(childPorts, parent)) {
    const { tag, request, name } = tagColumns(read, id);
    if (request !== undefined && request !== 0) taken.add(request);
    else if (tag !== undefined) taken.add(tag);
    else if (request === 0) waiting.push({ id, name });
  }
  const dealt = new Map<string, number>();
  let next = 1;
  for (const { id } of waiting.sort((a, b) => compareNatural(a.name, b.name))) {
    while (taken.has(next)) next++;
    if (next > TAG_MAX) break;
    taken.add(next);
    dealt.set(id, next);
  }
  return dealt;
});

function tagColumns(read: Read, id: SwitchPortId) {
  const row = read.row(Logical_Switch_Port, id);
  return { tag: row?.tag, request: row?.tag_request, name: row?.name ?? '' };
}
