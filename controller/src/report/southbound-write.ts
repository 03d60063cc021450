import type { Uuid } from '#base';
import { eachKey, equalDeep, query, type Read, relation } from '#incremental';
import type { Transaction } from '#ovsdb/client';
import { Chassis, Chassis_Private, Encap, Port_Binding } from '#schemas/southbound';
import { bindingOf, claimedPorts, isBoundHere } from '../local/binding.js';
import { interfaceOfPort } from '../local/bridge.js';
import { ownChassis, ownChassisPrivate } from '../local/own-chassis.js';
import { portsOfChassis } from '../local/port-index.js';
import { HOST, settings } from '../local/settings.js';
import { Installed, Progress } from '../local/state.js';
import { type ChassisRecord, chassisRecord } from './chassis-record.js';

/** Something that this host should write to the southbound database because it is not there yet. */
export type SouthboundWrite =
  | {
      readonly kind: 'chassis';
      readonly row: Uuid<'Chassis'> | undefined;
      readonly record: ChassisRecord;
      /** Foreign keys of other_config that are kept. */
      readonly otherConfig: ReadonlyMap<string, string>;
      readonly newEncaps: boolean;
      readonly privateRow: Uuid<'Chassis_Private'> | undefined;
    }
  | {
      readonly kind: 'chassis-private';
      readonly row: Uuid<'Chassis_Private'> | undefined;
      readonly name: string;
      readonly chassis: Uuid<'Chassis'>;
    }
  | {
      readonly kind: 'claim';
      readonly port: Uuid<'Port_Binding'>;
      readonly name: string;
      readonly chassis: Uuid<'Chassis'>;
      readonly encap: Uuid<'Encap'> | undefined;
      readonly wasUp: boolean;
    }
  | {
      readonly kind: 'claim-additional';
      readonly port: Uuid<'Port_Binding'>;
      readonly name: string;
      readonly chassis: Uuid<'Chassis'>;
    }
  | {
      readonly kind: 'release';
      readonly port: Uuid<'Port_Binding'>;
      readonly name: string;
      readonly isVirtual: boolean;
    }
  | {
      readonly kind: 'release-additional';
      readonly port: Uuid<'Port_Binding'>;
      readonly name: string;
      readonly chassis: Uuid<'Chassis'>;
    }
  | { readonly kind: 'up'; readonly port: Uuid<'Port_Binding'>; readonly name: string }
  | {
      readonly kind: 'nb-cfg';
      readonly row: Uuid<'Chassis_Private'>;
      readonly nbCfg: number;
      readonly at: number;
    };

const identity = (write: SouthboundWrite) => ('port' in write ? `${write.kind} ${write.port}` : write.kind);

/** Each row means: the southbound database lacks something that this host has to say. */
export const SouthboundWrites = relation<SouthboundWrite>('SouthboundWrites', identity, [
  eachKey(
    () => [HOST],
    (read) => [...chassisWrites(read), ...progressWrites(read)],
  ),
  eachKey((read) => [...read(claimedPorts, HOST), ...boundHere(read)], portWrites),
]);

function chassisWrites(read: Read): readonly SouthboundWrite[] {
  const record = read(chassisRecord, HOST);
  if (record === undefined) return [];
  const id = read(ownChassis, HOST);
  const privateRow = read(ownChassisPrivate, HOST);
  const row = id === undefined ? undefined : read.row(Chassis, id);
  if (id === undefined || row === undefined) {
    const { otherConfig } = record;
    return [{ kind: 'chassis', row: undefined, record, otherConfig, newEncaps: true, privateRow }];
  }
  const writes: SouthboundWrite[] = [];
  const encaps = row.encaps.flatMap((encap) => {
    const { type, ip, options } = read.row(Encap, encap) ?? {};
    return type === undefined ? [] : [{ type, ip, options }];
  });
  const inOrder = (list: readonly { readonly type?: string; readonly ip?: string | undefined }[]) =>
    [...list].sort((a, b) => (`${a.type} ${a.ip}` < `${b.type} ${b.ip}` ? -1 : 1));
  const newEncaps = !equalDeep(inOrder(encaps), inOrder(record.encaps));
  const isSame =
    !newEncaps &&
    row.hostname === record.hostname &&
    equalDeep([...row.transport_zones].sort(), record.transportZones) &&
    [...record.otherConfig].every(([key, value]) => row.other_config.get(key) === value);
  if (!isSame) {
    const otherConfig = new Map([...row.other_config, ...record.otherConfig]);
    writes.push({ kind: 'chassis', row: id, record, otherConfig, newEncaps, privateRow });
  }
  if (privateRow === undefined || read.row(Chassis_Private, privateRow)?.chassis !== id) {
    writes.push({ kind: 'chassis-private', row: privateRow, name: record.name, chassis: id });
  }
  return writes;
}

function progressWrites(read: Read): readonly SouthboundWrite[] {
  const row = read(ownChassisPrivate, HOST);
  const progress = read.row(Progress, 'self');
  if (row === undefined || progress === undefined || progress.nbCfgAt === 0) return [];
  if (read.row(Chassis_Private, row)?.nb_cfg === progress.nbCfg) return [];
  return [{ kind: 'nb-cfg', row, nbCfg: progress.nbCfg, at: progress.nbCfgAt }];
}

/** Ports that the database says are here, whether they are or not. */
function boundHere(read: Read): readonly Uuid<'Port_Binding'>[] {
  const own = read(ownChassis, HOST);
  return own === undefined ? [] : read.find(portsOfChassis, own);
}

