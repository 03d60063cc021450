/** VLAN tags of ports: given, asked for by `tag_request`, or dealt to the children of a port. */
import { compareNatural } from '#base';
import { equalDeep, type Query, query, type Read } from '#incremental';
import { Logical_Switch_Port } from '#schemas/northbound';
import { childPorts } from './northbound-index.js';
import { type SwitchPortId, switchOfPort } from './switch-port.js';

const TAG_MAX = 4095;

/** The tag that a port has or should have; undefined for none. `tag_request=0` means the lowest that no sibling has. */
export function tagOfPort(read: Read, id: SwitchPortId): number | undefined {
  const { tag, request, parent } = tagColumns(read, id);
  if (request === undefined || switchOfPort(read, id) === undefined) return tag;
  if (request !== 0) return request;
  return tag ?? (parent === undefined ? undefined : read(tagsToDeal, parent).get(id));
}

/** The tags that the children of a port get which ask for any: by name in natural order, the lowest free one each. */
const tagsToDeal: Query<string, ReadonlyMap<string, number>> = query(
  'tags-to-deal',
  (read, parent) => {
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
  },
  equalDeep,
);

function tagColumns(read: Read, id: SwitchPortId) {
  const row = read.row(Logical_Switch_Port, id);
  return { tag: row?.tag, request: row?.tag_request, name: row?.name ?? '', parent: row?.parent_name };
}
