/** What northd writes back to Logical_Switch_Port: `up`, and VLAN tags that were asked for or dealt. */
import { each, type Relation, relation } from '#incremental';
import type { Update } from '#schemas';
import { Logical_Switch_Port } from '#schemas/northbound';
import { tagOfPort } from '../facts/port-tag.js';
import { isPortUp } from '../facts/port-up.js';
import type { SwitchPortId } from '../facts/switch-port.js';

/** Columns of a port that are not yet what they should be. */
export interface PortState {
  readonly id: SwitchPortId;
  readonly columns: Update<typeof Logical_Switch_Port>;
}

/** Each row means: this port's row has to be written. It goes when the database has what it says. */
export const portStates: Relation<PortState> = relation('port-states', (row) => row.id, [
  each(Logical_Switch_Port, (read, id) => {
    const row = read.row(Logical_Switch_Port, id);
    const up = isPortUp(read, id);
    const tag = tagOfPort(read, id);
    if (row === undefined || up === undefined) return [];
    const columns = {
      ...(row.up === up ? {} : { up }),
      ...(tag === undefined || row.tag === tag ? {} : { tag }),
    };
    return Object.keys(columns).length === 0 ? [] : [{ id, columns }];
  }),
]);
