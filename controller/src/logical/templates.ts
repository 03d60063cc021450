/**
 * Variables in logical flows: `^name` in a match or in actions stands for the text that Chassis_Template_Var has for this host
 * (ovn-nb(5), Chassis_Template_Var). Before: the flow's text. After: the parsers.
 */
import { index, query, type Read } from '#incremental';
import { Chassis_Template_Var } from '#schemas/southbound';
import { HOST, settings } from '../local/settings.js';

const byChassis = index(Chassis_Template_Var, 'chassis', (row) => [row.chassis]);

const variables = query('templateVariables', (read, _: typeof HOST): ReadonlyMap<string, string> => {
  const { chassis } = read(settings, HOST);
  const [id] = chassis === undefined ? [] : read.find(byChassis, chassis);
  return (id === undefined ? undefined : read.row(Chassis_Template_Var, id)?.variables) ?? new Map();
});

/** A string, in which nothing is replaced, or a variable. */
const STRING_OR_VARIABLE = /"(?:[^"\\]|\\.)*"?|\^([A-Za-z_][\w.]*)/gs;

/** The text with its variables replaced; an unknown one stays, and the parsers refuse it. What is put in is not searched again. */
export function expandTemplates(read: Read, text: string): string {
  if (!text.includes('^')) return text;
  const known = read(variables, HOST);
  return text.replaceAll(STRING_OR_VARIABLE, (all, name: string | undefined) =>
    name === undefined ? all : (known.get(name) ?? all),
  );
}
