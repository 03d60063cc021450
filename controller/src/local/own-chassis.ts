import type { Uuid } from '#base';
import { index, query } from '#incremental';
import { Chassis, Chassis_Private } from '#schemas/southbound';
import { HOST, settings } from './settings.js';

const chassisByName = index(Chassis, 'name', (row) => [row.name]);
const privateByName = index(Chassis_Private, 'name', (row) => [row.name]);

/** The row of this host in the southbound database, once it is there. */
export const ownChassis = query('ownChassis', (read, _: typeof HOST): Uuid<'Chassis'> | undefined => {
  const { chassis } = read(settings, HOST);
  return chassis === undefined ? undefined : read.find(chassisByName, chassis)[0];
});

export const ownChassisPrivate = query('ownChassisPrivate', (read, _: typeof HOST) => {
  const { chassis } = read(settings, HOST);
  return chassis === undefined ? undefined : read.find(privateByName, chassis)[0];
});
