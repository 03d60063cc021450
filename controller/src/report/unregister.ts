import type { Replica } from '#ovsdb/client';
import { Bridge, Open_vSwitch, Port } from '#schemas/open-vswitch';
import { Chassis, Chassis_Private, Port_Binding } from '#schemas/southbound';

/**
 * What the run-time command `exit` leaves: ports bound nowhere, no chassis, no tunnels. The flows stay, so that guests of this host go on
 * reaching each other (ovn-controller(8), "exit").
 */
export async function unregister(
  chassisName: string,
  bridgeName: string,
  southbound: Replica | undefined,
  local: Replica,
): Promise<void> {
  await Promise.all([leaveSouthbound(chassisName, southbound), removeTunnels(chassisName, bridgeName, local)]);
}

async function leaveSouthbound(name: string, replica: Replica | undefined): Promise<void> {
  if (replica?.state !== 'synced') return;
  const transaction = replica.transaction('ovn-controller: unregistering chassis');
  const chassis = [...replica.rows(Chassis)].find((row) => row.name === name);
  if (chassis !== undefined) {
    for (const port of replica.rows(Port_Binding)) {
      if (port.chassis === chassis._uuid) {
        transaction.update(Port_Binding, port._uuid, { chassis: undefined, encap: undefined, up: false });
      }
    }
    transaction.delete(Chassis, chassis._uuid);
  }
  for (const row of replica.rows(Chassis_Private)) {
    if (row.name === name) transaction.delete(Chassis_Private, row._uuid);
  }
  if (transaction.size > 0) await transaction.commit();
}

async function removeTunnels(chassis: string, bridgeName: string, replica: Replica): Promise<void> {
  if (replica.state !== 'synced') return;
  const transaction = replica.transaction('ovn-controller: destroying tunnels');
  for (const bridge of replica.rows(Bridge)) {
    if (bridge.name !== bridgeName) continue;
    const tunnels = bridge.ports.filter((port) => replica.get(Port, port)?.external_ids.has('ovn-chassis-id'));
    if (tunnels.length > 0) transaction.mutate(Bridge, bridge._uuid, 'ports', 'delete', tunnels);
  }
  for (const root of replica.rows(Open_vSwitch)) {
    const key = `ovn-chassis-idx-${chassis}`;
    if (root.other_config.has(key)) transaction.mutate(Open_vSwitch, root._uuid, 'other_config', 'delete', [key]);
  }
  if (transaction.size > 0) await transaction.commit();
}
