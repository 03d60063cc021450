/** Datapath_Binding: one row for each logical switch and each enabled logical router. */
import { each, type Read, type Relation, relation } from '#incremental';
import { Logical_Router, Logical_Switch } from '#schemas/northbound';
import { Datapath_Binding } from '#schemas/southbound';
import { isRouterEnabled, learnsFromArpRequests } from '../facts/router.js';
import type { Mapping } from './table-sync.js';

/** A logical datapath. */
export interface DatapathRow {
  /** UUID of the Logical_Switch or Logical_Router row. */
  readonly id: string;
  readonly kind: 'switch' | 'router';
  readonly name: string;
  readonly requestedKey: number | undefined;
  readonly externalIds: ReadonlyMap<string, string>;
}

/** Each row means: this datapath exists. */
export const datapathRows: Relation<DatapathRow> = relation('datapath-rows', (row) => row.id, [
  each(Logical_Switch, (read, id) => {
    const row = read.row(Logical_Switch, id);
    if (row === undefined) return [];
    const externalIds = new Map([
      ['logical-switch', id],
      ['name', row.name],
    ]);
    addSecondName(externalIds, row.external_ids, 'neutron:network_name');
    const timestamp = row.other_config.get('interconn-ts');
    if (timestamp !== undefined) externalIds.set('interconn-ts', timestamp);
    return [datapathRow(id, 'switch', row.name, row.other_config, externalIds)];
  }),
  each(Logical_Router, (read, id) => routerRow(read, id)),
]);

export const datapathBindings: Mapping<typeof Datapath_Binding, DatapathRow> = {
  table: Datapath_Binding,
  identityOf: (row) => row.external_ids.get('logical-switch') ?? row.external_ids.get('logical-router') ?? row._uuid,
  columns: (wanted, links) => {
    const key = links.datapathKey(wanted.id);
    return key === undefined ? undefined : { tunnel_key: key, external_ids: wanted.externalIds };
  },
};

function routerRow(read: Read, id: Parameters<typeof isRouterEnabled.compute>[1]): readonly DatapathRow[] {
  const row = read.row(Logical_Router, id);
  if (row === undefined || !read(isRouterEnabled, id)) return [];
  const externalIds = new Map([
    ['logical-router', id],
    ['name', row.name],
  ]);
  addSecondName(externalIds, row.external_ids, 'neutron:router_name');
  if (!read(learnsFromArpRequests, id)) externalIds.set('always_learn_from_arp_request', 'false');
  const zone = row.options.get('snat-ct-zone');
  if (zone !== undefined && /^\d+$/.test(zone)) externalIds.set('snat-ct-zone', zone);
  return [datapathRow(id, 'router', row.name, row.options, externalIds)];
}

/** The name that a cloud's user gave, which `name` does not hold there. */
function addSecondName(ids: Map<string, string>, external: ReadonlyMap<string, string>, key: string): void {
  const name = external.get(key);
  if (name !== undefined && name !== '') ids.set('name2', name);
}

function datapathRow(
  id: string,
  kind: 'switch' | 'router',
  name: string,
  options: ReadonlyMap<string, string>,
  externalIds: ReadonlyMap<string, string>,
): DatapathRow {
  return { id, kind, name, requestedKey: requestedKey(options), externalIds };
}

/** The tunnel key that a row's options ask for; undefined for none. */
export function requestedKey(options: ReadonlyMap<string, string>): number | undefined {
  const text = options.get('requested-tnl-key');
  return text !== undefined && /^[1-9]\d*$/.test(text) ? Number(text) : undefined;
}
