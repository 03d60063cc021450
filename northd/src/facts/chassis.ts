/** Chassis rows of the southbound database: who there is, and what all of them can do. */
import type { Uuid } from '#base';
import { equalDeep, index, query } from '#incremental';
import { Chassis } from '#schemas/southbound';
import { isOn } from './option.js';

const chassisByNames = index(Chassis, 'chassis-by-names', (row) =>
  row.name === row.hostname ? [row.name] : [row.name, row.hostname],
);

/** The chassis of this name, else of this host name; undefined when there is none. */
export const chassisByName = query('chassis-by-name', (read, name: string): Uuid<'Chassis'> | undefined => {
  const found = read.find(chassisByNames, name);
  return found.find((id) => read.row(Chassis, id)?.name === name) ?? found[0];
});

/** What every chassis can do; with none, all that this version knows. */
export interface ChassisFeatures {
  /** Marks of connections are kept in ct_mark, which hardware can match; older chassis have them in ct_label. */
  readonly blockedField: 'ct_mark.blocked' | 'ct_label.blocked';
  /** Sends packets through conntrack for load balancing, with marks in the field above. */
  readonly loadBalance: 'ct_lb_mark' | 'ct_lb';
  /** How packets of related connections go on: translated as their connection is, where chassis can. */
  readonly related: 'ct_commit_nat' | 'next';
}

/** The features that all chassis but those of other zones have. */
export const chassisFeatures = query(
  'chassis-features',
  (read, _: string): ChassisFeatures => {
    const configs = read
      .ids(Chassis)
      .map((id) => read.row(Chassis, id)?.other_config ?? new Map<string, string>())
      .filter((config) => !isOn(config, 'is-remote'));
    const hasMarks = configs.every((config) => isOn(config, 'ct-no-masked-label'));
    return {
      blockedField: hasMarks ? 'ct_mark.blocked' : 'ct_label.blocked',
      loadBalance: hasMarks ? 'ct_lb_mark' : 'ct_lb',
      related: configs.every((config) => isOn(config, 'ovn-ct-lb-related')) ? 'ct_commit_nat' : 'next',
    };
  },
  equalDeep,
);
