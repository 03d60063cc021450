import type { Replica, Transaction } from '#ovsdb/client';
import { Bridge, Datapath, Interface, Open_vSwitch, Port } from '#schemas/open-vswitch';
import { tunnelId } from '../local/tunnel.js';
import type { LocalWrite } from './local-write.js';

/** A tunnel's port is named after the first characters of its chassis; a number tells those apart that share them. */
const CHASSIS_NAME_MAX = 6;

/** Adds writes to a transaction on the host's database. `replica` says which port names are taken. */
export function applyLocalWrites(transaction: Transaction, replica: Replica, writes: Iterable<LocalWrite>): void {
  const names = new Set([...replica.rows(Port)].map((port) => port.name));
  for (const write of writes) apply(transaction, replica, write, names);
}

function apply(transaction: Transaction, replica: Replica, write: LocalWrite, names: Set<string>): void {
  switch (write.kind) {
    case 'add-bridge': {
      const face = transaction.insert(Interface, { name: write.name, type: 'internal' });
      const port = transaction.insert(Port, { name: write.name, interfaces: [face] });
      const bridge = transaction.insert(Bridge, {
        name: write.name,
        ports: [port],
        fail_mode: 'secure',
        other_config: new Map([['disable-in-band', 'true']]),
        ...(write.datapathType === undefined ? {} : { datapath_type: write.datapathType }),
      });
      for (const root of replica.rows(Open_vSwitch)) {
        transaction.mutate(Open_vSwitch, root._uuid, 'bridges', 'insert', [bridge]);
      }
      return;
    }
    case 'set-datapath-type':
      transaction.update(Bridge, write.bridge, { datapath_type: write.datapathType });
      return;
    case 'set-fail-mode':
      transaction.update(Bridge, write.bridge, { fail_mode: 'secure' });
      return;
    case 'add-datapath': {
      const row = transaction.insert(Datapath, { external_ids: new Map() });
      transaction.mutate(Open_vSwitch, write.root, 'datapaths', 'insert', new Map([[write.type, row]]));
      return;
    }
    case 'set-root-config':
      transaction.mutate(Open_vSwitch, write.root, 'other_config', 'delete', [...write.values.keys()]);
      transaction.mutate(Open_vSwitch, write.root, 'other_config', 'insert', write.values);
      return;
    case 'add-tunnel': {
      const { tunnel } = write;
      const name = freeName(`ovn-${tunnel.chassis.slice(0, CHASSIS_NAME_MAX)}-`, names);
      const face = transaction.insert(Interface, { name, type: tunnel.type, options: tunnel.options });
      const ids = new Map([['ovn-chassis-id', tunnelId(tunnel)]]);
      const port = transaction.insert(Port, { name, interfaces: [face], external_ids: ids });
      transaction.mutate(Bridge, write.bridge, 'ports', 'insert', [port]);
      return;
    }
    case 'set-tunnel':
      transaction.update(Interface, write.interface, { type: write.tunnel.type, options: write.tunnel.options });
      return;
    case 'add-patch': {
      const { name, peer } = write;
      const face = transaction.insert(Interface, { name, type: 'patch', options: new Map([['peer', peer]]) });
      const ids = new Map([['ovn-localnet-port', write.logicalPort]]);
      const port = transaction.insert(Port, { name, interfaces: [face], external_ids: ids });
      transaction.mutate(Bridge, write.bridge, 'ports', 'insert', [port]);
      return;
    }
    case 'delete-port':
      transaction.mutate(Bridge, write.bridge, 'ports', 'delete', [write.port]);
      return;
    case 'set-bridge-ids':
      transaction.mutate(Bridge, write.bridge, 'external_ids', 'delete', [...write.values.keys(), ...write.removed]);
      transaction.mutate(Bridge, write.bridge, 'external_ids', 'insert', write.values);
      return;
    case 'installed':
      transaction.mutate(Interface, write.interface, 'external_ids', 'delete', ['ovn-installed', 'ovn-installed-ts']);
      transaction.mutate(
        Interface,
        write.interface,
        'external_ids',
        'insert',
        new Map([
          ['ovn-installed', 'true'],
          ['ovn-installed-ts', `${write.at}`],
        ]),
      );
      return;
    case 'not-installed':
      transaction.mutate(Interface, write.interface, 'external_ids', 'delete', ['ovn-installed', 'ovn-installed-ts']);
      return;
  }
}

function freeName(prefix: string, names: Set<string>): string {
  for (let n = 0; ; n++) {
    const name = `${prefix}${n}`;
    if (names.has(name)) continue;
    names.add(name);
    return name;
  }
}
