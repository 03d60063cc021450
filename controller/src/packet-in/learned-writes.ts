import type { Uuid } from '#base';
import type { Replica, Transaction } from '#ovsdb/client';
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

/** Adds learned bindings to a transaction; false when the database has them all already. */
export function writeLearned(
  transaction: Transaction,
  replica: Replica,
  learned: readonly Learned[],
  context: LearnedContext,
): boolean {
  for (const entry of learned) {
    if (entry.kind === 'forwarding') {
      writeForwarding(transaction, replica, entry);
      continue;
    }
    const place = context.placeOf(entry.datapath, entry.port);
    if (place === undefined) continue;
    if (entry.kind === 'neighbor') writeNeighbor(transaction, replica, place, entry.ip, entry.mac, context.now);
    else
      writeVirtualPort(transaction, replica, context, context.placeOf(entry.datapath, entry.virtualPort), place.port);
  }
  return transaction.size > 0;
}

function writeNeighbor(
  transaction: Transaction,
  replica: Replica,
  { datapath, port }: LearnedPlace,
  ip: string,
  mac: string,
  timestamp: number,
): void {
  for (const row of replica.rows(MAC_Binding)) {
    if (row.logical_port !== port || row.ip !== ip) continue;
    if (row.mac !== mac) transaction.update(MAC_Binding, row._uuid, { mac, timestamp });
    return;
  }
  transaction.insert(MAC_Binding, { logical_port: port, ip, mac, datapath, timestamp });
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
  replica: Replica,
  { datapath, port, mac }: Extract<Learned, { kind: 'forwarding' }>,
): void {
  for (const row of replica.rows(FDB)) {
    if (row.dp_key !== datapath || row.mac !== mac) continue;
    if (row.port_key !== port) transaction.update(FDB, row._uuid, { port_key: port });
    return;
  }
  transaction.insert(FDB, { dp_key: datapath, mac, port_key: port });
}
