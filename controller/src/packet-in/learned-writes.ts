import type { Uuid } from '#base';
import type { Replica, Transaction } from '#ovsdb/client';
import { FDB, MAC_Binding } from '#schemas/southbound';
import type { Learned } from './learned.js';

/** Where a learned binding belongs in the southbound database. */
export interface LearnedPlace {
  readonly datapath: Uuid<'Datapath_Binding'>;
  readonly port: string;
}

/** Adds learned bindings to a transaction; false when the database has them all already. */
export function writeLearned(
  transaction: Transaction,
  replica: Replica,
  learned: readonly Learned[],
  placeOf: (datapathKey: number, portKey: number) => LearnedPlace | undefined,
  now: number,
): boolean {
  for (const entry of learned) {
    if (entry.kind === 'neighbor') {
      const place = placeOf(entry.datapath, entry.port);
      if (place !== undefined) writeNeighbor(transaction, replica, place, entry.ip, entry.mac, now);
    } else writeForwarding(transaction, replica, entry);
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
