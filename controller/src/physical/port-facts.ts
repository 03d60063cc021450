import type { Uuid } from '#base';
import { equalDeep, query, type Read } from '#incremental';
import type { Action } from '#openflow';
import { Port_Binding } from '#schemas/southbound';
import { type Binding, bindingOf } from '../local/binding.js';
import { type DatapathFacts, localDatapath } from '../local/datapath.js';
import { datapathZones, zoneOf } from '../local/zone.js';
import { fields, set } from './shorthand.js';

/** What the flows of a port need of it. */
export interface PortFacts {
  readonly id: Uuid<'Port_Binding'>;
  readonly name: string;
  readonly type: string;
  readonly key: number;
  readonly datapath: DatapathFacts;
  readonly chassis: Uuid<'Chassis'> | undefined;
  readonly additionalChassis: readonly Uuid<'Chassis'>[];
  /** How it is on this host; undefined: elsewhere or nowhere. */
  readonly binding: Binding | undefined;
}

/** A port of a datapath of this host. */
export const portFacts = query(
  'portFacts',
  (read, id: Uuid<'Port_Binding'>): PortFacts | undefined => {
    const row = read.whole(Port_Binding, id);
    const datapath = row && read(localDatapath, row.datapath);
    if (row === undefined || datapath === undefined) return undefined;
    return {
      id,
      name: row.logical_port,
      type: row.type,
      key: row.tunnel_key,
      datapath,
      chassis: row.chassis,
      additionalChassis: row.additional_chassis,
      binding: read(bindingOf, id),
    };
  },
  equalDeep,
);

/** Loads the conntrack zones of a port: reg13 its own (ports between datapaths have none), reg11 and reg12 the datapath's. */
export function zoneActions(read: Read, port: PortFacts): readonly Action[] | undefined {
  const own = port.type === 'patch' ? undefined : zoneOf(read, port.name);
  const zones = datapathZones(read, port.datapath.id);
  if (zones === undefined || (own === undefined && port.type !== 'patch')) return undefined;
  return [
    ...(own === undefined ? [] : [set(fields.reg13, own)]),
    set(fields.reg11, zones.dnat),
    set(fields.reg12, zones.snat),
  ];
}
