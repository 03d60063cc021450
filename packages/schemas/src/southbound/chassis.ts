import { integer, reference, string } from '../base.js';
import { map, nonEmptySet, one, set } from '../column.js';
import { type Row, table } from '../table.js';

/** Each row means: this hypervisor or gateway is part of the network. See ovn-sb(5). */
export const Chassis = table(
  'Chassis',
  {
    name: one(string()),
    hostname: one(string()),
    encaps: nonEmptySet(reference('Encap')),
    vtep_logical_switches: set(string()),
    nb_cfg: one(integer()),
    external_ids: map(string(), string()),
    other_config: map(string(), string()),
    transport_zones: set(string()),
  },
  { isRoot: true, indexes: [['name']] },
);

export type ChassisRow = Row<typeof Chassis>;
