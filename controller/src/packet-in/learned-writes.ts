import type { Uuid } from '#base';
import type { Replica, Transaction } from '#ovsdb/client';
import type { Row } from '#schemas';
import { FDB, MAC_Binding, Port_Binding } from '#schemas/southbound';
import type { Learned } from './learned.js';

/** Where a learned binding belongs in the southbound database. */
export interface LearnedPlace {
  readonly datapath: Uuid<'Datapath_Binding'>;
  readonly port: string;
  readonly binding: Uuid<'Port_Binding'>;
}

/** Where learned bindings belong, and whose they are. */
export interface LearnedContext {
  placeOf(datapathKey: number, portKey: number): LearnedPlace | undefined;
  readonly ownChassis: Uuid<'Chassis'> | undefined;
  /** Milliseconds since 1970. */
  readonly now: number;
}

/** Adds learned bindings, of each the newest alone, to a transaction; false when the database has them all already. */
export function writeLearned(
  transaction: Transaction,
  replica: Replica,
  learned: readonly Learned[],
  context: LearnedContext,
): boolean {
  const macs = new Set(learned.flatMap((entry) => (entry.kind === 'forwarding' ? [entry.mac] : [])));
  const ips = new Set(learned.flatMap((entry) => (entry.kind === 'neighbor' ? [entry.ip] : [])));
  const stations = new Map<string, Row<typeof FDB>>();
  const neighbors = new Map<string, Row<typeof MAC_Binding>>();
  // There may be very many: those that this is about alone are kept.
  for (const row of macs.size === 0 ? [] : replica.rows(FDB)) {
    if (macs.has(row.mac)) stations.set(`${row.dp_key} ${row.mac}`, row);
  }
  for (const row of ips.size === 0 ? [] : replica.rows(MAC_Binding)) {
    if (ips.has(row.ip)) neighbors.set(`${row.logical_port} ${row.ip}`, row);
  }
  for (const entry of learned) {
    if (entry.kind === 'forwarding') {
      writeForwarding(transaction, stations.get(`${entry.datapath} ${entry.mac}`), entry);
      continue;
    }
    const place = context.placeOf(entry.datapath, entry.port);
    if (place === undefined) continue;
    if (entry.kind === 'neighbor') {
      const held = neighbors.get(`${place.port} ${entry.ip}`);
      writeNeighbor(transaction, held, place, entry.ip, entry.mac, context.now);
    } else
      writeVirtualPort(transaction, replica, context, context.placeOf(entry.datapath, entry.virtualPort), place.port);
  }
  return transaction.size > 0;
}

function writeNeighbor(
  transaction: Transaction,
  held: Row<typeof MAC_Binding> | undefined,
  { datapath, port }: LearnedPlace,
  ip: string,
  mac: string,
  timestamp: number,
): void {
  if (held === undefined) transaction.insert(MAC_Binding, { logical_port: port, ip, mac, datapath, timestamp });
  else if (held.mac !== mac) transaction.update(MAC_Binding, held._uuid, { mac, timestamp });
}

/** A virtual port is where the port is that spoke for it last; what is no virtual port any more stays as it is. */
function writeVirtualPort(
  transaction: Transaction,
  replica: Replica,
  { ownChassis }: LearnedContext,
  place: LearnedPlace | undefined,
  parent: string,
): void {
  const row = place && replica.get(Port_Binding, place.binding);
  if (ownChassis === undefined || row?.type !== 'virtual') return;
  if (row.chassis === ownChassis && row.virtual_parent === parent) return;
  transaction.update(Port_Binding, row._uuid, { chassis: ownChassis, virtual_parent: parent });
}

function writeForwarding(
  transaction: Transaction,
  held: Row<typeof FDB> | undefined,
  { datapath, port, mac }: Extract<Learned, { kind: 'forwarding' }>,
): void {
  if (held === undefined) transaction.insert(FDB, { dp_key: datapath, mac, port_key: port });
  else if (held.port_key !== port) transaction.update(FDB, held._uuid, { port_key: port });
}
