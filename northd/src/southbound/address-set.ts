/** Address_Set: those of the northbound, the addresses of each port group, and the service monitors' MAC. */
import { each, type Read, type Relation, relation } from '#incremental';
import { Logical_Switch_Port, NB_Global, Address_Set as Northbound_Address_Set, Port_Group } from '#schemas/northbound';
import { Address_Set } from '#schemas/southbound';
import { parseStationAddress } from '../facts/network-address.js';
import type { SwitchPortId } from '../facts/switch-port.js';
import { setDifference } from './equal-column.js';
import type { Mapping } from './table-sync.js';

/** A named set of addresses that matches refer to as `$name`. */
export interface AddressSetRow {
  readonly name: string;
  readonly addresses: readonly string[];
}

/** Each row means: matches may say `$name`. */
export const addressSetRows: Relation<AddressSetRow> = relation('address-set-rows', (row) => row.name, [
  each(NB_Global, (read, id) => {
    const mac = read.row(NB_Global, id)?.options.get('svc_monitor_mac');
    return mac === undefined ? [] : [{ name: 'svc_monitor_mac', addresses: [mac] }];
  }),
  each(Port_Group, (read, id) => {
    const row = read.row(Port_Group, id);
    if (row === undefined) return [];
    const { name, ports } = row;
    return [
      { name: `${name}_ip4`, addresses: addressesOf(read, ports, 'ipv4') },
      { name: `${name}_ip6`, addresses: addressesOf(read, ports, 'ipv6') },
    ];
  }),
  each(Northbound_Address_Set, (read, id) => {
    const row = read.row(Northbound_Address_Set, id);
    return row === undefined ? [] : [{ name: row.name, addresses: row.addresses }];
  }),
]);

/** Addresses that the ports themselves name: those of routers, which `router` stands for, are not among them. */
function addressesOf(read: Read, ports: readonly SwitchPortId[], family: 'ipv4' | 'ipv6'): readonly string[] {
  const addresses = new Set<string>();
  for (const port of ports) {
    for (const text of read.row(Logical_Switch_Port, port)?.addresses ?? []) {
      for (const { address } of parseStationAddress(text)?.[family] ?? []) addresses.add(address);
    }
  }
  return [...addresses];
}

export const addressSetMapping: Mapping<typeof Address_Set, AddressSetRow> = {
  table: Address_Set,
  identityOf: (row) => row.name,
  columns: ({ name, addresses }) => ({ name, addresses }),
  refine: (transaction, held, changes) => {
    if (changes.addresses === undefined) return;
    const { added, removed } = setDifference(held.addresses, changes.addresses);
    if (added.length > 0) transaction.mutate(Address_Set, held._uuid, 'addresses', 'insert', added);
    if (removed.length > 0) transaction.mutate(Address_Set, held._uuid, 'addresses', 'delete', removed);
    Reflect.deleteProperty(changes, 'addresses');
  },
};