const claimedSet = query(
  'claimedSet',
  (read, _: typeof HOST): ReadonlySet<string> => new Set(read(claimedPorts, HOST)),
);
const isClaimed = query('isClaimed', (read, id: Uuid<'Port_Binding'>): boolean => read(claimedSet, HOST).has(id));

function portWrites(read: Read, id: Uuid<'Port_Binding'>): readonly SouthboundWrite[] {
  const own = read(ownChassis, HOST);
  const row = read.row(Port_Binding, id);
  if (own === undefined || row === undefined) return [];
  const name = row.logical_port;
  const isHere = row.chassis === own;
  const isAdditional = row.additional_chassis.some((chassis) => chassis === own);
  if (!read(isClaimed, id)) {
    // What speaks for the port may still be on its way.
    if (read.row(Progress, 'self')?.isComplete !== true) return [];
    const isVirtual = row.type === 'virtual';
    const isKept = row.type === 'chassisredirect' || (isVirtual && hasParentHere(read, row.virtual_parent));
    return [
      ...(isHere && isKept && isVirtual && row.up !== true ? [{ kind: 'up', port: id, name } as const] : []),
      ...(isHere && !isKept ? [{ kind: 'release', port: id, name, isVirtual } as const] : []),
      ...(isAdditional ? [{ kind: 'release-additional', port: id, name, chassis: own } as const] : []),
    ];
  }
  const wantsAdditional =
    row.requested_chassis !== undefined &&
    row.requested_chassis !== own &&
    row.requested_additional_chassis.some((chassis) => chassis === own);
  if (wantsAdditional) return isAdditional ? [] : [{ kind: 'claim-additional', port: id, name, chassis: own }];
  const encap = encapOf(read, name);
  if (!isHere || row.encap !== encap) {
    return [{ kind: 'claim', port: id, name, chassis: own, encap, wasUp: !isHere && row.up === true }];
  }
  const isReady = read.row(Installed, id) !== undefined || read(bindingOf, id)?.kind === 'patch';
  return isReady && row.up !== true ? [{ kind: 'up', port: id, name }] : [];
}

/** A virtual port goes with the port whose VM was last seen to answer for it. */
function hasParentHere(read: Read, parent: string | undefined): boolean {
  return parent !== undefined && read(isBoundHere, parent);
}

/** The row of the tunnel address that a port's interface asks for (external_ids:encap-ip). */
function encapOf(read: Read, name: string): Uuid<'Encap'> | undefined {
  const wanted = read(interfaceOfPort, name)?.encapIp;
  const own = read(ownChassis, HOST);
  if (wanted === undefined || own === undefined) return undefined;
  const { encapTypes } = read(settings, HOST);
  return read.row(Chassis, own)?.encaps.find((encap) => {
    const row = read.row(Encap, encap);
    return row?.ip === wanted && encapTypes[0] === row.type;
  });
}

/** Adds a write to a transaction. */
export function applySouthboundWrite(transaction: Transaction, write: SouthboundWrite): void {
  switch (write.kind) {
    case 'chassis':
      applyChassis(transaction, write);
      return;
    case 'chassis-private':
      applyPrivate(transaction, write.row, write.name, write.chassis);
      return;
    case 'claim':
      transaction.update(Port_Binding, write.port, {
        chassis: write.chassis,
        encap: write.encap,
        ...(write.wasUp ? { up: false } : {}),
      });
      return;
    case 'claim-additional':
      transaction.mutate(Port_Binding, write.port, 'additional_chassis', 'insert', [write.chassis]);
      return;
    case 'release':
      transaction.update(Port_Binding, write.port, {
        chassis: undefined,
        encap: undefined,
        // As ovn-controller leaves it, a virtual port stays up.
        ...(write.isVirtual ? { virtual_parent: undefined } : { up: false }),
      });
      return;
    case 'release-additional':
      transaction.mutate(Port_Binding, write.port, 'additional_chassis', 'delete', [write.chassis]);
      return;
    case 'up':
      transaction.update(Port_Binding, write.port, { up: true });
      return;
    case 'nb-cfg':
      transaction.update(Chassis_Private, write.row, { nb_cfg: write.nbCfg, nb_cfg_timestamp: write.at });
      return;
  }
}

function applyPrivate(
  transaction: Transaction,
  row: Uuid<'Chassis_Private'> | undefined,
  name: string,
  chassis: Uuid<'Chassis'>,
): void {
  if (row === undefined) transaction.insert(Chassis_Private, { name, chassis });
  else transaction.update(Chassis_Private, row, { chassis });
}

function applyChassis(transaction: Transaction, write: Extract<SouthboundWrite, { kind: 'chassis' }>): void {
  const { record, row } = write;
  const encaps = write.newEncaps
    ? record.encaps.map(({ type, ip, options }) =>
        transaction.insert(Encap, {
          type: type === 'geneve' || type === 'stt' ? type : 'vxlan',
          ip,
          options,
          chassis_name: record.name,
        }),
      )
    : undefined;
  const columns = {
    hostname: record.hostname,
    other_config: write.otherConfig,
    transport_zones: record.transportZones,
    ...(encaps === undefined ? {} : { encaps }),
  };
  if (row === undefined) {
    const chassis = transaction.insert(Chassis, { name: record.name, ...columns });
    applyPrivate(transaction, write.privateRow, record.name, chassis);
  } else transaction.update(Chassis, row, columns);
}
