/** Bad configuration as data: what northd could not follow, and where. Logged once, listed by the command `warnings`. */
import { each, type Relation, relation } from '#incremental';
import { Logical_Router_Port, Logical_Router_Static_Route, Logical_Switch_Port } from '#schemas/northbound';
import { chassisByName } from './facts/chassis.js';
import { parseStationAddress } from './facts/network-address.js';
import { routerOfPort, routerPort } from './facts/router-port.js';
import { exitOfRoute, parsedRoute, routerOfRoute } from './facts/static-route.js';
import { isAddressWord, switchOfPort } from './facts/switch-port.js';

/** One thing that is wrong in the northbound database. */
export interface ConfigurationWarning {
  /** Table and UUID of the row that is at fault. */
  readonly table: string;
  readonly row: string;
  readonly text: string;
}

/** Each row means: this configuration has no effect, or not the one that it looks to have. */
export const warningRows: Relation<ConfigurationWarning> = relation(
  'warning-rows',
  (warning) => `${warning.row} ${warning.text}`,
  [
    each(Logical_Switch_Port, (read, id) => {
      const row = read.row(Logical_Switch_Port, id);
      if (row === undefined || switchOfPort(read, id) === undefined) return [];
      const { addresses, port_security: security, options, name } = row;
      const texts: string[] = [];
      for (const text of addresses) {
        if (isAddressWord(text) || parseStationAddress(text) !== undefined) continue;
        texts.push(`invalid syntax '${text}' in address. No MAC address found`);
      }
      for (const text of security) {
        if (parseStationAddress(text) === undefined) {
          texts.push(`invalid syntax '${text}' in port security. No MAC address found`);
        }
      }
      for (const chassis of options.get('requested-chassis')?.split(',') ?? []) {
        if (row.type !== 'router' && read(chassisByName, chassis) === undefined) {
          texts.push(`Unknown chassis '${chassis}' set in options:requested-chassis on LSP '${name}'.`);
        }
      }
      return texts.map((text) => warning('Logical_Switch_Port', id, text));
    }),
    each(Logical_Router_Port, (read, id) => {
      const row = read.row(Logical_Router_Port, id);
      if (row === undefined || read(routerOfPort, id) === undefined || read(routerPort, id) !== undefined) return [];
      return [warning('Logical_Router_Port', id, `bad 'mac' ${row.mac}`)];
    }),
    each(Logical_Router_Static_Route, (read, id) => {
      if (read(routerOfRoute, id) === undefined) return [];
      const route = read(parsedRoute, id);
      const exit = read(exitOfRoute, id);
      const problem = 'problem' in route ? route.problem : exit !== undefined && 'problem' in exit ? exit.problem : '';
      return problem === '' ? [] : [warning('Logical_Router_Static_Route', id, problem)];
    }),
  ],
);

function warning(table: string, row: string, text: string): ConfigurationWarning {
  return { table, row, text };
}
