/**
 * What northd writes back to Logical_Switch_Port: `up`, and the VLAN tag of a child port. Each row of these relations means:
 * this column is not yet what it should be.
 */
import { each, type Relation, relation } from '#incremental';
import { Logical_Switch_Port } from '#schemas/northbound';
import { tagOfPort } from '../facts/port-tag.js';
import { isPortUp } from '../facts/port-up.js';
import type { SwitchPortId } from '../facts/switch-port.js';

export interface PortUp {
  readonly id: SwitchPortId;
  readonly up: boolean;
}

export interface PortTag {
  readonly id: SwitchPortId;
  readonly tag: number;
}

/** The port's `up` is not what its binding says. */
export const portUps: Relation<PortUp> = relation('port-ups', (row) => row.id, [
  each(Logical_Switch_Port, (read, id) => {
    const up = read(isPortUp, id);
    return up === undefined || read.row(Logical_Switch_Port, id)?.up === up ? [] : [{ id, up }];
  }),
]);

/** Tags that were asked for or dealt, and that the row does not have yet. */
export const portTags: Relation<PortTag> = relation('port-tags', (row) => row.id, [
  each(Logical_Switch_Port, (read, id) => {
    const tag = read(tagOfPort, id);
    return tag === undefined || read.row(Logical_Switch_Port, id)?.tag === tag ? [] : [{ id, tag }];
  }),
]);
