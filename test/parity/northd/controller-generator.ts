/** What controllers write to a southbound database, at random: chassis come and go, ports come up and go down. */
import { type Uuid, uuidFromBytes } from '#base';
import type { Replica, Transaction } from '#ovsdb/client';
import { Chassis, Encap, Port_Binding } from '#schemas/southbound';
import type { Random } from './random.js';

/** Makes the same change in a transaction of any of several databases that hold the same network. */
export type SouthboundChange = (sb: Replica, transaction: Transaction) => void;

const NAMES = ['nobody', 'host1', 'host2'];
const FEATURES = ['ct-no-masked-label', 'ovn-ct-lb-related', 'is-remote', 'port-up-notif'];

export function controllerChange(random: Random, sb: Replica): SouthboundChange {
  const name = random.pick(NAMES);
  const ports = [...sb.rows(Port_Binding)].map(({ logical_port: port }) => port).sort();
  const port = ports.length === 0 ? undefined : random.pick(ports);
  const up = random.chance(60);
  const other_config = new Map(random.some(FEATURES, 70).map((feature) => [feature, 'true'] as const));
  const [chassisId, encapId] = [random.bytes(16), random.bytes(16)];
  const isAboutPort = random.chance(60);
  return (db, transaction) => {
    if (isAboutPort) {
      const row = [...db.rows(Port_Binding)].find(({ logical_port: name }) => name === port);
      const owner = [...db.rows(Chassis)].find((each) => each.name === name);
      if (row !== undefined) transaction.update(Port_Binding, row._uuid, { up, chassis: owner?._uuid });
      return;
    }
    const held = [...db.rows(Chassis)].find((row) => row.name === name);
    if (held !== undefined) {
      transaction.delete(Chassis, held._uuid);
      return;
    }
    const id: Uuid<'Encap'> = uuidFromBytes(encapId);
    transaction.insert(Encap, { type: 'geneve', ip: '192.0.2.1', chassis_name: name }, id);
    transaction.insert(
      Chassis,
      { name, hostname: `${name}.example`, encaps: [id], other_config },
      uuidFromBytes(chassisId),
    );
  };
}
