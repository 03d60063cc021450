/** Commands on meters, as ovs-ofctl(8) has them. */
import type { MeterMod } from '../message/meter-mod.js';
import { parseMeter } from '../text/meter-parse.js';
import { asking, type Command, change, numbered } from './command.js';

function meter(usage: string, command: MeterMod['command'], least = 2): Command {
  return {
    usage,
    least,
    most: 2,
    run: (context, [target = '', text]) => change(context, target, [parseMeter(text ?? '', command)]),
  };
}

function meterArgument(text: string | undefined): { readonly meter?: number } {
  const number = numbered(text?.replace(/^meter=/, ''), 'meter', 'all');
  return number === undefined ? {} : { meter: number };
}

export const meterCommands: Readonly<Record<string, Command>> = {
  'add-meter': meter('add-meter SWITCH METER', 'add'),
  'mod-meter': meter('mod-meter SWITCH METER', 'modify'),
  'del-meters': meter('del-meters SWITCH [METER]', 'delete', 1),
  'dump-meters': asking('dump-meters SWITCH [METER]', 2, ([text]) => ({
    kind: 'meter_config_request',
    ...meterArgument(text),
  })),
  'meter-stats': asking('meter-stats SWITCH [METER]', 2, ([text]) => ({
    kind: 'meter_stats_request',
    ...meterArgument(text),
  })),
  'meter-features': asking('meter-features SWITCH', 1, () => ({ kind: 'meter_features_request' })),
};
