/**
 * Variables in logical flows: `^name` in a match or in actions stands for the text that Chassis_Template_Var has for this host
 * (ovn-nb(5), Chassis_Template_Var). Before: the flow's text. After: the parsers.
 */
import { index, query, type Read } from '#incremental';
import type { Variables } from '#logical';
import { Chassis_Template_Var } from '#schemas/southbound';
import { HOST, settings } from '../local/settings.js';

const byChassis = index(Chassis_Template_Var, 'chassis', (row) => [row.chassis]);

const variables = query('templateVariables', (read, _: typeof HOST): ReadonlyMap<string, string> => {
  const { chassis } = read(settings, HOST);
  const [id] = chassis === undefined ? [] : read.find(byChassis, chassis);
  return (id === undefined ? undefined : read.row(Chassis_Template_Var, id)?.variables) ?? new Map();
});

/** What `^name` stands for on this host. */
export function templateVariables(read: Read): Variables {
  return () => read(variables, HOST);
}
